import type { HttpRequest } from '@azure/functions';
import { includesRole } from '../../access/role.ts';
import { type BroadcastRequest, parseBroadcast } from '../../broadcast/parse-broadcast.ts';
import { Problem } from '../../errors/problem.ts';
import { Faults } from '../../input/faults.ts';
import { readIdempotencyKey } from '../../input/idempotency-key.ts';
import { invalidRequest } from '../../input/invalid-request.ts';
import { acceptedResponse, polledResponse } from '../conditional.ts';
import { does, guarded, reads } from '../guarded.ts';
import { readBroadcastFilter, readPage, readTenant } from '../query.ts';
import { readJson } from '../read-json.ts';

/** `/api/broadcasts`: POST creates one, GET lists them. */
export const broadcasts = guarded({
  GET: reads(async ({ request, broadcasts }) => {
    const page = { ...readPage(request), ...readTenant(request), ...readBroadcastFilter(request) };
    const listed = await (await broadcasts()).list(page);
    return polledResponse(request, listed, listed.pollAfterMs);
  }),
  POST: does('author', 'broadcast-create', async ({ request, broadcasts, caller, made }) => {
    const header = request.headers.get('idempotency-key');
    const idempotencyKey = header === null ? undefined : readIdempotencyKey(header);
    const asked = await readRequest(request, header !== null && idempotencyKey === undefined);
    const created = await (await broadcasts()).create({
      request: asked,
      tenant: asked.tenant ?? caller.tenant,
      caller: caller.id,
      createdBy: caller.name,
      ...(!includesRole(caller.roles, 'sender') && { needsRelease: true }),
      ...(idempotencyKey !== undefined && { idempotencyKey }),
    });
    made({ type: 'broadcast', id: created.id });
    return acceptedResponse(created);
  }),
});

/** @throws {Problem} for whatever is wrong with the request: all that is wrong with key and body at once */
async function readRequest(request: HttpRequest, badKey: boolean): Promise<BroadcastRequest> {
  const { value, repeated } = await readJson(request);
  const faults = new Faults();
  const parsed = parseBroadcast(value, { repeated, faults });
  if (parsed.ok && !badKey) return parsed.request;
  if (parsed.ok) throw new Problem('invalid-idempotency-key');
  if (badKey) faults.add('', 'invalid-idempotency-key', 'The header Idempotency-Key is not a key.');
  throw invalidRequest(faults);
}
