import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import type { PersonRecord } from '../../api/views/person-data.ts';
import { guarded, reads } from '../guarded.ts';
import { type Invocation, problemOf } from '../handle.ts';
import { openAnswer } from '../open-answers.ts';
import { readPersonId } from '../path.ts';
import { readTenant } from '../query.ts';
import { always } from '../responses.ts';
import { streamedBody } from '../streamed-body.ts';
import type { OpenDoor } from './door.ts';

/** `/api/people/{aadObjectId}/data`: GET streams all that is kept of somebody, a JSON object a line. */
export function personData(request: HttpRequest, context: Invocation, open: OpenDoor): Promise<HttpResponseInit> {
  return guarded(request, context, open, {
    GET: reads(async ({ broadcasts }) => {
      const id = readPersonId(request);
      const records = (await broadcasts()).personData({ id, ...readTenant(request) });
      // What fails at once is answered as anywhere; only what has begun can break off.
      const first = await records.next();
      const broken = (error: unknown): string => {
        const { code, status, message } = problemOf(error);
        context.error(`${code} (${context.invocationId})`, error);
        return `${JSON.stringify({ problem: { code, status, detail: message, correlationId: context.invocationId } })}\n`;
      };
      return {
        status: 200,
        headers: {
          'Content-Type': 'application/x-ndjson',
          'Content-Disposition': `attachment; filename="carillon-person-${id}.ndjson"`,
          ...always,
        },
        body: streamedBody({ text: linesOf(first, records), answer: openAnswer(context.invocationId), broken }),
      };
    }, 'admin'),
  });
}

async function* linesOf(
  first: IteratorResult<PersonRecord, void>,
  rest: AsyncGenerator<PersonRecord, void, void>,
): AsyncGenerator<string, void, void> {
  try {
    if (!first.done) yield `${JSON.stringify(first.value)}\n`;
    for await (const record of rest) yield `${JSON.stringify(record)}\n`;
  } finally {
    await rest.return();
  }
}
