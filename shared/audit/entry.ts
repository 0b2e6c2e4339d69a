import type { Caller } from '../access/caller.ts';

/** What somebody can do that is kept in the audit: whatever changes something, and whatever takes people's data out. */
export const auditedActions = [
  'broadcast-create',
  'broadcast-release',
  'broadcast-cancel',
  'broadcast-pause',
  'broadcast-resume',
  'broadcast-retry',
  'broadcast-edit',
  'broadcast-recall',
  'broadcast-redrive',
  'webhook-repeat',
  'tenant-stop',
  'tenant-start',
  'redrive',
  'person-data',
  'person-delete',
  'deliveries-export',
  'audit-export',
] as const;
export type AuditedAction = (typeof auditedActions)[number];

export const targetTypes = ['broadcast', 'person', 'tenant'] as const;

/** What an action was meant for. */
export interface Target {
  readonly type: (typeof targetTypes)[number];
  readonly id: string;
}

/** The request of an action. */
export interface AskedRequest {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  /** Of what takes something out: which part of it was asked for, by the parameters that could be read. */
  readonly query?: Readonly<Record<string, string>>;
}

/** What is known before an action is done. */
export interface Asked {
  readonly action: AuditedAction;
  /** Absent where it is made by the action, or is everything. */
  readonly target?: Target;
  readonly by: Pick<Caller, 'id' | 'name' | 'roles'>;
  /** The request it came with; `id` is the correlation id of the log and of answers that are errors. */
  readonly request: AskedRequest;
}

/** What came of it. */
export interface Outcome {
  readonly status: number;
  /** The problem's, where it was answered with one. */
  readonly code?: string;
  /** What it made. */
  readonly made?: Target;
  /** How many requests this stands for that were answered alike; absent: one. */
  readonly times?: number;
}

/** An action as it is listed. Times are ms since 1970, of the storage service's clock. */
export interface AuditEntry extends Asked {
  readonly id: string;
  readonly at: number;
  /** Absent: it is being done, or nobody knows whether it was; a process died. */
  readonly outcome?: Outcome & { readonly at: number };
}
