/**
 * `node test/upgrade/write-data.ts > test/upgrade/data-vN.jsonl`: what this version leaves in storage, in every state that a
 * broadcast can be in, with every message that it puts on a queue. A file is written when a release changes a shape, and
 * never again: the next versions have to read it.
 */
import assert from 'node:assert/strict';
import { keepRefused } from '../../shared/api/refused.ts';
import { userKey } from '../../shared/audience/conversation.ts';
import { openWebhooks } from '../../shared/webhook/open-webhooks.ts';
import { TENANT } from '../fuzz/support/world.ts';
import { ada, bob, dan, releaseStage } from '../lifecycle/release-stage.ts';
import { DAY, forgetIn } from '../retention/kept.ts';
import { rowsOf, type Stored } from './stored-data.ts';

const hosts = { local: false, webhookHosts: ['hooks.example'], webhookSecrets: [new Uint8Array(24)] };
const unwell = async () => ({ kind: 'answered', status: 503 }) as const;
const stage = await releaseStage(12, {
  webhooks: openWebhooks(hosts, unwell),
  guard: { broadcasts: 100, recipients: 10_000 },
});
const { world } = stage;
const { context, time } = world;
const texts = new Map<string, Stored>();
for (const name of ['deliver', 'urgent', 'plan', 'broadcasts'] as const) {
  const { put } = context.queues[name];
  context.queues[name].put = async (text, delay) => {
    texts.set(`${name} ${text}`, { queue: name, text });
    await put(text, delay);
  };
}
stage.start();
const send = context.teams.send;
const done = async (asked: object = {}) => {
  const id = await stage.create(bob, asked);
  assert.ok(await stage.ended(id, 5));
  await stage.wait(2);
  return id;
};
const ids: Record<string, string> = {};
ids['forgotten'] = await done();
await forgetIn(world, 11 * DAY);
ids['keyed'] = await world.create(TENANT, 'with a key');
assert.ok(await stage.ended(ids['keyed']));
ids['edited'] = await done();
await stage.edit(bob, ids['edited'], 'put right');
await stage.wait(3);
context.teams.send = async (to, activity) =>
  to.conversation.endsWith('3') ? { kind: 'refused', status: 403, code: 'Odd' } : await send(to, activity);
ids['failed'] = await done();
context.teams.send = send;
ids['retried'] = await done({ priority: 'urgent' });
await stage.call(bob, 'POST', `broadcasts/${ids['retried']}/retry`, { run: 1, states: ['failed'] });
await stage.wait(3);
ids['recalled'] = await done();
await stage.call(bob, 'POST', `broadcasts/${ids['recalled']}/recall`);
await stage.wait(3);
ids['told'] = await done({ webhook: { url: 'https://hooks.example/told' } });
await stage.call(dan, 'POST', `tenants/${TENANT}/stop`, { reason: 'a trial' });
await stage.call(dan, 'POST', `tenants/${TENANT}/start`);
await keepRefused(context, { code: 'invalid-request', detail: 'no', errors: [], text: '{}' }, time.now);
const row = (await context.tables.conversations.read(TENANT, userKey(world.user(11))))!;
const gone = { ...row.values, state: 'removed', stateAt: time.now, at: time.now };
await context.tables.conversations.write(TENANT, [{ do: 'put', key: row.key, values: gone }]);
ids['scheduled'] = await stage.create(bob, { startAt: new Date(time.now + 1_800_000).toISOString() });
ids['draft'] = await stage.create(ada);
ids['paused'] = await stage.create(bob, { quietHours: { from: '22:00', to: '23:00' }, maxRate: 1 });
await stage.wait(0.1);
await stage.call(bob, 'POST', `broadcasts/${ids['paused']}/pause`);
await stage.wait(1);
ids['half'] = await stage.create(bob, { maxRate: 1 });
await stage.wait(0.1);
const { counts } = await stage.look(ids['half']);
assert.ok(counts.delivered > 0 && counts.pending > 0, JSON.stringify(counts));
for (const line of [{ ids }, { now: time.now }, ...(await rowsOf(world)), ...texts.values()])
  console.log(JSON.stringify(line));
process.exit();
