import { expect, test } from 'vitest';
import { eachHost } from '@/lib/host-urls';

test.each([
  ['postgresql://u:p@a:5432,b:5433/latchkey?sslmode=require', ['postgresql://u:p@a:5432/latchkey?sslmode=require', 'postgresql://u:p@b:5433/latchkey?sslmode=require']],
  ['postgres://a,b,c/latchkey', ['postgres://a/latchkey', 'postgres://b/latchkey', 'postgres://c/latchkey']],
  ['postgres://u@[::1]:5432,b/x', ['postgres://u@[::1]:5432/x', 'postgres://u@b/x']],
  ['postgresql://u:p,q@a/latchkey', ['postgresql://u:p,q@a/latchkey']],
  ['postgresql://a?x=1,2', ['postgresql://a?x=1,2']],
  ['postgresql://u:p@q@a,b/x', ['postgresql://u:p@q@a/x', 'postgresql://u:p@q@b/x']],
  ['postgresql:///latchkey', ['postgresql:///latchkey']],
])('%s names the hosts of %j', (url, hosts) => {
  expect(eachHost(url)).toEqual(hosts);
});
