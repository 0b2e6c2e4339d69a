import assert from 'node:assert/strict';
import { test } from 'node:test';
import { jsonRequest } from '../../local/json-request.ts';
import { openAnswers } from '../../shared/bot/answer-command.ts';
import { openToAnybody } from '../../shared/bot/bot-door.ts';
import { openMessages } from '../../shared/bot/messages.ts';
import { openPlaces } from '../../shared/bot/places.ts';
import { nothingUnhandled } from '../fuzz/support/runs.ts';
import { openWorld, TENANT } from '../fuzz/support/world.ts';

nothingUnhandled();

const help = (user: string) => ({
  ...{ type: 'message', id: '1', channelId: 'msteams', text: 'help', locale: 'en-US' },
  ...{ serviceUrl: 'https://teams.example/', timestamp: '2026-01-01T00:00:00.000Z' },
  from: { id: '29:somebody', aadObjectId: user },
  recipient: { id: '28:bot' },
  conversation: { id: 'a:chat', conversationType: 'personal', tenantId: TENANT },
  channelData: { tenant: { id: TENANT } },
});

for (const [storageTakes, answers] of [
  [0, 1],
  [3_000, 0],
] as const) {
  test(`a command is answered ${answers} times where storage takes ${storageTakes} ms for a reading: in time, or never`, async () => {
    const world = await openWorld(1, 1);
    const { context, settle } = world;
    const sent: number[] = [];
    const { send } = context.teams;
    context.teams.send = async (...args) => {
      sent.push(world.time.now);
      return await send(...args);
    };
    const { conversations } = context.tables;
    const slow: typeof conversations = {
      ...conversations,
      async read(...args) {
        await context.clock.sleep(storageTakes);
        return await conversations.read(...args);
      },
    };
    const handler = openMessages({
      ...{ conversations: slow, clock: context.clock, log: context.log, places: openPlaces(context.log) },
      ...{ door: openToAnybody, serviceUrlAllowed: () => true, answerCommand: openAnswers(context) },
    });
    const request = jsonRequest({ method: 'POST', path: 'messages', body: help(world.user(0)) });
    const came = world.time.now;
    const answer = await settle(handler(request, { invocationId: 'one', error: () => {} }));
    assert.equal(answer.status, 200);
    assert.equal(sent.length, answers);
    const why = world.logged.flatMap(({ event, fields }) => (event === 'command-not-answered' ? [fields['why']] : []));
    assert.deepEqual(why, answers === 0 ? ['late'] : []);
    // Teams comes again after fifteen seconds.
    assert.ok(world.time.now - came < 15_000);
  });
}
