import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { test } from 'node:test';
import type { ReachView } from '../../shared/api/views/reach.ts';
import { PLACES } from '../../shared/bot/places.ts';
import { eventually } from '../support/eventually.ts';
import { install, startStage } from './support/stage.ts';

const stage = await startStage(1);
const { app, authorities, teams, tell, call } = stage;

/** Begins to post an activity: its token and how long it is are there, its body is still to come. */
function begin(authorization: string, body: string): ClientRequest {
  const headers = { authorization, 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) };
  const begun = request(`${app.url}/api/messages`, { method: 'POST', headers, agent: false });
  begun.flushHeaders();
  return begun;
}

test('while as many post to the bot as it has places for, the next is told to come again; the API does not mind, and all are taken in the end', {
  timeout: 120_000,
}, async () => {
  const token = await authorities.vouch(authorities.botClaims(teams.serviceUrl));
  const person = (nth: number) => `abababab-0000-4000-8000-${String(nth).padStart(12, '0')}`;
  const bodies = Array.from({ length: PLACES }, (_, nth) => JSON.stringify(install(person(nth), teams.serviceUrl)));
  const begun = bodies.map((body) => begin(token, body));
  const answers = begun.map(async (each) => ((await once(each, 'response')) as [IncomingMessage])[0]);
  const late = install(person(PLACES), teams.serviceUrl);

  await eventually(
    () => tell(late, token),
    (status) => {
      assert.ok(status === 200 || status === 500, `${status}`);
      return status === 500;
    },
  );
  assert.equal(await tell(late, undefined), 401);
  const sender = await authorities.program(['Carillon.Sender']);
  assert.equal((await call('GET', 'reach', sender)).status, 200);
  assert.ok(app.lines.some((line) => line.includes('activity-put-off')));

  for (const [nth, each] of begun.entries()) each.end(bodies[nth]);
  for (const answer of await Promise.all(answers)) assert.equal(answer.resume().statusCode, 200);
  assert.equal(await tell(late, token), 200);
  const { body } = await call('GET', 'reach', sender);
  assert.equal((body as unknown as ReachView).people.known, PLACES + 1);
});
