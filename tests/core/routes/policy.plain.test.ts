import { describe, expect, test } from 'vitest';
import { parsePolicy, scopesFor } from '@/lib/core/routes/policy';

const { rules } = parsePolicy(`
# the services
GET /v1/data/* -> table:data:read
POST,PUT /v1/data/* -> table:data:create, table:data:update   # two
GET /v1/projects/*/logs -> project:read
* /v1/me -> none
GET /v1/files/caf%C3%A9 -> dashboard:read
`);

test.each([
  ['GET', '/v1/data/posts', ['table:data:read']],
  ['HEAD', '/v1/data/posts', ['table:data:read']],
  ['GET', '/v1/data/posts/7?page=2', ['table:data:read']],
  ['PUT', '/v1/data/posts', ['table:data:create', 'table:data:update']],
  ['GET', '/v1/projects/p1/logs', ['project:read']],
  ['GET', '/v1/projects/a%40b/logs', ['project:read']],
  ['OPTIONS', '/v1/me', []],
  ['GET', '/v1/files/caf%C3%A9', ['dashboard:read']],
  ['GET', '/v1/data/posts/', ['table:data:read']],
  ['GET', '/v1/projects/p1/logs/?page=2', ['project:read']],
])('%s %s needs %j', (method, uri, scopes) => {
  expect(scopesFor(rules, method, uri)).toEqual(scopes);
});

test.each([
  ['DELETE', '/v1/data/posts'],
  ['GET', '/v1/data'],
  ['GET', '/v1/data/'],
  ['GET', '/v1/projects/p1/p2/logs'],
  ['GET', '/v1/data/posts//'],
  ['GET', '//'],
  ['GET', '/v1/projects//logs'],
  ['HEAD', '/v1/unnamed'],
  ['GET', '/'],
  ['GET', ''],
  ['GET', '*'],
  ['GET', 'v1/data/posts'],
  ['GET', 'http://api/v1/data/posts'],
  ['GET', '?/v1/data/posts'],
  ['GET', '/v1/%64ata/posts'],
  ['GET', '/v1/data/%ff'],
  ['GET', '/v1/data/%zz'],
  ['GET', '/v1/data/a b'],
  ['GET', '/v1/data/a\\b'],
  ['GET', '/v1/data/é'],
  ['GET', '/v1/data/%2fx'],
  ['GET', '/v1/data/%00'],
  ['GET', '/v1/data/..'],
])('%s %j is named by no rule', (method, uri) => {
  expect(scopesFor(rules, method, uri)).toBeNull();
});

test('a slash at the end leads past no rule to a wider one below it, however the rule was written', () => {
  for (const rule of ['GET /v1/secret -> key:delete', 'GET /v1/secret/ -> key:delete']) {
    const { rules: both } = parsePolicy(`${rule}\nGET /v1/* -> key:read`);
    for (const uri of ['/v1/secret', '/v1/secret/', '/v1/secret/?x']) expect(scopesFor(both, 'GET', uri)).toEqual(['key:delete']);
    expect(scopesFor(both, 'GET', '/v1/secret/more')).toEqual(['key:read']);
  }
});

test('the root is a route like another, and no wildcard names it', () => {
  expect(scopesFor(parsePolicy('GET / -> none').rules, 'GET', '/')).toEqual([]);
  expect(scopesFor(parsePolicy('GET /* -> none').rules, 'GET', '/')).toBeNull();
});

describe('a mistake is named by its line', () => {
  const mistakes = (text: string) => parsePolicy(text).mistakes;

  test('every one of them', () => {
    const found = mistakes(['GET /a -> key:read', 'GET /b', 'get /c -> key:read', 'GET c -> key:read', 'GET /d*e -> key:read', 'GET /e -> key:sing', 'GET /f/../g -> key:read'].join('\n'));
    expect(found.map(({ line }) => line)).toEqual([2, 3, 4, 5, 6, 7]);
    expect(found[4]!.problem).toContain('key:sing');
  });

  test('a scope that stands for many, which no verdict ever names', () => {
    expect(mistakes('GET /a -> *:*\nGET /b -> key:read table:*').map(({ line, problem }) => [line, problem.split(' ')[0]])).toEqual([[1, '*:*'], [2, 'table:*']]);
  });

  test('a rule that an earlier one covers would never count', () => {
    expect(mistakes('GET /v1/* -> key:read\nGET /v1/secret -> key:delete')).toEqual([{ line: 2, problem: 'line 1 already covers this rule: put it above' }]);
    expect(mistakes('GET /v1/secret -> key:delete\nGET /v1/* -> key:read')).toEqual([]);
    expect(mistakes('GET /v1/* -> key:read\n* /v1/secret -> key:delete')).toEqual([]);
  });

  test.each(['%2A', '%2a', 'x?y', 'x;y', 'caf\u00e9', '..', '.', 'a%2fb', '%41', '**', 'a//b'])('a path with %s, which means more or less than it says', (part) => {
    expect(mistakes(`GET /v1/${part} -> key:read`).map(({ line }) => line)).toEqual([1]);
  });

  test.each(['GET /a ->', 'GET /a -> ', 'GET /a', '-> key:read', 'GET -> key:read', 'GET /a => key:read', 'GET, /a -> key:read', 'G3T /a -> key:read', 'GET /a -> none key:read', 'GET /a -> key:read,', 'GET /a -> *', 'GET /a -> KEY:READ'])('%s', (line) => {
    expect(mistakes(`\uFEFF# rules\r\n${line}\r\n`).map((mistake) => mistake.line)).toEqual([2]);
  });

  test('a file with no rule in it', () => {
    expect(mistakes('# nothing\n\n')).toHaveLength(1);
  });
});
