import * as z from 'zod/mini';
import { roles } from '../../access/role.ts';
import { auditedActions, targetTypes } from '../../audit/entry.ts';
import { instant, type Shown, says } from './shown.ts';

/** Something that somebody did, or tried to. */
export const auditView = z.object({
  id: z.string(),
  at: instant,
  by: z.object({ id: z.string(), name: z.string(), roles: z.array(z.enum(roles)) }),
  action: z.enum(auditedActions),
  target: says(
    z.nullable(z.object({ type: z.enum(targetTypes), id: z.string() })),
    'What it was meant for, or has made; null: everything.',
  ),
  request: says(
    z.object({
      id: z.string(),
      method: z.string(),
      path: z.string(),
      query: z.nullable(z.record(z.string(), z.string())),
    }),
    'What it came with; the id is the correlation id of the log, `query` which part was asked for of what is taken out.',
  ),
  outcome: says(
    z.nullable(z.object({ status: z.int(), code: z.nullable(z.string()), times: z.int(), at: instant })),
    'How it was answered; null: it is being done, or a process died before anybody knew. `times` is how many requests of this caller ' +
      'for this action the entry stands for: of refusals, those after the first ten within a minute share one.',
  ),
});

export type AuditView = Shown<typeof auditView>;
