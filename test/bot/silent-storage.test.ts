import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HttpRequest } from '@azure/functions';
import { openToAnybody } from '../../shared/bot/bot-door.ts';
import { openMessages } from '../../shared/bot/messages.ts';
import { openPlaces } from '../../shared/bot/places.ts';
import { StorageUnavailable } from '../../shared/storage/table.ts';
import { nothingUnhandled } from '../fuzz/support/runs.ts';
import { openWorld } from '../fuzz/support/world.ts';
import { activity, at } from './payloads.ts';

nothingUnhandled();

/** A try that storage does not answer is given up after this, ms. */
const TRY = 5_000;

test('a minute of installs while storage is silent: all are answered 500 while Teams waits, none is kept for longer', async () => {
  const { context, settle, time } = await openWorld(1, 1);
  const { conversations } = context.tables;
  const silent: typeof conversations = {
    ...conversations,
    async read() {
      await context.clock.sleep(TRY);
      throw new StorageUnavailable('silent');
    },
  };
  const handler = openMessages({
    ...{ conversations: silent, clock: context.clock, log: context.log, places: openPlaces(context.log) },
    ...{ door: openToAnybody, serviceUrlAllowed: () => true },
  });
  const longest = Array.from({ length: 60 }, async (_, second) => {
    await context.clock.sleep(second * 1_000);
    const came = time.now;
    const body = at(came, {
      ...activity('install-add-personal'),
      from: { id: `29:${second}`, aadObjectId: `user-${second}` },
    });
    const request = new HttpRequest({
      ...{ method: 'POST', url: 'http://127.0.0.1/api/messages', headers: { 'content-type': 'application/json' } },
      body: { string: JSON.stringify(body) },
    });
    const { status } = await handler(request, { invocationId: `${second}`, error: () => {} });
    assert.equal(status, 500);
    return time.now - came;
  });
  const taken = await settle(Promise.all(longest));
  assert.ok(Math.max(...taken) < 15_000, `${Math.max(...taken)} ms`);
});
