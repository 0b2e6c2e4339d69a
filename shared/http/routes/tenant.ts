import type { HttpRequest } from '@azure/functions';
import { parseStop } from '../../broadcast/parse-stop.ts';
import { does, guarded, reads, stops } from '../guarded.ts';
import { parsedJson } from '../parsed-body.ts';
import { readTenantId } from '../path.ts';
import { readJsonIfAny } from '../read-json.ts';
import { jsonResponse } from '../responses.ts';

/** `/api/tenants/{tenant}`: GET reads whether its broadcasts are sent, and who says so. */
export const tenant = guarded({
  GET: reads(async ({ request, broadcasts }) => {
    const id = readTenantId(request);
    return jsonResponse(200, await (await broadcasts()).tenant(id));
  }),
});

/** `/api/tenants/{tenant}/stop`: POST stops all sending. The body may say why, and need not be there. */
export const stopTenant = guarded({
  POST: stops('tenant-stop', async ({ request, broadcasts, caller }) => {
    const id = readTenantId(request);
    const reason = await readReason(request);
    return jsonResponse(200, await (await broadcasts()).stopTenant(id, caller.name, reason));
  }),
});

/** `/api/tenants/{tenant}/start`: POST lets it go on. A body is not needed, and not read. */
export const startTenant = guarded({
  POST: does('admin', 'tenant-start', async ({ request, broadcasts, caller }) => {
    const id = readTenantId(request);
    return jsonResponse(200, await (await broadcasts()).startTenant(id, caller.name));
  }),
});

/** @throws {Problem} for whatever is wrong with the body, if there is one */
async function readReason(request: HttpRequest): Promise<string | undefined> {
  const body = await readJsonIfAny(request);
  return body && parsedJson(body, parseStop).reason;
}
