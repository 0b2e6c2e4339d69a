import { parseRetry } from '../../broadcast/parse-retry.ts';
import { Faults } from '../../input/faults.ts';
import { invalidRequest } from '../../input/invalid-request.ts';
import { acceptedResponse } from '../conditional.ts';
import { does, guarded } from '../guarded.ts';
import { readBroadcastId } from '../path.ts';
import { readJson } from '../read-json.ts';

/** `/api/broadcasts/{id}/retry`: POST sends an ended one again, to those who ended in the named states. */
export const retry = guarded({
  POST: does('sender', 'broadcast-retry', async ({ request, broadcasts }) => {
    const id = readBroadcastId(request);
    const { value, repeated } = await readJson(request);
    const faults = new Faults();
    const parsed = parseRetry(value, repeated, faults);
    if (!parsed.ok) throw invalidRequest(faults);
    const retried = await (await broadcasts()).retry(id, parsed.retry);
    return acceptedResponse(retried);
  }),
});
