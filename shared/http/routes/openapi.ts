import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import { polledResponse } from '../conditional.ts';
import { handle, type Invocation } from '../handle.ts';
import { openApiDocument } from '../openapi/document.ts';

let document: object | undefined;

/**
 * `/api/openapi.json`: GET describes the API. Open to everybody: it tells nothing that the documentation does not, and
 * what reads it (a generator, a gateway, an editor) has no token.
 */
export function openApi(request: HttpRequest, context: Invocation): Promise<HttpResponseInit> {
  return handle(request, context, {
    GET: async () => {
      document ??= openApiDocument();
      return polledResponse(request, document, null);
    },
  });
}
