import { guarded, reads } from '../guarded.ts';
import { readBroadcastId } from '../path.ts';
import { readDeliveryFilter, readPage } from '../query.ts';
import { jsonResponse } from '../responses.ts';

/** `/api/broadcasts/{id}/deliveries`: GET lists how each recipient stands, all or those that fit a filter. */
export const deliveries = guarded({
  GET: reads(async ({ request, broadcasts }) => {
    const id = readBroadcastId(request);
    const page = { ...readPage(request), ...readDeliveryFilter(request) };
    return jsonResponse(200, await (await broadcasts()).deliveries(id, page));
  }),
});
