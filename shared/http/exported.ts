import type { HttpResponseInit } from '@azure/functions';
import type { ExportFormat } from '../api/export-format.ts';
import { problemOf } from '../errors/problem-of.ts';
import { errorTrace } from '../log/error-trace.ts';
import { logOn } from '../log/json-log.ts';
import type { Invocation } from './handle.ts';
import { openAnswer } from './open-answers.ts';
import { always } from './responses.ts';
import { streamedBody } from './streamed-body.ts';

/**
 * Answers with a file that is made while it is sent.
 * @param name of the file, without its extension
 * @param some the rows, some at a time; what fails before the first is answered as anywhere, only then it can break off
 */
export async function exported<T>(
  context: Invocation,
  name: string,
  format: ExportFormat<T>,
  some: AsyncGenerator<readonly T[], void, void>,
): Promise<HttpResponseInit> {
  const first = await some.next();
  const text = linesOf(format, first, some);
  const answer = openAnswer(context.invocationId);
  const broken = (error: unknown): string => {
    const { code, status, message } = problemOf(error);
    logOn(context, 'request-failed', { code, error: errorTrace(error) });
    return format.broken({ code, status, detail: message, correlationId: context.invocationId });
  };
  return {
    status: 200,
    headers: {
      'Content-Type': format.type,
      'Content-Disposition': `attachment; filename="${name}.${format.extension}"`,
      Vary: 'Accept',
      ...always,
    },
    body: streamedBody({ text, answer, broken }),
  };
}

async function* linesOf<T>(
  format: ExportFormat<T>,
  first: IteratorResult<readonly T[], void>,
  rest: AsyncGenerator<readonly T[], void, void>,
): AsyncGenerator<string, void, void> {
  try {
    const rows = (some: readonly T[]) => some.map((one) => format.row(one)).join('');
    yield format.head + rows(first.value ?? []);
    for await (const some of rest) yield rows(some);
  } finally {
    await rest.return();
  }
}
