import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { facts } from '../../shared/audience/conversation.ts';
import { effectsOf } from '../../shared/bot/effects-of.ts';
import { readActivity } from '../../shared/bot/inbound-activity.ts';
import { openEndpoint } from './endpoint.ts';
import { expectedRows } from './expected-rows.ts';
import { activities, fragments } from './payloads.ts';

suite('activities as Teams posts them', () => {
  for (const [name, activity] of activities) {
    test(`${name} is answered 2xx, and has its effect`, async () => {
      const endpoint = openEndpoint();
      const { status } = await endpoint.post(activity);
      assert.equal(status, 200);

      const rows = Object.entries(await endpoint.rows()).map(([key, row]) => {
        const known = Object.fromEntries(facts.filter((f) => row[f] !== undefined).map((f) => [f, row[f]]));
        return [key, { state: row.state, by: row.stateAt === 0 ? 'assumed' : 'said', facts: known }];
      });
      assert.deepEqual(Object.fromEntries(rows), expectedRows[name]);
    });
  }

  test('the table of effects speaks of no activity that is not there', () => {
    assert.deepEqual(
      Object.keys(expectedRows).filter((name) => !activities.has(name)),
      [],
    );
  });

  test('an effect bears the time of its activity', async () => {
    const endpoint = openEndpoint();
    await endpoint.post(activities.get('bot-removed-team-recorded-2020'));
    const [team] = Object.values(await endpoint.rows());
    assert.equal(team?.stateAt, Date.parse('2020-07-16T23:47:29.796Z'));
    assert.equal(team.at, team.stateAt);
  });

  for (const [name, fragment] of fragments) {
    test(`the part ${name} is read without complaint, and changes nothing`, () => {
      assert.deepEqual(effectsOf(readActivity(fragment, 1)), []);
    });
  }
});

suite('answers to invokes', () => {
  test('an action of a card is answered in the body, as Teams wants it', async () => {
    const { status, body } = await openEndpoint().post(activities.get('invoke-adaptive-card-action'));
    assert.equal(status, 200);
    assert.deepEqual(body, {
      statusCode: 400,
      type: 'application/vnd.microsoft.error',
      value: { code: 'BadRequest', message: 'The action is not known.' },
    });
  });

  test('any other invoke is taken note of, without a body', async () => {
    for (const name of ['invoke-message-submit-action', 'invoke-signin-verify-state', 'invoke-signin-token-exchange']) {
      const { status, body } = await openEndpoint().post(activities.get(name));
      assert.deepEqual({ status, body }, { status: 200, body: undefined }, name);
    }
  });
});
