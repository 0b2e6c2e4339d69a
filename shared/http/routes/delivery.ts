import { guarded, reads } from '../guarded.ts';
import { readBroadcastId, readRecipient } from '../path.ts';
import { jsonResponse } from '../responses.ts';

/** `/api/broadcasts/{id}/deliveries/{type}/{recipient}`: GET reads how one recipient stands. */
export const delivery = guarded({
  GET: reads(async ({ request, broadcasts }) => {
    const id = readBroadcastId(request);
    const recipient = readRecipient(request);
    return jsonResponse(200, await (await broadcasts()).delivery(id, recipient.type, recipient.id));
  }),
});
