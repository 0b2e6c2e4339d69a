import { z } from 'zod';
import { FAULT_KINDS } from '../faults/fault-rule.ts';
import { OPERATIONS } from '../request.ts';

const count = z.int().min(0);
const user = z.union([count, z.string()]);
const operation = z.enum(OPERATIONS);

/** A fault rule as JSON: what can be said without a function. */
export const faultRule = z.strictObject({
  kind: z.enum(FAULT_KINDS),
  on: z
    .strictObject({
      user: user.exactOptional(),
      operation: z.union([operation, z.array(operation)]).exactOptional(),
    })
    .exactOptional(),
  after: count.exactOptional(),
  every: count.min(1).exactOptional(),
  probability: z.number().min(0).max(1).exactOptional(),
  times: z.union([count.min(1), z.literal('all')]).exactOptional(),
  forMs: z.number().min(0).exactOptional(),
  carriedOut: z.boolean().exactOptional(),
  retryAfter: z.union([z.number(), z.string(), z.strictObject({ dateIn: z.number() })]).exactOptional(),
  ms: z.number().min(0).exactOptional(),
});

export const limits = z.union([
  z.literal('off'),
  z.strictObject({
    algorithm: z.enum(['sliding', 'bucket', 'off']).exactOptional(),
    perSecond: z.number().min(1).exactOptional(),
    threads: z.boolean().exactOptional(),
    retryAfter: z.enum(['seconds', 'decimal', 'date', 'none']).exactOptional(),
  }),
]);

export const latency = z.union([z.number().min(0), z.strictObject({ min: z.number().min(0), max: z.number().min(0) })]);

const eventFields = {
  endpoint: z.url().exactOptional(),
  order: z.enum(['conversation-first', 'installation-first', 'together']).exactOptional(),
  copies: count.min(1).exactOptional(),
  timeoutMs: z.number().min(1).exactOptional(),
  redeliveries: count.exactOptional(),
};

/** How an event is posted to the bot. */
export const eventOptions = z.strictObject(eventFields);

export const installOptions = z.strictObject({
  ...eventFields,
  from: count.exactOptional(),
  to: count.exactOptional(),
  concurrency: count.min(1).exactOptional(),
});

export const saying = z.strictObject({ ...eventFields, text: z.string() });

/** A change of how a user stands to the bot, without a word to it. */
export const userChange = z.strictObject({
  status: z.enum(['absent', 'installed', 'uninstalled', 'blocked', 'writes-blocked', 'unknown']).exactOptional(),
  deleteConversation: z.boolean().exactOptional(),
});

/** Settings of the whole simulation; what is not named stays as it is. */
export const settings = z.strictObject({
  limits: limits.exactOptional(),
  latency: latency.exactOptional(),
  endpoint: z.url().exactOptional(),
  bot: z.enum(['ok', 'disabled-by-admin', 'not-registered']).exactOptional(),
  region: z
    .string()
    .regex(/^[a-z0-9-]+$/)
    .exactOptional(),
});
