import assert from 'node:assert/strict';
import { test } from 'node:test';
import { matchRoute, parseRoute } from '../../local/host/route.ts';
import { routeTable } from '../../local/host/route-table.ts';

const match = (template: string, path: string) => matchRoute(parseRoute(template), path);

test('literals match in any case, with or without a last slash', () => {
  assert.deepEqual(match('api/Items', '/API/items'), {});
  assert.deepEqual(match('api/items', '/api/items/'), {});
  assert.equal(match('api/items', '/api/items/1'), undefined);
  assert.equal(match('api/items', '/api'), undefined);
});

test('a parameter is one segment', () => {
  assert.deepEqual(match('items/{id}/parts/{part}', '/items/7/parts/x'), { id: '7', part: 'x' });
  assert.equal(match('items/{id}', '/items'), undefined);
  assert.equal(match('items/{id}', '/items//'), undefined);
});

test('a last parameter may be optional', () => {
  assert.deepEqual(match('items/{id?}', '/items'), {});
  assert.deepEqual(match('items/{id?}', '/items/7'), { id: '7' });
  assert.equal(match('items/{id?}', '/items/7/8'), undefined);
});

test('a wildcard takes the rest, or nothing', () => {
  assert.deepEqual(match('files/{*rest}', '/files/a/b/c'), { rest: 'a/b/c' });
  assert.deepEqual(match('files/{*rest}', '/files'), {});
});

test('parameters are decoded, but for an encoded slash', () => {
  assert.deepEqual(match('items/{id}', '/items/19%3Aabc%40thread.tacv2'), { id: '19:abc@thread.tacv2' });
  assert.deepEqual(match('items/{id}', '/items/a%2Fb%2fc'), { id: 'a%2Fb%2fc' });
  assert.deepEqual(match('items/{id}', '/items/100%25+%20'), { id: '100%+ ' });
  assert.deepEqual(match('items/{id}', '/items/%zz'), { id: '%zz' });
});

test('constraints decide whether a parameter matches', () => {
  const yes: [string, string][] = [
    ['int', '-12'],
    ['guid', '6f9619ff-8b86-d011-b42d-00c04fc964ff'],
    ['alpha', 'abC'],
    ['length(2,3)', 'abc'],
    ['minlength(2)', 'ab'],
    ['int:range(1,9)', '9'],
  ];
  const no: [string, string][] = [
    ['int', '1.5'],
    ['guid', 'x'],
    ['alpha', 'a1'],
    ['length(3)', 'ab'],
    ['maxlength(2)', 'abc'],
    ['int:range(1,9)', '10'],
  ];
  for (const [rule, text] of yes) assert.deepEqual(match(`{p:${rule}}`, `/${text}`), { p: text }, rule);
  for (const [rule, text] of no) assert.equal(match(`{p:${rule}}`, `/${text}`), undefined, rule);
});

test('templates this host can’t match are refused', () => {
  for (const template of [
    '/items',
    '~/items',
    'v{version}',
    '{a}-{b}',
    '{id?}/x',
    '{*rest}/x',
    '{id=1}',
    '{id:regex(a)}',
  ]) {
    assert.throws(() => parseRoute(template), template);
  }
});

function table(routes: Record<string, string>, methods = ['GET']) {
  const triggers = Object.entries(routes).map(([name, route]) => {
    const fn = { metadata: { name, bindings: {} }, callback: () => undefined };
    return { type: 'http' as const, fn, binding: 'request', methods, route };
  });
  const router = routeTable(triggers, 'api');
  return (path: string) => router('get', path)?.trigger.fn.metadata.name;
}

test('a literal wins over a parameter whose function comes later by name', () => {
  const find = table({ zebra: '{*rest}', 'Items-one': 'items/{id}', 'items-new': 'items/new' });
  assert.equal(find('/api/items/new'), 'items-new');
  assert.equal(find('/api/items/7'), 'Items-one');
  assert.equal(find('/api/other'), 'zebra');
  assert.equal(find('/items/7'), undefined);
});

test('a route that Azure would never reach is refused at the start', () => {
  assert.throws(() => table({ a: 'items/{id}', b: 'items/new' }), /"a" \(api\/items\/\{id\}\) would take GET/);
  assert.throws(() => table({ a: 'items/{id}', b: 'items/{name}' }), /would take/);
  assert.throws(() => table({ a: '{*rest}', b: 'items' }), /would take/);
  assert.throws(() => table({ a: 'items/{id?}', b: 'items' }), /would take/);
});

test('routes that share no path may have any names', () => {
  const find = table({ a: 'items/{id:guid}', b: 'items/new', c: 'items/{id}/parts' });
  assert.equal(find('/api/items/new'), 'b');
  assert.equal(find('/api/items/x/parts'), 'c');
});
