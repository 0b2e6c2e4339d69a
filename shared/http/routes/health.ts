import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import { version } from '../../version.ts';
import { handle, type Invocation } from '../handle.ts';
import { jsonResponse } from '../responses.ts';

/** `/api/health`: GET tells that the process is there. Open to everybody: it asks nothing, and knows nothing but its version. */
export function health(request: HttpRequest, context: Invocation): Promise<HttpResponseInit> {
  return handle(request, context, { GET: async () => jsonResponse(200, { status: 'live', version }) });
}
