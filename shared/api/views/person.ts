import * as z from 'zod/mini';
import { standing } from './delivery.ts';
import { pageOf } from './page.ts';
import { reasonView } from './reason.ts';
import { count, instant, type Shown, says } from './shown.ts';

/** What one person got of one broadcast. */
const personDelivery = z.object({
  broadcast: z.object({ id: z.string(), summary: z.string(), createdAt: instant }),
  ...standing,
});

export type PersonDeliveryView = Shown<typeof personDelivery>;

/** Their personal chat with the app. */
const conversation = z.object({
  state: z.enum(['active', 'removed', 'blocked']),
  since: says(z.nullable(instant), 'Since when it is in this state; null: nobody said.'),
  heardAt: says(z.nullable(instant), 'When something was last heard of it.'),
});

/** Whether somebody can be reached, and what they got lately. */
export const personView = z.object({
  id: z.string(),
  tenant: z.nullable(z.string()),
  reachable: z.boolean(),
  reason: says(z.nullable(reasonView), 'Why not, and what to do; null for who is reachable.'),
  conversation: says(z.nullable(conversation), 'Null: nothing was ever heard from them.'),
  locale: z.nullable(z.string()),
  timeZone: z.nullable(z.string()),
  deliveries: z.extend(pageOf(personDelivery), {
    broadcasts: says(count, 'So many broadcasts, from the newest or the cursor on, were looked through for this page.'),
    unreadable: says(count, 'So many of them can’t be read.'),
  }),
});

export type PersonView = Shown<typeof personView>;
