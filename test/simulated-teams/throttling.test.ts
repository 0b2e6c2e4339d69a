import assert from 'node:assert/strict';
import test from 'node:test';
import { connectorTo, failureOf } from './connector.ts';
import { started } from './started.ts';

const message = { type: 'message', text: 'Hello' };

test('a burst above the limit is refused, with the recorded body and a time to come back', async (t) => {
  const teams = await started(t, { org: { users: 80 }, limits: { perSecond: 5 } });
  const { conversations } = connectorTo(teams.serviceUrl);
  const gate = teams.hold();
  const calls = Array.from({ length: 80 }, (_, user) =>
    conversations.sendToConversation(teams.conversationId(user), message).then(
      () => 201,
      (error) => error,
    ),
  );
  await teams.waitFor(({ stats }) => stats.requests === 80);
  gate.release();
  const ends = await Promise.all(calls);
  const refused = ends.filter((end) => end !== 201);
  const { throttled, limited, peakAdmittedPerSecond, peakPerSecond, accepted } = teams.stats;
  assert.ok(refused.length > 0);
  assert.equal(accepted, 80 - refused.length);
  assert.deepEqual([throttled, limited], [refused.length, refused.length]);
  assert.ok(peakAdmittedPerSecond <= 5 && peakPerSecond >= peakAdmittedPerSecond);
  for (const error of refused) {
    assert.deepEqual([error.statusCode, error.code], [429, 'Throttled']);
    assert.match(error.response.headers.get('retry-after'), /^\d+$/);
  }
  assert.equal(teams.requests().filter((request) => request.limited).length, refused.length);
});

test('a thread of its own takes seven messages a second and no more', async (t) => {
  const teams = await started(t, { limits: { algorithm: 'off', retryAfter: 'none' } });
  const { conversations } = connectorTo(teams.serviceUrl);
  const send = () => conversations.sendToConversation(teams.conversationId(0), message);
  const ends = await Promise.allSettled(Array.from({ length: 30 }, send));
  const refused = ends.filter((end) => end.status === 'rejected');
  assert.ok(refused.length > 0);
  assert.equal(refused[0]?.reason.response.headers.get('retry-after'), undefined);
  assert.equal(teams.received(0).length, 30 - refused.length);
});

test('a message that Teams splits costs two requests', async (t) => {
  const teams = await started(t, { limits: {} });
  const { conversations } = connectorTo(teams.serviceUrl);
  const attachments = [{ contentType: 'application/vnd.microsoft.card.hero', content: {} }];
  await conversations.sendToConversation(teams.conversationId(0), { ...message, attachments });
  assert.deepEqual([teams.stats.peakPerSecond, teams.stats.peakAdmittedPerSecond], [1, 2]);
});

test('limits can be changed while it runs', async (t) => {
  const teams = await started(t, { limits: { perSecond: 1 } });
  const { conversations } = connectorTo(teams.serviceUrl);
  const send = (user: number) => conversations.sendToConversation(teams.conversationId(user), message);
  teams.setLimits({ perSecond: 1, algorithm: 'bucket' });
  assert.deepEqual(teams.settings().limits.algorithm, 'bucket');
  await Promise.allSettled([send(0), send(1), send(2)]);
  assert.ok(teams.stats.limited > 0);
  teams.setLimits('off');
  await Promise.all([send(3), send(4), send(5)]);
});

test('a storm answers 429 to everything for so many requests, and then is over', async (t) => {
  const teams = await started(t);
  const { conversations } = connectorTo(teams.serviceUrl);
  const storm = teams.storm({ requests: 3, retryAfter: 1.5 });
  for (let user = 0; user < 3; user++) {
    const failure = await failureOf(conversations.sendToConversation(teams.conversationId(user), message));
    assert.equal(failure.statusCode, 429);
    assert.equal(failure.response?.headers.get('retry-after'), '1.5');
  }
  await conversations.sendToConversation(teams.conversationId(0), message);
  assert.equal(storm.struck, 3);
  assert.deepEqual(teams.faults(), []);
  const { throttled, limited, accepted } = teams.stats;
  assert.deepEqual([throttled, limited, accepted], [3, 0, 1]);
});

test('a storm or an outage without an end lasts until it is ended', async (t) => {
  const teams = await started(t);
  const { conversations } = connectorTo(teams.serviceUrl);
  const send = () => conversations.sendToConversation(teams.conversationId(0), message);
  const storm = teams.storm({ retryAfter: { dateIn: 60 } });
  for (let n = 0; n < 5; n++) assert.equal((await failureOf(send())).statusCode, 429);
  const date = (await failureOf(send())).response?.headers.get('retry-after') ?? '';
  assert.ok(Date.parse(date) > Date.now());
  storm.end();
  const outage = teams.outage();
  for (let n = 0; n < 5; n++) assert.equal((await failureOf(send())).statusCode, 503);
  outage.end();
  assert.ok((await send()).id);
});
