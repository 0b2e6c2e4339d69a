import * as z from 'zod/mini';
import { count, instant, type Shown, says } from './shown.ts';

/** Why a check has failed: stable codes, and what each means. */
export const checkCodes = {
  'storage-unavailable':
    'Storage refuses, or does not answer: it is out, cannot be reached from here, or the identity lacks its role.',
  'credential-refused': 'Entra refuses the bot’s credential: nothing can be sent.',
  'token-not-had': 'Entra, or the identity’s endpoint, gave no token for the bot.',
  'timed-out': 'It took longer than five seconds.',
} as const;

export type CheckCode = keyof typeof checkCodes;

const checkNames = ['tables', 'gate', 'queue', 'token'] as const;
export type CheckName = (typeof checkNames)[number];

/** What one check came to. */
const checkView = z.object({
  name: z.enum(checkNames),
  ok: z.boolean(),
  code: says(z.nullable(z.enum(Object.keys(checkCodes) as [CheckCode])), 'Why not; null: it is well.'),
  ms: says(count, 'How long it took.'),
});

/** Whether this instance can do its work. */
export const readinessView = z.object({
  status: z.enum(['ready', 'not-ready']),
  asOf: z.optional(says(instant, 'When it was looked: an answer may be ten seconds old. For readers.')),
  version: z.optional(says(z.string(), 'The release that is deployed. For readers.')),
  checks: z.optional(says(z.array(checkView), 'For readers: who has no token is told the status alone.')),
  watcherRanAt: z.optional(
    says(
      z.nullable(instant),
      'When the timer that watches over broadcasts left word last that it runs: it does so each five minutes. null: it never did, or it can’t be read. For readers.',
    ),
  ),
});

export type CheckView = Shown<typeof checkView>;
export type ReadinessView = Shown<typeof readinessView>;

/** The process is there. */
export const healthView = z.object({ status: z.enum(['live']), version: z.string() });
