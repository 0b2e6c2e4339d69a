import { parseResolve } from '../../broadcast/parse-resolve.ts';
import { guarded, reads } from '../guarded.ts';
import { parsedBody } from '../parsed-body.ts';
import { jsonResponse } from '../responses.ts';

/** `/api/audience/resolve`: POST counts whom an audience comes to, and stores nothing. */
export const resolve = guarded({
  POST: reads(async ({ request, broadcasts, caller }) => {
    const asked = await parsedBody(request, parseResolve);
    const tenant = asked.tenant ?? caller.tenant;
    return jsonResponse(200, await (await broadcasts()).resolve({ request: asked, tenant }));
  }, 'author'),
});
