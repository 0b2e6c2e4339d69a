import assert from 'node:assert/strict';
import { test } from 'node:test';
import { doorTo } from '../../local/http-routes.ts';
import { TENANT } from '../fuzz/support/world.ts';
import { openApi } from '../http/call.ts';
import { openStage } from './support/stage.ts';

test('who did what is listed, the newest first, with the request it came with and its outcome', async () => {
  const { as, admin, settle, entries, body } = await openStage();
  const bob = as('Bob', 'sender');
  const created = await settle(bob.post('broadcasts', body));
  const { id } = created.body as { id: string };
  await settle(bob.post(`broadcasts/${id}/cancel`, {}));
  await settle(admin.post(`tenants/${TENANT}/stop`, { reason: 'drill' }));
  await settle(bob.post('broadcasts', { message: { text: '' } }));
  const { items } = await entries();
  assert.deepEqual(
    items.map(({ by, action, target, outcome }) => [by.name, action, target?.id, outcome?.status, outcome?.code]),
    [
      ['Bob', 'broadcast-create', undefined, 400, 'invalid-request'],
      ['Ada', 'tenant-stop', TENANT, 200, null],
      ['Bob', 'broadcast-cancel', id, 200, null],
      ['Bob', 'broadcast-create', id, 202, null],
    ],
  );
  const [, , cancel] = items;
  assert.deepEqual(cancel!.by, { id: 'id-of-Bob', name: 'Bob', roles: ['sender'] });
  assert.deepEqual(cancel!.request, {
    ...{ id: 'invocation-1', method: 'POST', path: `/api/broadcasts/${id}/cancel` },
    query: null,
  });
});

test('what is only looked at is not kept; what is taken out is', async () => {
  const { as, settle, entries, body } = await openStage();
  const reader = as('Rea', 'reader');
  const { body: created } = await settle(as('Bob', 'sender').post('broadcasts', body));
  for (const path of ['broadcasts', `broadcasts/${created['id']}`, `broadcasts/${created['id']}/deliveries`]) {
    assert.equal((await settle(reader.call(path))).status, 200);
  }
  assert.equal((await settle(reader.call(`broadcasts/${created['id']}/deliveries/export`))).status, 200);
  const { items } = await entries();
  assert.deepEqual(
    items.map(({ by, action }) => [by.name, action]),
    [
      ['Rea', 'deliveries-export'],
      ['Bob', 'broadcast-create'],
    ],
  );
});

test('of what was taken out it is kept which part, as it was read: nothing of what was no parameter, or none that fits', async () => {
  const { as, admin, settle, entries, body } = await openStage();
  const { body: created } = await settle(as('Bob', 'sender').post('broadcasts', body));
  const long = 'x'.repeat(4_000);
  const audit = `from=2026-01-01T10:00:00+01:00&to=2026-02-01&action=redrive,redrive&action=audit-export&by=&target=${long}&secret=${long}`;
  assert.equal((await settle(admin.call(`audit/export?format=csv&${audit}`))).status, 400);
  assert.equal(
    (await settle(admin.call(`broadcasts/${created['id']}/deliveries/export?state=failed&q=ABC`))).status,
    200,
  );
  assert.equal((await settle(admin.call('audit/export'))).status, 200);
  const { items } = await entries();
  assert.deepEqual(
    items.map(({ request }) => request.query),
    [
      null,
      { state: 'failed', q: 'abc' },
      { format: 'csv', from: '2026-01-01T10:00:00+01:00', to: '2026-02-01', action: 'redrive,audit-export' },
      null,
    ],
  );
  const file = await settle(admin.call('audit/export?format=csv'));
  assert.ok(file.text.includes('state=failed&q=abc'), file.text);
});

test('a path of any length is kept as far as one can be', async () => {
  const { admin, settle, entries } = await openStage();
  assert.equal((await settle(admin.call(`broadcasts/${'x'.repeat(40_000)}/cancel`, { method: 'POST' }))).status, 404);
  const [one] = (await entries()).items;
  assert.deepEqual([one?.outcome?.code, one?.request.path.length], ['broadcast-not-found', 2_048]);
});

test('what was done to somebody is found by their id, however the request spelt it; what is no id names nobody', async () => {
  const { world, admin, settle, entries } = await openStage();
  const who = world.user(3).replace(/^0/, 'a');
  const spelt = [who, who.toUpperCase(), `%41${who.slice(1)}`];
  for (const id of spelt) assert.equal((await settle(admin.call(`people/${id}/data`))).status, 200);
  assert.equal((await settle(admin.call('broadcasts/%1b%5b2J/cancel', { method: 'POST' }))).status, 404);
  const { items } = await entries(`?target=${who}`);
  assert.deepEqual(
    items.map(({ target }) => target?.id),
    spelt.map(() => who),
  );
  const [odd] = (await entries('?action=broadcast-cancel')).items;
  assert.deepEqual([odd?.target, odd?.request.path], [null, '/api/broadcasts/%1b%5b2J/cancel']);
});

test('who was not allowed to is kept, too, and nothing is done', async () => {
  const { as, settle, entries, body } = await openStage();
  const refused = await settle(as('Rea', 'reader').post('broadcasts', body));
  assert.deepEqual([refused.status, refused.body['code']], [403, 'forbidden']);
  const { items } = await entries();
  assert.deepEqual([items.length, items[0]!.outcome?.code], [1, 'forbidden']);
});

test('only an administrator reads it', async () => {
  const { as, settle } = await openStage();
  for (const role of ['reader', 'author', 'sender'] as const) {
    for (const path of ['audit', 'audit/export']) {
      assert.equal((await settle(as('Eve', role).call(path))).status, 403, `${role} ${path}`);
    }
  }
});

test('it is filtered by action, by person, by target and by time, and paged without a gap', async () => {
  const { as, settle, entries, body } = await openStage();
  const ids: string[] = [];
  for (let i = 0; i < 7; i++) {
    const created = await settle(as(i % 2 ? 'Bob' : 'Cy', 'sender').post('broadcasts', { ...body, confirm: true }));
    ids.push(String(created.body['id']));
    await settle(as('Bob', 'sender').post(`broadcasts/${ids.at(-1)}/pause`, {}));
  }
  const all = (await entries()).items;
  assert.equal(all.length, 14);
  assert.equal((await entries('?action=broadcast-pause')).items.length, 7);
  assert.equal((await entries('?by=Cy')).items.length, 4);
  assert.equal((await entries('?by=id-of-Cy&action=broadcast-pause')).items.length, 0);
  assert.deepEqual(
    (await entries(`?target=${ids[3]}`)).items.map(({ action }) => action),
    ['broadcast-pause', 'broadcast-create'],
  );
  const third = all[4]!.at;
  const [from, to] = [await entries(`?from=${third}`), await entries(`?to=${third}`)];
  assert.equal(from.items.length + to.items.length, 14);
  assert.ok(from.items.every(({ at }) => at >= third) && to.items.every(({ at }) => at < third));

  const seen: string[] = [];
  for (let cursor = ''; ; ) {
    const page = await entries(`?limit=3${cursor && `&cursor=${cursor}`}`);
    assert.ok(page.items.every(({ outcome }) => outcome !== null));
    seen.push(...page.items.map(({ id }) => id));
    if (page.next === null) break;
    cursor = page.next;
  }
  assert.deepEqual(
    seen,
    all.map(({ id }) => id),
  );
});

test('thousands are listed and exported whole, each with its outcome', async () => {
  const { trail, settle, entries, admin } = await openStage();
  const asked = (n: number) =>
    ({
      action: 'broadcast-pause',
      by: { id: 'b', name: '=Bob', roles: ['sender'] },
      request: { id: `r${n}`, method: 'POST', path: '/' },
    }) as const;
  for (let n = 0; n < 1_201; n++)
    await settle(settle(trail.begin(TENANT, asked(n))).then((end) => end({ status: 200 })));
  let [cursor, count] = ['', 0];
  do {
    const page = await entries(`?limit=1000${cursor && `&cursor=${cursor}`}`);
    count += page.items.filter(({ outcome }) => outcome?.status === 200).length;
    cursor = page.next ?? '';
  } while (cursor !== '');
  assert.equal(count, 1_201);
  const file = await settle(admin.call('audit/export?format=csv'));
  const lines = file.text.trim().split('\r\n');
  // The export itself is under way, and the newest.
  assert.equal(lines.length, 1 + 1 + 1_201);
  assert.ok(lines[1]!.includes('audit-export') && lines.slice(2).every((line) => line.includes("'=Bob")));
});

test('what can’t be kept is not done; but what stops something is', async () => {
  const { context, as, settle, entries, body } = await openStage();
  const bob = as('Bob', 'sender');
  const { body: created } = await settle(bob.post('broadcasts', body));
  const { add } = context.audit;
  context.audit.add = async () => {
    throw new Error('The table is gone.');
  };
  assert.equal((await settle(bob.post('broadcasts', { ...body, message: { text: 'Other' } }))).status, 500);
  assert.equal((await settle(bob.post(`broadcasts/${created['id']}/pause`, {}))).status, 200);
  assert.equal((await settle(bob.post(`broadcasts/${created['id']}/resume`, {}))).status, 500);
  assert.equal((await settle(bob.post(`tenants/${TENANT}/stop`, {}))).status, 200);
  context.audit.add = add;
  const { body: view } = await settle(bob.call(`broadcasts/${created['id']}`));
  assert.equal(view['status'], 'paused');
  assert.equal((await entries()).items.length, 1);
});

test('a process that dies in between leaves what was asked, without an outcome', async () => {
  const { trail, settle, entries } = await openStage();
  const by = { id: 'b', name: 'Bob', roles: [] };
  await settle(
    trail.begin(TENANT, { action: 'redrive', by, request: { id: 'r', method: 'POST', path: '/api/redrive' } }),
  );
  const { items } = await entries();
  assert.deepEqual([items[0]!.action, items[0]!.outcome], ['redrive', null]);
});

test('nobody sees the audit of another tenant', async () => {
  const { as, settle, trail, body } = await openStage();
  await settle(as('Bob', 'sender').post('broadcasts', body));
  const other = openApi(() => ({
    ...doorTo({} as never, trail),
    callerOf: async () => ({ id: 'o', name: 'Oz', roles: ['admin'] as const, tenant: 'other' }),
  }));
  const answer = await settle(other.call(`audit?tenant=${TENANT}`));
  assert.deepEqual(answer.body['items'], []);
});
