import type { AuditEntry } from '../audit/entry.ts';
import { exportFormats } from './export-format.ts';
import type { AuditView } from './views/audit.ts';

/** An entry of the audit as the API shows it. */
export function viewOfEntry({ id, at, by, action, target, request, outcome }: AuditEntry): AuditView {
  return {
    ...{ id, at: iso(at), by, action },
    request: { query: null, ...request },
    target: target ?? outcome?.made ?? null,
    outcome: outcome ? outcomeOf(outcome) : null,
  };
}

/** The audit as files. */
export const auditFormats = exportFormats<AuditView>({
  at: ({ at }) => at,
  by: ({ by }) => by.name,
  byId: ({ by }) => by.id,
  roles: ({ by }) => by.roles.join(' '),
  action: ({ action }) => action,
  targetType: ({ target }) => target?.type,
  target: ({ target }) => target?.id,
  status: ({ outcome }) => outcome?.status,
  code: ({ outcome }) => outcome?.code,
  answeredAt: ({ outcome }) => outcome?.at,
  request: ({ request }) => request.id,
  id: ({ id }) => id,
  times: ({ outcome }) => outcome?.times,
  query: ({ request }) => request.query && String(new URLSearchParams(request.query)),
});

const outcomeOf = ({ status, code, times, at }: NonNullable<AuditEntry['outcome']>) => ({
  ...{ status, code: code ?? null, times: times ?? 1, at: iso(at) },
});

const iso = (ms: number): string => new Date(ms).toISOString();
