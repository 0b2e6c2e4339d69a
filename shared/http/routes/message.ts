import { parseEdit } from '../../broadcast/parse-edit.ts';
import { Faults } from '../../input/faults.ts';
import { invalidRequest } from '../../input/invalid-request.ts';
import { acceptedResponse, taggedResponse } from '../conditional.ts';
import { does, guarded, reads } from '../guarded.ts';
import { messageTag, seenIn } from '../message-tag.ts';
import { readBroadcastId } from '../path.ts';
import { readJson } from '../read-json.ts';

/** `/api/broadcasts/{id}/message`: GET reads the whole message, PATCH puts another in its place; an author's only in their own. */
export const message = guarded({
  GET: reads(async ({ request, broadcasts }) => {
    const id = readBroadcastId(request);
    const view = await (await broadcasts()).message(id);
    return taggedResponse(request, view, messageTag(view.version));
  }),
  PATCH: does('author', 'broadcast-edit', async ({ request, broadcasts, caller }) => {
    const id = readBroadcastId(request);
    const { value, repeated } = await readJson(request);
    const faults = new Faults();
    const parsed = parseEdit(value, repeated, faults);
    if (!parsed) throw invalidRequest(faults);
    const edited = await (await broadcasts()).edit(id, parsed, caller, seenIn(request.headers.get('if-match')));
    return acceptedResponse(edited);
  }),
});
