import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BroadcastView } from '../../shared/api/views/broadcast.ts';
import { openWebhooks } from '../../shared/webhook/open-webhooks.ts';
import { nothingUnhandled } from '../fuzz/support/runs.ts';
import { TENANT } from '../fuzz/support/world.ts';
import { bob, dan, releaseStage } from '../lifecycle/release-stage.ts';
import { allRows, DAY, forgetIn } from '../retention/kept.ts';
import { load, type Stored } from './stored-data.ts';
import { asLater, linesOf, storedFiles } from './stored-files.ts';

nothingUnhandled();

const files = await storedFiles('data');

/** As a later release would have left them. */
const later = (all: readonly Stored[]): readonly Stored[] =>
  all.map((one) => ('table' in one ? { ...one, values: asLater(one.values) } : one));

async function open(data: readonly Stored[]) {
  const calls: string[] = [];
  const hosts = { local: false, webhookHosts: ['hooks.example'], webhookSecrets: [new Uint8Array(24)] };
  const webhooks = openWebhooks(hosts, async ({ url }) => {
    calls.push(url);
    return { kind: 'answered', status: 200 };
  });
  const stage = await releaseStage(0, { webhooks, guard: { broadcasts: 100, recipients: 10_000 } });
  await load(stage.world, data);
  const named = data.find((one) => 'ids' in one);
  assert.ok(named);
  const id = (name: string) => named.ids[name] ?? assert.fail(name);
  return { ...stage, id, calls };
}

test('there is stored data to read', () => assert.ok(files.includes('data-v1.jsonl'), files.join()));

for (const file of files) {
  for (const [what, as] of [
    ['', (all: readonly Stored[]) => all],
    [', as a later release would have left them,', later],
  ] as const) {
    test(`${file}: rows and messages${what} are read, gone on with and ended`, async () => {
      const stage = await open(as(await linesOf<Stored>(file)));
      const { id, look, call } = stage;
      const list = (await call(dan, 'GET', 'broadcasts?limit=100')).body['items'] as BroadcastView[];
      const shown = [
        'keyed',
        'edited',
        'failed',
        'retried',
        'recalled',
        'told',
        'scheduled',
        'draft',
        'paused',
        'half',
      ];
      assert.deepEqual(list.map((one) => one.id).toSorted(), shown.map(id).toSorted());
      const statuses = Object.fromEntries(list.map((one) => [one.id, one.status]));
      assert.deepEqual(
        ['edited', 'scheduled', 'draft', 'paused', 'half'].map((name) => statuses[id(name)]),
        ['completed', 'scheduled', 'awaiting-release', 'paused', 'sending'],
      );
      assert.equal((await call(dan, 'GET', `broadcasts/${id('edited')}/message`)).body['text'], 'put right');
      assert.equal((await look(id('recalled'))).counts.recalled, 12);
      assert.equal((await look(id('failed'))).counts.failed, 1);
      assert.equal((await look(id('retried'))).run, 2);
      const csv = (await call(dan, 'GET', `broadcasts/${id('failed')}/deliveries/export?format=csv`)).text;
      assert.equal(csv.trim().split('\r\n').length, 13);
      const person = (await call(dan, 'GET', `people/${stage.world.user(2)}/data`)).text;
      assert.ok(person.includes(id('told')) && person.includes('"conversation"'), person);
      assert.equal(((await call(dan, 'GET', 'broadcasts/refused')).body['items'] as unknown[]).length, 1);
      assert.equal(await stage.world.create(TENANT, 'with a key'), id('keyed'), 'the same key is the same broadcast');

      stage.start();
      await call(bob, 'POST', `broadcasts/${id('paused')}/resume`);
      assert.equal((await stage.release(bob, id('draft'))).status, 202);
      await call(bob, 'POST', `broadcasts/${id('edited')}/recall`);
      assert.equal(
        (await call(bob, 'POST', `broadcasts/${id('failed')}/retry`, { run: 1, states: ['failed'] })).status,
        202,
      );
      for (const name of ['paused', 'draft', 'failed', 'half', 'scheduled'])
        assert.ok(await stage.ended(id(name), 40), name);
      await stage.wait(3);
      for (const name of ['paused', 'draft', 'half', 'scheduled', 'failed']) {
        const { status, counts } = await look(id(name));
        const { audience, delivered, uncertain, skipped } = counts;
        assert.deepEqual(
          [status, audience, delivered + uncertain + skipped],
          ['completed', 12, 12],
          `${name} ${JSON.stringify(counts)}`,
        );
        // Who was being sent to when the old one was cut off: a second's worth. Somebody has removed the app since.
        assert.ok(uncertain <= (name === 'half' ? 2 : 0) && skipped <= 1, `${name} ${JSON.stringify(counts)}`);
      }
      assert.equal((await look(id('edited'))).counts.recalled, 12);
      for (let i = 0; i < 12; i++) assert.ok(stage.world.received(TENANT, stage.world.user(i)) <= 5);
      assert.deepEqual(stage.calls, ['https://hooks.example/told']);

      await forgetIn(stage.world, 13 * DAY);
      await forgetIn(stage.world, 14 * DAY);
      const left = [...(await allRows(stage.world)).keys()].filter((row) => row.startsWith('deliveries '));
      assert.deepEqual(left, [], 'and in the end forgotten');
      assert.deepEqual(
        stage.world.logged.filter(({ event }) => event === 'row-damaged'),
        [],
      );
    });
  }
}
