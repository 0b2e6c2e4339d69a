import assert from 'node:assert/strict';
import { test } from 'node:test';
import { jsonRequest } from '../../local/json-request.ts';
import { decodeConversation, userKey } from '../../shared/audience/conversation.ts';
import { azuriteApp } from '../support/azurite-app.ts';
import { type Activity, activity } from './payloads.ts';

test('an install of a person and one of a team, each told by two events at once, are in Table Storage', async () => {
  const app = await azuriteApp();
  const messages = await app.messages();
  const post = (body: Activity) =>
    messages(jsonRequest({ method: 'POST', path: 'messages', body }), { invocationId: 'test', error: () => {} });
  const told = ['install-add-personal', 'message-personal-file', 'message-channel-mention', 'install-add-upgrade-team'];
  const answers = await Promise.all([...told, ...told].map((name) => post(activity(name))));
  assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]));

  const { tables } = await app.context();
  const { rows } = await tables.conversations.range('a1b2c3d4-e5f6-7890-abcd-ef1234567890', {});
  const team = '19:8j-Mnacwmq2QFDbzykeQH5v55m6cN1X3QJ5viHvGIIQ1@thread.tacv2';
  const alice = userKey('00000000-1111-2222-3333-444444444444');
  assert.deepEqual(
    rows.map(({ key }) => key),
    [`c|${team}|19:d441d38c655c47a085215b2726e76927@thread.tacv2`, `t|${team}`, alice],
  );
  const { state, name, timeZone, conversation, at } = decodeConversation(rows[2]!.values);
  assert.deepEqual(
    { state, name, timeZone, conversation, at },
    {
      state: 'active',
      name: 'Test User',
      timeZone: 'America/Los_Angeles',
      conversation: (activity('message-personal-file')['conversation'] as { id: string }).id,
      at: Date.parse('2026-02-17T01:01:47.451Z'),
    },
  );
});
