import * as z from 'zod/mini';
import { textFormats } from '../../broadcast/message.ts';
import { priorities } from '../../broadcast/priorities.ts';
import { weekdays } from '../../schedule/quiet-hours.ts';
import { deliveryStates } from '../../shard/delivery.ts';
import { pageOf } from './page.ts';
import { count, instant, type Shown, says } from './shown.ts';
import { broadcastStatuses } from './status.ts';

/** A source as it is shown: how many it names, not whom. */
export const sourceView = z.object({
  type: z.string(),
  count: z.exactOptional(says(count, 'How many it names; not whom.')),
});

const run = says(z.int().check(z.gte(1)), '1, and one more with each retry.');

const counts = z.object({
  audience: says(count, 'The sum of all others, at every moment.'),
  ...(Object.fromEntries(deliveryStates.map((state) => [state, count])) as Record<
    (typeof deliveryStates)[number],
    typeof count
  >),
});

/** How far an edit or a recall has come. */
export const changeView = z.object({
  kind: z.enum(['edit', 'recall']),
  askedAt: instant,
  endedAt: says(
    z.nullable(instant),
    'When it was settled for everybody; null: it is under way, or somebody may still be told of an older version.',
  ),
  stoppedAt: says(
    z.nullable(instant),
    'When it was given up because nobody mended what Teams refused it for; null: it was not.',
  ),
  left: says(count, 'So many have the message for whom it is not settled.'),
  failed: says(count, 'So many have the message for whom it could not be made: their deliveries say why.'),
});

export type ChangeView = Shown<typeof changeView>;

export const quietHours = z.nullable(
  z.object({ from: z.string(), to: z.string(), days: z.exactOptional(z.array(z.enum(weekdays))) }),
);

export const webhookShown = says(
  z.nullable(z.object({ url: z.string() })),
  'Whom each end is told to; of a query, which may be a key, only that there is one.',
);

/** How far the release of a broadcast is that waits for a second person, or did. */
export const releaseProgress = z.object({
  since: says(instant, 'Since when it waits as it is.'),
  editedBy: says(z.nullable(z.string()), 'Who edited it last meanwhile; null: it is as it was created.'),
  releasedAt: z.nullable(instant),
  releasedBy: z.nullable(z.string()),
});

/** A broadcast as the API shows it. */
export const broadcastView = z.object({
  id: z.string(),
  run,
  status: says(z.enum(broadcastStatuses), 'Take one you do not know for not ended, unless `endedAt` is set.'),
  createdBy: z.string(),
  createdAt: instant,
  startedAt: z.nullable(instant),
  endedAt: z.nullable(instant),
  onUncertain: z.enum(['hold', 'retry']),
  priority: z.enum(priorities),
  maxRate: says(z.nullable(count), 'Requests a second it may take at most; null: what the tenant may.'),
  startAt: says(
    z.nullable(z.string()),
    'An instant, or without an offset the local time at which each recipient is due.',
  ),
  expiresAt: z.nullable(instant),
  quietHours,
  pausedAt: z.nullable(instant),
  pausedBy: says(z.nullable(z.string()), 'Who paused it; null: a failure did, or nobody.'),
  release: says(z.nullable(releaseProgress), 'How far its release is; null: it needs none.'),
  summary: z.string(),
  audience: z.object({ include: z.array(sourceView), exclude: z.exactOptional(z.array(sourceView)) }),
  test: says(z.boolean(), 'A trial for a few named users.'),
  webhook: webhookShown,
  planned: says(
    z.boolean(),
    'Whether the whole audience is known; until then the counts are of what is planned so far.',
  ),
  outcome: says(z.nullable(z.enum(['all', 'some', 'none'])), 'Who got it, once it has ended.'),
  counts,
  rate: says(z.nullable(z.number()), 'Deliveries a second over the last 60 s; null after the end.'),
  eta: z.nullable(instant),
  poisoned: says(count, 'Jobs that a queue gave up after five tries, and that were put back.'),
  problem: z.nullable(z.object({ code: z.string(), detail: z.string() })),
  pollAfterMs: says(z.nullable(count), 'How long a viewer does best to wait before asking again; null after the end.'),
  version: says(z.int().check(z.gte(1)), 'The newest version of its message: 1, and one more with each edit.'),
  change: says(z.nullable(changeView), 'The last edit, or the recall; null: it is as it was sent.'),
});

export type BroadcastView = Shown<typeof broadcastView>;

const version = z.int().check(z.gte(1));

export const textShown = z.object({
  text: z.string(),
  textFormat: z.enum(textFormats),
  summary: z.exactOptional(z.string()),
});
export const cardShown = z.object({ card: z.record(z.string(), z.unknown()), summary: z.string() });

/** A message as it is read: what was asked for last. */
export const messageView = z.union([z.extend(textShown, { version }), z.extend(cardShown, { version })]);

export type MessageView = Shown<typeof messageView>;

/** A page of broadcasts: it may hold fewer than its limit and yet have a next one. */
export const broadcastsPage = z.extend(pageOf(broadcastView), { pollAfterMs: count });

export type BroadcastsPage = Shown<typeof broadcastsPage>;
