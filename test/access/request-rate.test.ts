import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ownStorage } from '../support/own-storage.ts';
import { startApp } from '../support/running-app.ts';
import { OTHER_TENANT, startTokenAuthority } from '../support/token-authority.ts';

const authority = await startTokenAuthority();
const env = { ...authority.settings, CARILLON_API_RATE: '1' };
const app = await startApp({ storage: await ownStorage(), env });

test('a caller in a hurry is told to wait, and another is not', async () => {
  const ask = async (token: string, path = 'broadcasts/refused') => {
    const response = await fetch(`${app.url}/api/${path}`, { headers: { Authorization: `Bearer ${token}` } });
    await response.body?.cancel();
    return response;
  };
  const program = await authority.program(['Carillon.Reader']);
  const answers = await Promise.all(Array.from({ length: 40 }, () => ask(program)));
  const refused = answers.filter(({ status }) => status === 429);
  assert.ok(refused.length >= 20, `${refused.length} were refused`);
  for (const { headers } of refused) assert.ok(Number(headers.get('retry-after')) >= 1);
  const sameOid = { tid: OTHER_TENANT, iss: `${authority.url}/${OTHER_TENANT}/v2.0` };
  assert.equal((await ask(await authority.program(['Carillon.Reader'], sameOid))).status, 200);
});
