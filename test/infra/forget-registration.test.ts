import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { forgetRegistration, uniqueNameOf } from '../../infra/forget-registration.ts';
import { deploy } from '../support/bicep/deploy.ts';
import { around, infra, only, root } from './deployed.ts';

const token = 'eyJ-not-to-be-seen';
const uniqueName = 'carillon-2222-rg-prod';

/** Microsoft Graph as far as it keeps applications, on this machine. */
async function openGraph(kept: Map<string, string>, refusing?: { readonly status: number; readonly code: string }) {
  const away = new Set<string>();
  const server = createServer((request, response) => {
    const answer = (status: number, body?: object) => response.writeHead(status).end(body && JSON.stringify(body));
    const path = decodeURIComponent(request.url ?? '');
    if (request.headers.authorization !== `Bearer ${token}`) return answer(401, { error: { code: 'Unauthorized' } });
    const asked = /^\/v1\.0\/applications\(uniqueName='([^']+)'\)\?\$select=id$/.exec(path)?.[1];
    if (request.method === 'GET' && asked !== undefined) {
      const id = kept.get(asked);
      return id === undefined ? answer(404, { error: { code: 'Request_ResourceNotFound' } }) : answer(200, { id });
    }
    if (refusing) return answer(refusing.status, { error: { code: refusing.code, message: `for ${token}` } });
    const [, folder, id] = /^\/v1\.0\/(applications|directory\/deletedItems)\/(\w+)$/.exec(path) ?? [];
    if (request.method !== 'DELETE' || id === undefined) return answer(400);
    if (folder === 'applications') {
      const [name] = [...kept].find(([, value]) => value === id) ?? [];
      if (name !== undefined && kept.delete(name)) away.add(id);
    } else if (!away.delete(id)) return answer(404);
    return answer(204);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  after(() => server.close());
  return { graph: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, away };
}

test('the registration is deleted for good, and no other', async () => {
  const kept = new Map([
    [uniqueName, 'mine'],
    ['carillon-2222-rg-test', 'another'],
  ]);
  const { graph, away } = await openGraph(kept);
  assert.equal(await forgetRegistration({ graph, token, uniqueName }), true);
  assert.deepEqual([...kept.values()], ['another']);
  assert.equal(away.size, 0);
});

test('where there is none, nothing is deleted, so it can be asked twice', async () => {
  const kept = new Map([['carillon-2222-rg-test', 'another']]);
  const { graph } = await openGraph(kept);
  assert.equal(await forgetRegistration({ graph, token, uniqueName }), false);
  assert.equal(kept.size, 1);
});

test('what Graph refuses is told by its code, without the token', async () => {
  const { graph } = await openGraph(new Map([[uniqueName, 'mine']]), {
    status: 403,
    code: 'Authorization_RequestDenied',
  });
  const refused = /^Error: Microsoft Graph answered 403 \(Authorization_RequestDenied\)\.$/;
  await assert.rejects(forgetRegistration({ graph, token, uniqueName }), refused);
});

test('docs/deploy.md deletes by hand what a deployment has made, and for good', async () => {
  const page = await readFile(join(root, 'docs', 'deploy.md'), 'utf8');
  const [, written] = /^name=(carillon-\S.*)$/m.exec(page) ?? [];
  const named = written?.replace('$(az account show --query id --output tsv)', around.subscriptionId);
  const parameters = { environmentName: 'prod', location: 'westeurope' };
  const made = deploy(join(infra, 'main.bicep'), parameters, { ...around, resourceGroup: 'rg-prod' });
  assert.equal(only(made, 'Microsoft.Graph/applications').uniqueName, named);
  assert.equal(named, uniqueNameOf({ AZURE_ENV_NAME: 'prod', AZURE_SUBSCRIPTION_ID: around.subscriptionId }));
  const deleted = [...page.matchAll(/^az rest --method DELETE --url \S+v1\.0\/(\S+)\/\$id$/gm)].map(([, path]) => path);
  assert.deepEqual(deleted, ['applications', 'directory/deletedItems']);
});

test('outside of azd, which says what is taken down, nothing is guessed', () => {
  assert.throws(() => uniqueNameOf({ AZURE_ENV_NAME: 'prod' }), /AZURE_SUBSCRIPTION_ID/);
  assert.equal(uniqueNameOf({ AZURE_ENV_NAME: 'prod', AZURE_SUBSCRIPTION_ID: '2222' }), uniqueName);
});
