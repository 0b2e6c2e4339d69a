import * as z from 'zod/mini';
import { priorities } from '../../broadcast/priorities.ts';
import { cardShown, quietHours, releaseProgress, textShown, webhookShown } from './broadcast.ts';
import { resolvedView } from './operations.ts';
import { count, instant, type Shown, says } from './shown.ts';

/** A source with whom it names. */
const namedSource = z.object({ type: z.string(), ids: z.exactOptional(z.array(z.string())) });

/** All that somebody decides about who releases a broadcast. */
export const releaseView = z.object({
  id: z.string(),
  tenant: z.string(),
  status: z.enum(['awaiting', 'released', 'ended']),
  fingerprint: says(z.string(), 'What is shown, in one word: who releases it says it again.'),
  createdBy: z.string(),
  createdAt: instant,
  release: z.nullable(releaseProgress),
  version: z.int().check(z.gte(1)),
  message: z.union([textShown, cardShown]),
  audience: z.object({ include: z.array(namedSource), exclude: z.array(namedSource) }),
  startAt: z.nullable(z.string()),
  expiresAt: z.nullable(instant),
  quietHours,
  priority: z.enum(priorities),
  maxRate: z.nullable(count),
  onUncertain: z.enum(['hold', 'retry']),
  webhook: webhookShown,
  confirmation: says(
    z.nullable(z.object({ detail: z.string() })),
    'Why a release now takes `"confirm": true`: more than is usual in a day. Null: it does not, or it waits no more.',
  ),
  resolved: says(z.nullable(resolvedView), 'Whom it would come to now, as a dry run says; null when it waits no more.'),
});

export type ReleaseView = Shown<typeof releaseView>;
