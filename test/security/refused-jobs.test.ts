import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TENANT } from '../fuzz/support/world.ts';
import { person, releaseStage } from '../lifecycle/release-stage.ts';

const reader = person('rea', 'reader');

async function shownOf(text: string): Promise<string> {
  const stage = await releaseStage(1);
  stage.start();
  await stage.world.context.queues.broadcasts.put(text);
  await stage.wait(1);
  const { body } = await stage.call(reader, 'GET', 'broadcasts/refused');
  const [kept] = body['items'] as { text: string }[];
  assert.ok(kept);
  return kept.text;
}

const jobWith = (webhook: unknown) =>
  JSON.stringify({ idempotencyKey: 'k', tenant: TENANT, message: { text: '' }, webhook, audience: { include: [] } });

test('the key in the query of a webhook is not shown of a job that was refused, wherever and however it stands there', async () => {
  const url = 'https://hooks.example.com/x?code=SEC"RET&more';
  for (const webhook of [{ url }, { method: 'POST', url }, url]) {
    const job = jobWith(webhook);
    const plain = await shownOf(job);
    const encoded = await shownOf(Buffer.from(job).toString('base64'));
    for (const text of [plain, Buffer.from(encoded, 'base64').toString()]) {
      assert.ok(text.includes('https://hooks.example.com/x?…"'), text);
      assert.ok(!text.includes('SEC') && !text.includes('more'), text);
    }
    assert.equal(plain.replace('?…', ''), job.replace(/\?code=.*?&more/, ''), 'the rest is as it was');
  }
});

test('a job without one is kept as it came', async () => {
  const job = jobWith({ url: 'https://hooks.example.com/x' });
  assert.equal(await shownOf(job), job);
  assert.equal(await shownOf('Is water off?'), 'Is water off?');
});
