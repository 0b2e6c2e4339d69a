import { problemResponses } from './responses.ts';
import { refTo } from './schemas.ts';

const json = (name: 'Health' | 'Readiness') => ({ 'application/json': { schema: refTo(name) } });

/** A token is not needed, and one that is no good is not taken for none. */
const problems = problemResponses([
  ...(['invalid-token', 'forbidden', 'too-many-requests', 'internal-error', 'sign-in-unavailable'] as const),
  'storage-unavailable',
]) as Readonly<Record<string, { readonly description: string; readonly headers?: object; readonly content: object }>>;
const unready = problems['503']!;

/** What probes ask. */
export const probes = {
  '/health': {
    get: {
      operationId: 'getHealth',
      tags: ['api'],
      summary: 'Tells that the process is there.',
      description: 'Nothing else is asked for it, and nobody is asked for a token.',
      security: [],
      responses: {
        200: { description: 'It is.', content: json('Health') },
        ...problemResponses(['internal-error']),
      },
    },
  },
  '/ready': {
    get: {
      operationId: 'getReady',
      tags: ['api'],
      summary: 'Tells whether this instance can do its work: storage answers, and the bot has a token.',
      description: 'An answer may be ten seconds old. Who has no token is told `status` alone; a reader, each check.',
      security: [{}, { entra: ['reader'] }],
      responses: {
        200: { description: 'It is ready.', content: json('Readiness') },
        ...problems,
        503: {
          ...unready,
          description: `It is not ready. ${unready.description}`,
          content: { ...json('Readiness'), ...unready.content },
        },
      },
    },
  },
};
