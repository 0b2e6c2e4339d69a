import { parseRetry } from '../../broadcast/parse-retry.ts';
import { acceptedResponse } from '../conditional.ts';
import { does, guarded } from '../guarded.ts';
import { parsedBody } from '../parsed-body.ts';
import { readBroadcastId } from '../path.ts';

/** `/api/broadcasts/{id}/retry`: POST sends an ended one again, to those who ended in the named states. */
export const retry = guarded({
  POST: does('sender', 'broadcast-retry', async ({ request, broadcasts }) => {
    const id = readBroadcastId(request);
    const asked = await parsedBody(request, parseRetry);
    return acceptedResponse(await (await broadcasts()).retry(id, asked));
  }),
});
