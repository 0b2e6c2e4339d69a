import type { HttpRequest, HttpResponseInit, InvocationContext } from '@azure/functions';
import { Problem } from '../errors/problem.ts';
import { problemOf } from '../errors/problem-of.ts';
import { errorTrace } from '../log/error-trace.ts';
import { logOn } from '../log/json-log.ts';
import { closeAfter } from './close-after.ts';
import { dropBody } from './drop-body.ts';
import { openAnswer } from './open-answers.ts';
import { problemResponse } from './responses.ts';

/** What an answer needs to know of its invocation: an id to find it by in the log, and the log. */
export type Invocation = Pick<InvocationContext, 'invocationId' | 'error'>;

export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';
export type Handlers = Partial<Record<Method, () => Promise<HttpResponseInit>>>;

/**
 * Answers a request by its method: HEAD as GET without a body, OPTIONS with what there is, any other with 405. A Problem
 * becomes problem+json; an error nobody foresaw becomes 500 with a correlation id, its text in the log alone.
 */
export async function handle(request: HttpRequest, context: Invocation, handlers: Handlers): Promise<HttpResponseInit> {
  const answer = await answerOf(request, context, handlers);
  return (await dropBody(request)) ? answer : closeAfter(answer, openAnswer(context.invocationId));
}

async function answerOf(request: HttpRequest, context: Invocation, handlers: Handlers): Promise<HttpResponseInit> {
  const method = request.method.toUpperCase();
  try {
    if (method === 'HEAD' && handlers.GET) return { ...(await handlers.GET()), body: null };
    const handler = Object.entries(handlers).find(([name]) => name === method)?.[1];
    if (handler) return await handler();
    const headers = { Allow: allowed(handlers) };
    if (method === 'OPTIONS') return { status: 204, headers };
    const answer = problemResponse(new Problem('method-not-allowed'), headers);
    return method === 'HEAD' ? { ...answer, body: null } : answer;
  } catch (error) {
    const answer = answerTo(error, context);
    return method === 'HEAD' ? { ...answer, body: null } : answer;
  }
}

function allowed(handlers: Handlers): string {
  const methods = Object.keys(handlers).flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]));
  return [...methods, 'OPTIONS'].join(', ');
}

function answerTo(error: unknown, context: Invocation): HttpResponseInit {
  const problem = problemOf(error);
  // Without a line of its own in the log it has no id to find one by.
  if (problem.status < 500 || problem.isLogged) return problemResponse(problem);
  logOn(context, 'request-failed', { code: problem.code, error: errorTrace(problem.cause ?? problem) });
  return problemResponse(problem, {}, context.invocationId);
}
