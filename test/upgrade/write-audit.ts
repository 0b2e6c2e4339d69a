/**
 * `node test/upgrade/write-audit.ts > test/upgrade/audit-vN.jsonl`: what this version leaves in the audit of a tenant, with
 * everything that an entry can have. A file is written when a release changes the shape, and never again.
 */
import assert from 'node:assert/strict';
import { openStage } from '../audit/support/stage.ts';
import { TENANT } from '../fuzz/support/world.ts';

const { world, context, as, admin, settle, trail, body } = await openStage();
const bob = as('Bob', 'author', 'sender');
const { id } = (await settle(bob.post('broadcasts', body))).body;
await settle(bob.post('broadcasts', { message: { text: '' } }));
await settle(bob.post(`broadcasts/${id}/cancel`, {}));
await settle(admin.post(`tenants/${TENANT}/stop`, { reason: 'a trial' }));
await settle(admin.call(`people/${world.user(2)}/data`));
await settle(as('Rea', 'reader').call(`broadcasts/${id}/deliveries/export?format=csv&state=canceled`));
await settle(Promise.all(Array.from({ length: 12 }, () => as('Eve', 'reader').post('redrive', {}))));
await world.pass(60_000);
const by = { id: 'id-of-Bob', name: 'Bob', roles: ['sender'] } as const;
// Whose process died in the middle of it.
await settle(
  trail.begin(TENANT, { action: 'redrive', by, request: { id: 'last', method: 'POST', path: '/api/redrive' } }),
);
const { rows } = await context.audit.range(context, TENANT, {});
assert.ok(rows.length > 30, `${rows.length} rows`);
for (const { key, values } of rows) console.log(JSON.stringify({ key, values }));
process.exit();
