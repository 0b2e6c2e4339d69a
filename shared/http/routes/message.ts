import { parseEdit } from '../../broadcast/parse-edit.ts';
import { acceptedResponse, taggedResponse } from '../conditional.ts';
import { does, guarded, reads } from '../guarded.ts';
import { messageTag, seenIn } from '../message-tag.ts';
import { parsedBody } from '../parsed-body.ts';
import { readBroadcastId } from '../path.ts';

/** `/api/broadcasts/{id}/message`: GET reads the whole message, PATCH puts another in its place; an author's only in their own. */
export const message = guarded({
  GET: reads(async ({ request, broadcasts }) => {
    const id = readBroadcastId(request);
    const view = await (await broadcasts()).message(id);
    return taggedResponse(request, view, messageTag(view.version));
  }),
  PATCH: does('author', 'broadcast-edit', async ({ request, broadcasts, caller }) => {
    const id = readBroadcastId(request);
    const message = await parsedBody(request, parseEdit);
    const edited = await (await broadcasts()).edit(id, message, caller, seenIn(request.headers.get('if-match')));
    return acceptedResponse(edited);
  }),
});
