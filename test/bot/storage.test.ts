import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { memoryTable } from '../../local/memory/memory-table.ts';
import { TENANTS, userKey } from '../../shared/audience/conversation.ts';
import { StorageUnavailable, type Table, type WriteAnswer } from '../../shared/storage/table.ts';
import { openEndpoint } from './endpoint.ts';
import { activity, at } from './payloads.ts';

const tenant = 'a1b2c3d4-e5f6-7890-abcd-ef1234567890';
const alice = userKey('00000000-1111-2222-3333-444444444444');
const message = activity('message-personal-image');
const start = Date.UTC(2026, 1, 17);

/** A table that notes each request, and does what it is told instead of some. */
function watched(table: Table = memoryTable(Date.now)) {
  const requests: string[] = [];
  const instead: { write?: () => Promise<WriteAnswer | undefined>; read?: () => Promise<void> } = {};
  const watching: Table = {
    read: async (partition, ...rest) => {
      requests.push(`read ${partition}`);
      await instead.read?.();
      return table.read(partition, ...rest);
    },
    range: (...range) => table.range(...range),
    write: async (partition, changes) => {
      requests.push(`write ${partition}`);
      return (await instead.write?.()) ?? table.write(partition, changes);
    },
  };
  return { table: watching, inner: table, requests, instead };
}

suite('what an activity costs', () => {
  test('the same one again: one read, no write', async () => {
    const { table, requests } = watched();
    const endpoint = openEndpoint(table);
    await endpoint.post(message);
    requests.length = 0;
    await endpoint.post(message);
    assert.deepEqual(requests, [`read ${tenant}`]);
  });

  test('a newer one soon after: one read, one write', async () => {
    const { table, requests } = watched();
    const endpoint = openEndpoint(table);
    await endpoint.post(at(start, message));
    requests.length = 0;
    await endpoint.post(at(start + 500, message));
    assert.deepEqual(requests, [`read ${tenant}`, `write ${tenant}`]);
  });

  test('a read receipt, or somebody typing: nothing, once the tenant is known', async () => {
    const { table, requests } = watched();
    const endpoint = openEndpoint(table);
    await endpoint.post(message);
    requests.length = 0;
    await endpoint.post(activity('typing'));
    await endpoint.post({
      ...activity('read-receipt'),
      timestamp: message['timestamp'],
      channelData: message['channelData'],
      serviceUrl: message['serviceUrl'],
    });
    assert.deepEqual(requests, []);
  });

  test('fifty at once for a tenant nobody knew: its address is written once', async () => {
    const { table, requests } = watched();
    const endpoint = openEndpoint(table);
    const users = Array.from({ length: 50 }, (_, i) => ({
      ...message,
      from: { id: `29:${i}`, aadObjectId: `user-${i}` },
    }));
    await Promise.all(users.map((one) => endpoint.post(one)));
    assert.equal(Object.keys(await endpoint.rows(tenant)).length, 50);
    assert.equal(requests.filter((request) => request === `write ${TENANTS}`).length, 1);
  });
});

suite('events that have piled up', () => {
  test('two minutes of them at once: the tenant’s address is written a few times, not once for each second', async () => {
    const { table, requests } = watched();
    const endpoint = openEndpoint(table);
    await endpoint.post(at(start, message));
    requests.length = 0;
    const users = Array.from({ length: 120 }, (_, i) => ({
      ...at(start + 2_000 + i * 1_000, message),
      from: { id: `29:${i}`, aadObjectId: `user-${i}` },
    }));
    await Promise.all(users.map((one) => endpoint.post(one)));
    assert.equal(Object.keys(await endpoint.rows(tenant)).length, 121);
    const writes = requests.filter((request) => request === `write ${TENANTS}`).length;
    assert.ok(writes > 0 && writes <= 3, `${writes}`);
  });
});

suite('storage that others write to, or that does not answer', () => {
  test('two events of one install at once both get in', async () => {
    const endpoint = openEndpoint();
    const other = openEndpoint(endpoint.table);
    await Promise.all([
      endpoint.post(at(start, activity('install-add-personal'))),
      other.post(at(start + 3, { ...message, locale: 'de-DE' })),
      endpoint.post(at(start + 2, activity('bot-removed-personal'))),
    ]);
    const row = (await endpoint.rows(tenant))[alice];
    assert.deepEqual([row?.state, row?.locale, row?.name], ['active', 'de-DE', 'Test User']);
  });

  test('a write that was done and not answered is found done', async () => {
    const { table, inner, requests } = watched();
    const lossy: Table = {
      ...table,
      write: async (partition, changes) => {
        const answer = await table.write(partition, changes);
        return requests.filter((request) => request.startsWith('write')).length === 2
          ? { outcome: 'unanswered', cause: 'reset' }
          : answer;
      },
    };
    assert.equal((await openEndpoint(lossy).post(message)).status, 200);
    assert.deepEqual(requests, [
      `read ${TENANTS}`,
      `write ${TENANTS}`,
      `read ${tenant}`,
      `write ${tenant}`,
      `read ${tenant}`,
    ]);
    assert.equal((await inner.read(tenant, alice))?.values['state'], 'active');
  });

  test('a write that was neither done nor answered is done again', async () => {
    const { table, inner, instead } = watched();
    instead.write = async () => {
      delete instead.write;
      return { outcome: 'unanswered', cause: 'timeout' };
    };
    assert.equal((await openEndpoint(table).post(message)).status, 200);
    assert.equal((await inner.read(tenant, alice))?.values['state'], 'active');
  });

  test('a write that is refused again and again ends with a 500, so that Teams sends the activity again', async () => {
    const { table, instead } = watched();
    instead.write = async () => ({ outcome: 'refused' });
    const { status, body } = await openEndpoint(table).post(message);
    assert.deepEqual([status, (body as { code: string }).code], [500, 'internal-error']);
  });

  test('a read that fails once is tried again', async () => {
    const { table, instead } = watched();
    instead.read = async () => {
      delete instead.read;
      throw new StorageUnavailable('timeout');
    };
    assert.equal((await openEndpoint(table).post(message)).status, 200);
  });

  test('columns that a newer version has added stay', async () => {
    const endpoint = openEndpoint();
    await endpoint.post(at(start, message));
    await endpoint.table.write(tenant, [{ do: 'merge', key: alice, values: { muted: true } }]);
    await endpoint.post(at(start + 1, message));
    assert.equal((await endpoint.table.read(tenant, alice))?.values['muted'], true);
  });

  test('an id that no key can hold is left out, and is no reason to be sent again', async () => {
    const endpoint = openEndpoint();
    const id = `19:${'#'.repeat(190)}@thread.tacv2`;
    const channelData = {
      team: { id: id.slice(0, 200) },
      channel: { id: `${id.slice(0, 198)}x` },
      tenant: { id: tenant },
    };
    assert.equal((await endpoint.post({ ...activity('message-channel-mention'), channelData })).status, 200);
    assert.ok(endpoint.logged.some(({ event }) => event === 'conversation-not-storable'));
  });
});
