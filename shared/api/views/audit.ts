import type { Role } from '../../access/role.ts';
import type { AuditedAction, Target } from '../../audit/entry.ts';

/** Something that somebody did, or tried to. Times are ISO 8601 in UTC. */
export interface AuditView {
  readonly id: string;
  readonly at: string;
  readonly by: { readonly id: string; readonly name: string; readonly roles: readonly Role[] };
  readonly action: AuditedAction;
  /** What it was meant for, or has made; null: everything. */
  readonly target: Target | null;
  /** The id is the correlation id of the log. */
  readonly request: { readonly id: string; readonly method: string; readonly path: string };
  /** How it was answered; null: it is being done, or a process died before anybody knew. */
  readonly outcome: { readonly status: number; readonly code: string | null; readonly at: string } | null;
}
