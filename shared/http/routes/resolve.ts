import { parseResolve } from '../../broadcast/parse-resolve.ts';
import { Faults } from '../../input/faults.ts';
import { invalidRequest } from '../../input/invalid-request.ts';
import { guarded, reads } from '../guarded.ts';
import { readJson } from '../read-json.ts';
import { jsonResponse } from '../responses.ts';

/** `/api/audience/resolve`: POST counts whom an audience comes to, and stores nothing. */
export const resolve = guarded({
  POST: reads(async ({ request, broadcasts, caller }) => {
    const { value, repeated } = await readJson(request);
    const faults = new Faults();
    const parsed = parseResolve(value, repeated, faults);
    if (!parsed.ok) throw invalidRequest(faults);
    const tenant = parsed.request.tenant ?? caller.tenant;
    return jsonResponse(200, await (await broadcasts()).resolve({ request: parsed.request, tenant }));
  }, 'author'),
});
