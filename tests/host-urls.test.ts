import { expect, test } from 'vitest';
import { eachHost, withoutBrackets, withoutSocket } from '@/lib/host-urls';

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

test.each([
  ['postgresql://u:p%40q@localhost:5433/x?host=/run/postgresql&sslmode=disable', { url: 'postgresql://u:p%40q@localhost:5433/x?sslmode=disable', host: '/run/postgresql' }],
  ['postgresql:///x?host=%2Frun%2Fpostgresql', { url: 'postgresql:///x', host: '/run/postgresql' }],
  ['postgresql://u@db/x?host=other', { url: 'postgresql://u@db/x?host=other' }],
  ['postgresql://u:p@q@db/x', { url: 'postgresql://u:p@q@db/x' }],
])('%s names the socket of %j', (url, named) => {
  expect(withoutSocket(url)).toEqual(named);
});

test.each([
  ['postgresql://u:p@[::1]:5433/x', { host: ['::1'], port: [5433] }],
  ['postgresql://u@[fd00::5]/x?sslmode=require', { host: ['fd00::5'], port: [5432] }],
  ['postgresql://u@10.0.0.5:5433/x', {}],
  ['postgresql://u@db/x', {}],
  ['postgresql:///x', {}],
])('%s names its IPv6 address by %j', (url, named) => {
  expect(withoutBrackets(url)).toEqual(named);
});
