import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { type Conversation, userKey } from '../../shared/audience/conversation.ts';
import { changeConversation } from '../../shared/audience/conversations.ts';
import { isReachable } from '../../shared/audience/reachable.ts';
import { systemClock } from '../../shared/clock.ts';
import { type Endpoint, openEndpoint } from './endpoint.ts';
import { activity, at } from './payloads.ts';

const tenant = 'a1b2c3d4-e5f6-7890-abcd-ef1234567890';
const alice = userKey('00000000-1111-2222-3333-444444444444');
const team = '19:8j-Mnacwmq2QFDbzykeQH5v55m6cN1X3QJ5viHvGIIQ1@thread.tacv2';
const channel = `c|${team}|19:d441d38c655c47a085215b2726e76927@thread.tacv2`;
const day = Date.UTC(2026, 5, 1);

/** Posts activities of the file, an hour apart. */
async function live(endpoint: Endpoint, ...names: string[]): Promise<Record<string, Conversation>> {
  for (const [hour, name] of names.entries()) {
    assert.equal((await endpoint.post(at(day + hour * 3_600_000, activity(name)))).status, 200);
  }
  return { ...(await endpoint.rows(tenant)) };
}

suite('a personal chat', () => {
  test('is removed by an uninstall, and active again after the next install', async () => {
    const endpoint = openEndpoint();
    assert.equal((await live(endpoint, 'install-add-personal', 'install-remove-personal'))[alice]?.state, 'removed');
    assert.equal(
      (await live(endpoint, 'install-add-personal', 'install-remove-personal', 'install-add-personal'))[alice]?.state,
      'active',
    );
  });

  test('is removed when the bot is among those who left, too', async () => {
    const rows = await live(openEndpoint(), 'message-personal-image', 'bot-removed-personal');
    assert.equal(rows[alice]?.state, 'removed');
  });

  for (const upgrade of [
    'install-add-upgrade-personal',
    'install-remove-upgrade-personal',
    'install-upgrade-personal',
  ]) {
    test(`stays as it is through ${upgrade}`, async () => {
      const installed = await live(openEndpoint(), 'install-add-personal', upgrade);
      assert.equal(installed[alice]?.state, 'active');
      const uninstalled = await live(openEndpoint(), 'install-remove-personal', upgrade);
      assert.equal(uninstalled[alice]?.state, 'removed');
    });
  }

  test('that the user has blocked is active again when the user writes, and not before', async () => {
    const endpoint = openEndpoint();
    await live(endpoint, 'install-add-personal');
    const blocked = { at: day + 1, state: 'blocked', facts: {} } as const;
    await changeConversation({ clock: systemClock }, endpoint.table, tenant, alice, blocked);
    assert.equal((await live(endpoint, 'install-add-personal', 'reaction-removed-personal'))[alice]?.state, 'blocked');
    assert.equal((await live(endpoint, 'install-add-personal', 'message-personal-file'))[alice]?.state, 'active');
  });

  test('an uninstall that arrives before the install it followed still holds', async () => {
    const endpoint = openEndpoint();
    await endpoint.post(at(day + 2, activity('install-remove-personal')));
    await endpoint.post(at(day + 1, activity('install-add-personal')));
    assert.equal((await endpoint.rows(tenant))[alice]?.state, 'removed');
  });

  test('of an uninstall and an install at the same instant the uninstall holds, so that a repeated install undoes nothing', async () => {
    for (const order of [
      ['add', 'remove', 'add'],
      ['remove', 'add'],
    ]) {
      const endpoint = openEndpoint();
      for (const action of order) await endpoint.post(at(day, activity(`install-${action}-personal`)));
      assert.equal((await endpoint.rows(tenant))[alice]?.state, 'removed', order.join());
    }
  });

  test('keeps what older activities told and newer ones leave out', async () => {
    const rows = await live(openEndpoint(), 'message-personal-image', 'install-add-personal');
    const { name, timeZone, locale } = rows[alice]!;
    assert.deepEqual(
      { name, timeZone, locale },
      { name: 'Test User', timeZone: 'America/Los_Angeles', locale: 'en-US' },
    );
  });

  test('has one row, whatever case Teams writes the user’s id in', async () => {
    const endpoint = openEndpoint();
    const shouted = structuredClone(activity('message-personal-image')) as Record<string, Record<string, unknown>>;
    shouted['from']!['aadObjectId'] = 'ABCDEF00-1111-2222-3333-444444444444';
    shouted['channelData']!['tenant'] = { id: tenant.toUpperCase() };
    await endpoint.post(shouted);
    shouted['from']!['aadObjectId'] = 'abcdef00-1111-2222-3333-444444444444';
    await endpoint.post(shouted);
    assert.deepEqual(Object.keys(await endpoint.rows(tenant)), ['u|abcdef00-1111-2222-3333-444444444444']);
  });

  test('can be uninstalled after an activity that claims to be of the future', async () => {
    const endpoint = openEndpoint();
    await endpoint.post({ ...activity('install-add-personal'), timestamp: '9999-12-31T23:59:59Z' });
    await endpoint.post(at(Date.now() + 60_000, activity('install-remove-personal')));
    assert.equal((await endpoint.rows(tenant))[alice]?.state, 'removed');
  });

  test('is not recorded under an id that no job can name: nobody of that broadcast would be sent to', async () => {
    for (const aadObjectId of ['\uffff', 'a/b', '__proto__', ' x']) {
      const endpoint = openEndpoint();
      const from = { ...(activity('message-personal-image')['from'] as object), aadObjectId };
      assert.equal((await endpoint.post({ ...activity('message-personal-image'), from })).status, 200);
      assert.deepEqual(await endpoint.rows(tenant), {});
    }
  });

  test('is not recorded under another id than the aadObjectId: the person would be told twice', async () => {
    const endpoint = openEndpoint();
    const { aadObjectId: _, ...from } = activity('message-personal-image')['from'] as Record<string, unknown>;
    assert.equal((await endpoint.post({ ...activity('message-personal-image'), from })).status, 200);
    assert.deepEqual(await endpoint.rows(tenant), {});
  });
});

suite('a team', () => {
  test('takes its channels with it when the app is removed, and brings them back', async () => {
    const endpoint = openEndpoint();
    const names = ['message-channel-mention', 'install-remove-team', 'message-channel-mention'];
    const before = await live(endpoint, ...names.slice(0, 1));
    assert.ok(isReachable(before[channel]!, before[`t|${team}`]));
    const without = await live(endpoint, ...names.slice(0, 2));
    assert.ok(!isReachable(without[channel]!, without[`t|${team}`]));
    const again = await live(endpoint, ...names);
    assert.ok(isReachable(again[channel]!, again[`t|${team}`]));
  });

  test('that is deleted or archived is not reachable until it is restored', async () => {
    const endpoint = openEndpoint();
    const reach = async (...names: string[]) => {
      const rows = await live(endpoint, ...names);
      return isReachable(rows[channel]!, rows[`t|${team}`]);
    };
    const restored = activity('team-restored');
    assert.ok(await reach('message-channel-mention'));
    assert.ok(!(await reach('message-channel-mention', 'team-hard-deleted')));
    assert.ok(await reach('message-channel-mention', 'team-hard-deleted', 'team-restored'));
    const archived = {
      ...restored,
      channelData: { ...(restored['channelData'] as object), eventType: 'TEAMARCHIVED' },
    };
    await endpoint.post(at(day + 24 * 3_600_000, archived));
    assert.ok(!(await reach()));
  });

  test('stays through upgrades', async () => {
    const rows = await live(
      openEndpoint(),
      'message-channel-mention',
      'install-remove-upgrade-team',
      'install-add-upgrade-team',
    );
    assert.equal(rows[`t|${team}`]?.state, 'active');
  });

  test('an event whose name is one of Object’s own changes nothing', async () => {
    const endpoint = openEndpoint();
    const channelData = { ...(activity('team-restored')['channelData'] as object), eventType: 'constructor' };
    assert.equal((await endpoint.post({ ...activity('team-restored'), channelData })).status, 200);
    assert.deepEqual(await endpoint.rows(tenant), {});
  });
});

suite('the address of a tenant', () => {
  const message = activity('message-personal-image');
  const from = (serviceUrl: string, time: number) => at(time, { ...message, serviceUrl });
  const old = 'https://smba.trafficmanager.net/amer/';
  const moved = 'https://smba.trafficmanager.net/emea/';

  test('is the one of the newest activity, not of the last to arrive', async () => {
    const endpoint = openEndpoint();
    for (const [url, time] of [
      [old, 1_000],
      [moved, 9_000],
      [old, 5_000],
    ] as const)
      await endpoint.post(from(url, time));
    assert.equal(await endpoint.serviceUrl(tenant), moved);
  });

  test('is found anew by another process that knows nothing yet', async () => {
    const endpoint = openEndpoint();
    await endpoint.post(from(moved, 9_000));
    const other = openEndpoint(endpoint.table);
    await other.post(from(old, 5_000));
    assert.equal(await other.serviceUrl(tenant), moved);
    await other.post(from(old, 20_000));
    assert.equal(await endpoint.serviceUrl(tenant), old);
  });

  test('is the time of arrival where the activity tells none', async () => {
    const endpoint = openEndpoint();
    const { timestamp: _, ...timeless } = { ...message, serviceUrl: moved } as Record<string, unknown>;
    await endpoint.post(timeless);
    await endpoint.post(from(old, 5_000));
    assert.equal(await endpoint.serviceUrl(tenant), moved);
  });

  test('ends with a slash, so that the same place is not two', async () => {
    const endpoint = openEndpoint();
    await endpoint.post(from('https://smba.trafficmanager.net/amer', 1_000));
    assert.equal(await endpoint.serviceUrl(tenant), old);
  });

  for (const [what, serviceUrl, host] of [
    ['a host that is not on the list', 'https://evil.example/amer/', 'evil.example'],
    [
      'a host that only looks like one',
      'https://smba.trafficmanager.net.evil.example/',
      'smba.trafficmanager.net.evil.example',
    ],
    ['plain http', 'http://smba.trafficmanager.net/amer/', 'smba.trafficmanager.net'],
    ['no address at all', undefined, 'none'],
    ['text that is no address', 'amer', 'no URL'],
  ] as const) {
    test(`is not taken from ${what}, nor anything else of that activity`, async () => {
      const endpoint = openEndpoint();
      const { status } = await endpoint.post({ ...message, serviceUrl });
      assert.equal(status, 200);
      assert.deepEqual([await endpoint.rows(tenant), await endpoint.serviceUrl(tenant)], [{}, undefined]);
      assert.deepEqual(endpoint.logged, [{ event: 'service-url-refused', fields: { host } }]);
    });
  }

  test('may be on this machine in local mode, for a simulated Teams', async () => {
    const endpoint = openEndpoint();
    await endpoint.post(from('http://127.0.0.1:3978/amer/', 1_000));
    assert.equal(await endpoint.serviceUrl(tenant), 'http://127.0.0.1:3978/amer/');
  });
});
