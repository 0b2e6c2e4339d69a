import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import { includesRole } from '../../access/role.ts';
import { type BroadcastRequest, parseBroadcast } from '../../broadcast/parse-broadcast.ts';
import { Problem } from '../../errors.ts';
import { Faults } from '../../input/faults.ts';
import { readIdempotencyKey } from '../../input/idempotency-key.ts';
import { invalidRequest } from '../../input/invalid-request.ts';
import { polledResponse, retryAfter } from '../conditional.ts';
import { does, guarded, reads } from '../guarded.ts';
import type { Invocation } from '../handle.ts';
import { readBroadcastFilter, readPage, readTenant } from '../query.ts';
import { readJson } from '../read-json.ts';
import { jsonResponse } from '../responses.ts';
import type { OpenDoor } from './door.ts';

/** `/api/broadcasts`: POST creates one, GET lists them. */
export function broadcasts(request: HttpRequest, context: Invocation, open: OpenDoor): Promise<HttpResponseInit> {
  return guarded(request, context, open, {
    GET: reads(async ({ broadcasts }) => {
      const page = { ...readPage(request), ...readTenant(request), ...readBroadcastFilter(request) };
      const listed = await (await broadcasts()).list(page);
      return polledResponse(request, listed, listed.pollAfterMs);
    }),
    POST: does('author', async ({ broadcasts, caller }) => {
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
      return jsonResponse(202, created, {
        Location: `/api/broadcasts/${encodeURIComponent(created.id)}`,
        ...retryAfter(created.pollAfterMs),
      });
    }),
  });
}

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
