import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Api } from '../support/api.ts';
import { startOrg } from '../support/org.ts';
import { ownStorage } from '../support/own-storage.ts';
import { startApp } from '../support/running-app.ts';

interface Entry {
  readonly action: string;
  readonly by: { readonly id: string };
  readonly outcome: { readonly status: number };
}

test('over HTTP somebody’s data comes a line at a time, and is gone once it is deleted', async () => {
  const app = await startApp({ storage: await ownStorage() });
  const org = await startOrg(app, { users: 2 });
  const api = new Api(app, org);
  const [who, other] = org.ids as [string, string];
  const linesOf = async (id: string): Promise<readonly { kind: string }[]> => {
    const response = await fetch(`${app.url}/api/people/${id}/data`);
    assert.deepEqual([response.status, response.headers.get('content-type')], [200, 'application/x-ndjson']);
    const text = await response.text();
    return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]));
  };
  assert.deepEqual(
    (await linesOf(who)).map(({ kind }) => kind),
    ['conversation'],
  );
  const { status, body } = await api.call('DELETE', `/api/people/${who}`);
  assert.deepEqual([status, body['complete'], body['conversation']], [200, true, true]);
  assert.deepEqual(await linesOf(who), []);
  assert.equal((await linesOf(other)).length, 1);
  const wrong = await api.call('DELETE', `/api/people/${who}/data`);
  assert.deepEqual([wrong.status, wrong.headers.get('allow')], [405, 'GET, HEAD, OPTIONS']);
  const audit = (await api.call('GET', `/api/audit?target=${who}`)).body as { items: readonly Entry[] };
  assert.deepEqual(
    audit.items.map(({ action, by, outcome }) => [action, by.id, outcome.status]),
    [
      ['person-data', 'local', 200],
      ['person-delete', 'local', 200],
      ['person-data', 'local', 200],
    ],
    'who asked for it stays, and of whom',
  );
});
