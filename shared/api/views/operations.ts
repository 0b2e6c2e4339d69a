import * as z from 'zod/mini';
import { sourceView } from './broadcast.ts';
import { reasonFields } from './reason.ts';
import { count, instant, type Shown, says } from './shown.ts';

/** Whether a tenant's broadcasts may be sent. */
export const tenantView = z.object({
  tenant: z.string(),
  sending: z.enum(['on', 'stopped']),
  since: says(z.nullable(instant), 'When it was turned last; null: nobody ever has.'),
  by: z.nullable(z.string()),
  reason: z.nullable(z.string()),
  broadcasts: says(count, 'Broadcasts that have work, a change of their message too: they go on, or wait to.'),
});

export type TenantView = Shown<typeof tenantView>;

/** How long it takes at a rate, if nothing else is being sent. */
const lasting = z.object({ rate: says(z.number(), 'Requests a second.'), ms: count });

/** Whom an audience comes to, as a broadcast would plan it now. */
export const resolvedView = z.object({
  tenant: z.string(),
  asOf: instant,
  complete: says(
    z.boolean(),
    'All of the audience was looked at; if not, ask again with `cursor`: the answer then counts on from this one.',
  ),
  cursor: z.nullable(z.string()),
  total: says(count, 'Recipients: `reachable`, those of `unreachable`, and `unknown` together.'),
  bySource: says(
    z.array(z.object({ source: sourceView, count })),
    'The sources of `include` in their order; who is in two of them counts in both.',
  ),
  excluded: says(count, 'Who would be a recipient if nobody were excluded.'),
  reachable: count,
  unreachable: z.array(z.object({ ...reasonFields, count })),
  unknown: says(
    z.object({ count, ids: z.array(z.string()) }),
    'Named, and nobody on record: they are tried by creating a chat. The first hundred ids.',
  ),
  requests: says(count, 'Requests to Teams it takes: one a message, and one for each chat that must be created.'),
  duration: z.object({
    atLearnedRate: says(
      z.nullable(lasting),
      'At the rate that the tenant’s gate has learned Teams takes; null: nothing was sent yet.',
    ),
    atConfiguredRate: lasting,
  }),
});

export type ResolvedView = Shown<typeof resolvedView>;

/** What driving everything on came to. */
export const redrivenView = z.object({
  messages: says(count, 'Messages that the queues had given up, put back on them.'),
  broadcasts: says(z.array(z.string()), 'Ids of the broadcasts that were woken.'),
});

export type RedrivenView = Shown<typeof redrivenView>;
