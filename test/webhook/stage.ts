import assert from 'node:assert/strict';
import { openBroadcasts } from '../../shared/api/broadcasts.ts';
import { createBroadcast, type NewBroadcast } from '../../shared/lifecycle/create.ts';
import { openWebhooks } from '../../shared/webhook/open-webhooks.ts';
import type { CallAnswer, WebhookCall } from '../../shared/webhook/webhooks.ts';
import { openWorld, TENANT } from '../fuzz/support/world.ts';

export const KEY = Buffer.alloc(32, 5);
export const URL_OF_HOOK = 'https://hooks.example/ended?sig=hidden';

export interface Called extends WebhookCall {
  /** Virtual time, ms. */
  readonly at: number;
}

/**
 * The app over storage in memory under a clock that moves when it is told to, and somebody who is told of ends.
 * @param answers to the calls, in their order; the last one for all further ones
 */
export async function webhookStage(people: number, ...answers: readonly (CallAnswer | Promise<CallAnswer>)[]) {
  const world = await openWorld(people, 3);
  const calls: Called[] = [];
  const settings = { local: false, webhookHosts: ['hooks.example'], webhookSecrets: [KEY] };
  const webhooks = openWebhooks(settings, async (call) => {
    calls.push({ ...call, at: world.time.now });
    return await answers[Math.min(calls.length, answers.length) - 1]!;
  });
  // The world's own context, so that its triggers know of it as well.
  const context = Object.assign(world.context, { webhooks });
  const broadcasts = openBroadcasts(context, [TENANT]);
  const { settle } = world;
  return {
    ...{ world, context, broadcasts, calls },
    start: () => world.start((error) => assert.ifError(error)),
    create: (url: string | undefined = URL_OF_HOOK, more: Partial<NewBroadcast> = {}) =>
      settle(
        createBroadcast(context, {
          request: {
            message: { text: 'hello', textFormat: 'plain' },
            audience: { include: [{ type: 'everyone' }], exclude: [] },
            onUncertain: 'hold',
            webhook: { url },
          },
          ...{ tenant: TENANT, caller: 'author', createdBy: 'author', ...more },
        }),
      ),
    view: (id: string) => settle(broadcasts.get(id)),
    webhook: (id: string) => settle(broadcasts.webhook(id)),
    tellAgain: (id: string) => settle(broadcasts.tellAgain(id)),
    wait: (minutes: number) => world.until(minutes, async () => false),
    until: (minutes: number, done: () => boolean) => world.until(minutes, async () => done()),
  };
}

export const status = (code: number, retryAfter?: number): CallAnswer => ({
  kind: 'answered',
  status: code,
  ...(retryAfter !== undefined && { retryAfter }),
});

export const bodyOf = ({ body }: WebhookCall) => JSON.parse(body) as { type: string; timestamp: string; data: unknown };
