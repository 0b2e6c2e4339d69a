import assert from 'node:assert/strict';
import { doorTo } from '../../local/http-routes.ts';
import { openBroadcasts } from '../../shared/api/broadcasts.ts';
import { openWebhooks } from '../../shared/webhook/open-webhooks.ts';
import { openWorld } from '../fuzz/support/world.ts';

/** The only tenant that was heard from. */
export const HEARD_OF = 'contoso.com';
/** The only host that may be told of an end. */
export const HOOKS = 'hooks.example.com';

export type Product = Awaited<ReturnType<typeof openProduct>>;

/** What is behind the API, on storage in memory, under a clock that moves only when it is told to. */
export async function openProduct() {
  const world = await openWorld(0, 5, [HEARD_OF]);
  const allowed = { local: true, webhookHosts: [HOOKS], webhookSecrets: [Buffer.alloc(32)] };
  const context = {
    ...world.context,
    webhooks: openWebhooks(allowed, () => Promise.reject(new Error('Nobody calls.'))),
  };
  const broadcasts = openBroadcasts(context, []);
  return {
    door: doorTo(broadcasts),
    /** Lets time pass until a promise is settled. */
    settle: world.settle,
    /** Lets time pass, ms: what is read again is read anew after a second. */
    pass: world.pass,
    /** Has the app run until a broadcast has ended. */
    async ended(id: unknown) {
      world.start((error) => assert.ifError(error));
      const hasEnded = await world.until(10, async () => (await broadcasts.get(String(id))).endedAt !== null);
      assert.ok(hasEnded, 'It does not end.');
    },
  };
}
