import { problemResponses } from './responses.ts';

/** What Teams calls; it is Microsoft who says what comes. What storage does not do is a 500 here: see bot/messages.ts. */
export const botEndpoint = {
  '/messages': {
    post: {
      operationId: 'receiveActivity',
      tags: ['bot'],
      summary: 'Takes an activity of the Bot Framework: somebody installed the app, wrote to it, or removed it.',
      security: [{ botFramework: [] }],
      requestBody: {
        required: true,
        content: {
          'application/json': {
            schema: {
              type: 'object',
              properties: { type: { type: 'string', minLength: 1 }, serviceUrl: { type: ['string', 'null'] } },
              required: ['type'],
            },
          },
        },
      },
      responses: {
        200: { description: 'It is taken. To an invoke, with its answer.', content: { 'application/json': {} } },
        ...problemResponses([
          ...(['malformed-json', 'invalid-request', 'unauthenticated', 'too-many-requests'] as const),
          ...([
            'activity-refused',
            'body-too-slow',
            'length-required',
            'body-too-large',
            'unsupported-media-type',
            'internal-error',
            'too-busy',
          ] as const),
        ]),
      },
    },
  },
};
