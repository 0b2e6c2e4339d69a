import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ownStorage } from '../support/own-storage.ts';
import { startApp } from '../support/running-app.ts';
import { startTokenAuthority } from '../support/token-authority.ts';
import { httpFunctions } from './http-functions.ts';

/** Who may do what: each method of each route, and the least role it takes. A new one needs a line here. */
const least: Readonly<Record<string, 'Reader' | 'Author' | 'Sender' | 'Admin'>> = {
  'GET broadcasts': 'Reader',
  'POST broadcasts': 'Author',
  'GET broadcasts/refused': 'Reader',
  'GET broadcasts/{id}': 'Reader',
  'POST broadcasts/{id}/cancel': 'Author',
  'GET broadcasts/{id}/deliveries': 'Reader',
  'GET broadcasts/{id}/deliveries/export': 'Reader',
  'GET broadcasts/{id}/deliveries/{type}/{recipient}': 'Reader',
  'GET broadcasts/{id}/message': 'Reader',
  'PATCH broadcasts/{id}/message': 'Author',
  'POST broadcasts/{id}/pause': 'Sender',
  'GET broadcasts/{id}/reasons': 'Reader',
  'POST broadcasts/{id}/recall': 'Sender',
  'POST broadcasts/{id}/redrive': 'Sender',
  'GET broadcasts/{id}/release': 'Author',
  'POST broadcasts/{id}/release': 'Sender',
  'POST broadcasts/{id}/resume': 'Sender',
  'POST broadcasts/{id}/retry': 'Sender',
  'GET broadcasts/{id}/webhook': 'Reader',
  'POST broadcasts/{id}/webhook': 'Sender',
  'POST audience/resolve': 'Author',
  'GET audit': 'Admin',
  'GET audit/export': 'Admin',
  'GET people/{aadObjectId}': 'Reader',
  'DELETE people/{aadObjectId}': 'Admin',
  'GET people/{aadObjectId}/data': 'Admin',
  'GET reach': 'Reader',
  'POST redrive': 'Sender',
  'GET tenants/{tenant}': 'Reader',
  'POST tenants/{tenant}/start': 'Admin',
  'POST tenants/{tenant}/stop': 'Sender',
};

const ladder = ['Reader', 'Author', 'Sender', 'Admin'] as const;
/** What nobody signs in for: Teams' door, which has a lock of its own, what the API is like, what probes ask, and what is not there. */
const withoutToken = ['messages', 'api-document', 'health', 'health-ready', 'nothing-here'];

const authority = await startTokenAuthority();
const app = await startApp({ storage: await ownStorage(), env: authority.settings });
const functions = (await httpFunctions()).filter(({ name }) => !withoutToken.includes(name));
const methods = (await Promise.all(functions.map(methodsOf))).flat();

/** A route says itself which methods it has. */
async function methodsOf({ route, path }: { route: string; path: string }) {
  const { headers } = await fetch(`${app.url}/api/${path}`, { method: 'OPTIONS' });
  const allowed = (headers.get('allow') ?? '').split(', ').filter((method) => !['HEAD', 'OPTIONS'].includes(method));
  return allowed.map((method) => ({ name: `${method} ${route}`, method, path }));
}

async function ask({ method, path }: { method: string; path: string }, token?: string) {
  const headers = token === undefined ? {} : { Authorization: `Bearer ${token}` };
  const response = await fetch(`${app.url}/api/${path}`, { method, headers });
  const text = await response.text();
  const isJson = /[/+]json\b/.test(response.headers.get('content-type') ?? '');
  const { code } = (isJson ? JSON.parse(text) : {}) as { code?: string };
  return { status: response.status, code, challenge: response.headers.get('www-authenticate') };
}

test('each method of each route is in the table of roles, and nothing else is', () => {
  assert.ok(functions.length > 20);
  assert.deepEqual(methods.map(({ name }) => name).toSorted(), Object.keys(least).toSorted());
});

test('without a token each of them is 401, whatever else is wrong with the request', async () => {
  for (const one of methods) {
    const { status, code, challenge } = await ask(one);
    assert.deepEqual([status, code, challenge], [401, 'unauthenticated', 'Bearer realm="carillon"'], one.name);
  }
});

test('without a token no route does anything, by any method', async () => {
  for (const { name, path } of functions) {
    for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']) {
      const { status } = await fetch(`${app.url}/api/${path}`, { method });
      assert.ok(status === 401 || status === 405, `${method} of the function ${name}: ${status}`);
    }
  }
});

describe('With a role', () => {
  for (const role of [undefined, ...ladder]) {
    const own = role === undefined ? -1 : ladder.indexOf(role);
    for (const kind of ['person', 'program'] as const) {
      test(`a ${kind} that ${role ? `is ${role}` : 'has none'} may do exactly what it is for`, async () => {
        const token = await authority[kind](role ? [`Carillon.${role}`] : ['Carillon.Reader2', 'carillon.admin']);
        for (const one of methods) {
          const { status, code, challenge } = await ask(one, token);
          const isLet = code !== 'forbidden' && status !== 401;
          assert.equal(isLet, ladder.indexOf(least[one.name]!) <= own, `${one.name}: ${status} ${code}`);
          assert.ok(status < 500, one.name);
          if (!isLet) assert.equal(challenge, 'Bearer realm="carillon", error="insufficient_scope"');
        }
      });
    }
  }

  test('who has none is told which there are', async () => {
    const headers = { Authorization: `Bearer ${await authority.person([])}` };
    const { detail } = (await (await fetch(`${app.url}/api/broadcasts`, { headers })).json()) as { detail: string };
    for (const role of ladder) assert.ok(detail.includes(`Carillon.${role}`), detail);
  });
});
