import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { Validator } from '@seriousme/openapi-schema-validator';
import { loadApp } from '../../local/host/load-app.ts';
import { type Role, roles } from '../../shared/access/role.ts';
import { described, document } from '../support/openapi.ts';
import { ownStorage } from '../support/own-storage.ts';
import { startApp } from '../support/running-app.ts';
import { openApi } from './call.ts';
import { openProduct } from './product.ts';

const root = join(import.meta.dirname, '..', '..');

test('the document is OpenAPI 3.1', async () => {
  const { valid, errors } = await new Validator().validate(structuredClone(document));
  assert.ok(valid, JSON.stringify(errors));
});

test('it is read without a token, and asked for again by its ETag', async () => {
  const api = openApi(() => assert.fail('Nobody is to be asked who they are.'));
  const read = await api.call('openapi.json');
  assert.equal(read.status, 200);
  assert.deepEqual(read.body, document);
  const again = await api.call('openapi.json', { headers: { 'If-None-Match': read.headers.get('etag')! } });
  assert.deepEqual([again.status, again.text], [304, '']);
  assert.deepEqual(api.log, []);
});

test('each address and method that the functions register is described, and no other', async () => {
  const { functions } = await loadApp({ root, main: 'functions/index.ts' });
  const bindings = functions.flatMap(({ metadata }) => Object.values(metadata.bindings));
  const routes = bindings.filter(({ type }) => type === 'httpTrigger').map((binding) => String(binding['route']));
  const app = await startApp({ storage: await ownStorage() });
  const registered: string[] = [];
  for (const route of routes.filter((one) => one !== '{*rest}')) {
    const { headers } = await fetch(`${app.url}/api/${route.replace(/\{\w+\}/g, 'x')}`, { method: 'OPTIONS' });
    const methods = (headers.get('allow') ?? '').split(', ').filter((name) => name !== 'HEAD' && name !== 'OPTIONS');
    registered.push(...methods.map((method) => `${method} ${route}`));
  }
  assert.deepEqual(described.map(({ method, path }) => `${method} ${path}`).toSorted(), registered.toSorted());
});

test('each operation has a name of its own', () => {
  const names = described.map(({ operation }) => operation.operationId);
  assert.deepEqual(names.toSorted(), [...new Set(names)].toSorted());
});

test('each operation asks for the role that it says', async () => {
  const guarded = described.filter(({ operation }) => operation['x-carillon-role'] !== undefined);
  assert.ok(guarded.length > 20);
  const product = await openProduct();
  for (const { method, path, operation } of guarded) {
    const needs = operation['x-carillon-role'] as Role;
    for (const role of roles) {
      const caller = { id: role, name: role, roles: [role] };
      const api = openApi(() => ({ ...product.door, callerOf: async () => caller }));
      const answer = await api.call(path.replace(/\{\w+\}/g, 'x'), { method });
      assert.equal(answer.status === 403, roles.indexOf(role) < roles.indexOf(needs), `${role}: ${method} ${path}`);
    }
  }
});
