import { polledResponse } from '../conditional.ts';
import { guarded, type Route, reads } from '../guarded.ts';
import { readBroadcastId } from '../path.ts';
import { refused } from './refused.ts';

const one = guarded({
  GET: reads(async ({ request, broadcasts }) => {
    const id = readBroadcastId(request);
    const view = await (await broadcasts()).get(id);
    return polledResponse(request, view, view.pollAfterMs);
  }),
});

/** No broadcast has this id: should a host prefer this route to the literal one, it is still the list that is meant. */
const oneOrRefused = (...[request, context, open]: Parameters<Route>) =>
  request.params['id'] === 'refused' ? refused(request, context, open) : one(request, context, open);

/** `/api/broadcasts/{id}`: GET reads one. */
export const broadcast: Route<'GET'> = Object.assign(oneOrRefused, { needs: one.needs });
