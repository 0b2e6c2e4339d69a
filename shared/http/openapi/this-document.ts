import { problemResponses } from './responses.ts';

/** The document describes its own address as well. */
export const thisDocument = {
  '/openapi.json': {
    get: {
      operationId: 'getOpenApi',
      tags: ['api'],
      summary: 'Describes the API.',
      security: [],
      parameters: [{ name: 'If-None-Match', in: 'header', schema: { type: 'string' } }],
      responses: {
        200: {
          description: 'This document.',
          headers: { ETag: { $ref: '#/components/headers/ETag' } },
          content: { 'application/json': { schema: { type: 'object', required: ['openapi', 'info', 'paths'] } } },
        },
        304: {
          description: 'It is as `If-None-Match` has it.',
          headers: { ETag: { $ref: '#/components/headers/ETag' } },
        },
        ...problemResponses(['internal-error']),
      },
    },
  },
};
