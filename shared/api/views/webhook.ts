import * as z from 'zod/mini';
import { type CallError, callErrors } from '../../webhook/webhooks.ts';
import { count, instant, type Shown, says } from './shown.ts';

const attempt = z.object({
  at: instant,
  status: z.exactOptional(z.int()),
  error: z.exactOptional(z.enum(Object.keys(callErrors) as CallError[])),
  ms: z.exactOptional(count),
});

const telling = {
  run: z.int().check(z.gte(1)),
  id: says(z.string(), 'The header `webhook-id`: the same for each attempt.'),
  state: z.enum(['pending', 'delivered', 'failed']),
  attempts: says(z.array(attempt), 'Oldest first, the newest 50. One with neither `status` nor `error` is under way.'),
  nextAt: says(z.nullable(instant), 'When the next attempt is due; null: there is none to come.'),
};

/** How the end of one run was told to the webhook. */
const tellingView = z.object(telling);

export type TellingView = Shown<typeof tellingView>;

/** The webhook of a broadcast: how its newest end was told, and those before. Until the first end it is pending. */
export const webhookView = z.object({
  ...telling,
  url: z.string(),
  earlier: says(z.array(tellingView), 'The ends of earlier runs, the newest first.'),
});

export type WebhookView = Shown<typeof webhookView>;
