import * as z from 'zod/mini';
import { deliveryStates } from '../../shard/delivery.ts';
import { reasonFields, reasonView } from './reason.ts';
import { count, instant, type Shown, says } from './shown.ts';

/** How one recipient stands, whoever it is. */
export const standing = {
  state: z.enum(deliveryStates),
  attempts: says(count, 'Messages posted for this recipient.'),
  at: says(z.nullable(instant), 'When the state was reached.'),
  reason: z.nullable(reasonView),
  version: says(
    z.nullable(z.int()),
    'The version of the message that was sent to them, or that they have since it was edited; null: none was.',
  ),
};

/** How one recipient stands. */
export const deliveryView = z.object({
  recipient: says(
    z.object({ type: z.enum(['user', 'deleted']), id: z.string() }),
    '`deleted`: somebody whose data was deleted since.',
  ),
  ...standing,
});

export type DeliveryView = Shown<typeof deliveryView>;

/** How many deliveries of a broadcast stand as they do for one reason. */
const reasonCount = z.object({
  ...reasonFields,
  count,
  states: says(z.partialRecord(z.enum(deliveryStates), count), '`count` by the state they are in.'),
});

export type ReasonView = Shown<typeof reasonCount>;

/** Why the deliveries of a broadcast stand as they do, the most frequent reason first. */
export const reasonsView = z.object({ items: z.array(reasonCount), pollAfterMs: z.nullable(count) });

export type ReasonsView = Shown<typeof reasonsView>;
