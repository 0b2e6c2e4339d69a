import type { HttpRequest } from '@azure/functions';
import type { Caller } from '../../access/caller.ts';
import { auditFormats, viewOfEntry } from '../../api/audit.ts';
import type { AuditView } from '../../api/views/audit.ts';
import type { AuditEntry } from '../../audit/entry.ts';
import { formatQuery, readExportFormat } from '../accept.ts';
import { LOCAL } from '../audited.ts';
import { exported } from '../exported.ts';
import { guarded, reads, takesOut } from '../guarded.ts';
import { auditQuery, readAuditFilter, readPage, readTenant, tenantQuery } from '../query.ts';
import { jsonResponse } from '../responses.ts';

/** `/api/audit`: GET lists who did what, the newest first. */
export const audit = guarded({
  GET: reads(async ({ request, caller, trail }) => {
    const query = { ...readPage(request), ...readAuditFilter(request) };
    const { items, next } = await (await trail()).list(whose(caller, request), query);
    return jsonResponse(200, { items: items.map(viewOfEntry), next });
  }, 'admin'),
});

/** Which entries, and as what. */
export const auditExportQuery = { ...tenantQuery, ...auditQuery, ...formatQuery };

/** `/api/audit/export`: GET streams all that fit a filter, as CSV or as NDJSON. */
export const exportAudit = guarded({
  GET: takesOut('admin', 'audit-export', auditExportQuery, async ({ request, context, caller, trail }) => {
    const format = auditFormats[readExportFormat(request)];
    const filter = readAuditFilter(request);
    const entries = (await trail()).each(whose(caller, request), filter);
    return await exported(context, 'carillon-audit', format, viewsOf(entries));
  }),
});

/** In local mode it can be asked for what the queue was asked for a tenant. */
function whose(caller: Caller, request: HttpRequest): string {
  return caller.tenant ?? readTenant(request).tenant ?? LOCAL;
}

async function* viewsOf(
  entries: AsyncGenerator<readonly AuditEntry[], void, void>,
): AsyncGenerator<readonly AuditView[], void, void> {
  for await (const some of entries) yield some.map(viewOfEntry);
}
