import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import type { Caller } from '../access/caller.ts';
import { auditedAs, auditedBeside } from '../audit/audited.ts';
import { type Asked, type AuditedAction, type Target, targetTypes } from '../audit/entry.ts';
import type { Problem } from '../errors/problem.ts';
import { errorTrace } from '../log/error-trace.ts';
import { logOn } from '../log/json-log.ts';
import type { Invocation } from './handle.ts';
import { pathParameter } from './path.ts';
import { type QueryShape, queryAsText } from './read-query.ts';
import type { Door } from './routes/door.ts';

/** What the audit has to do with a method. */
export interface Audited {
  /** As what it is kept in the audit; absent: it is not. */
  readonly action?: AuditedAction;
  /** Which part of it a query may ask for; that is kept, too. */
  readonly query?: QueryShape;
  /** It is done even if the audit can't be written: what stops something must not wait for it. */
  readonly stops?: true;
}

/** A request for something that is kept in the audit. */
export interface AuditedRequest {
  readonly request: HttpRequest;
  readonly invocation: Invocation;
  readonly door: Door;
  readonly caller: Caller;
  readonly method: Audited;
}

/** The partition of what is done in local mode, where nobody is of a tenant. */
export const LOCAL = 'local';
/** Of a path so much is kept, characters: no id is as long, and a column has an end. */
const LONGEST_PATH = 2_048;

/**
 * Answers a request that is kept in the audit. Nothing is done that could not be kept, except to stop something.
 * @throws what `act` throws; StorageUnavailable when it could not be kept that somebody asked
 */
export async function audited(
  of: AuditedRequest,
  act: (made: (target: Target) => void) => Promise<HttpResponseInit>,
): Promise<HttpResponseInit> {
  const asked = askedIn(of);
  if (!asked) return await act(() => {});
  const { invocation, door, caller, method } = of;
  const trail = await door.trail();
  const tenant = caller.tenant ?? LOCAL;
  let answer: HttpResponseInit = {};
  const acting = async (made: (target: Target) => void) => {
    answer = await act(made);
    return answer.status ?? 200;
  };
  const notKept = (error: unknown) =>
    logOn(invocation, 'audit-not-kept', { action: asked.action, error: errorTrace(error) });
  if (method.stops) await auditedBeside(trail, tenant, asked, acting, notKept);
  else await auditedAs(trail, tenant, asked, acting);
  return answer;
}

/**
 * Keeps that somebody may not do what they asked for, if it is something that is kept.
 * @returns what they are answered
 * @throws StorageUnavailable when it could not be kept
 */
export async function refusedAudited(of: AuditedRequest, problem: Problem): Promise<Problem> {
  const asked = askedIn(of);
  const { status, code } = problem;
  if (asked) await (await of.door.trail()).refused(of.caller.tenant ?? LOCAL, asked, { status, code });
  return problem;
}

/** What the audit has of a request; nothing for one that is not kept. */
function askedIn({ request, invocation, caller, method: { action, query } }: AuditedRequest): Asked | undefined {
  if (!action) return undefined;
  const target = targetOf(request);
  const part = query ? queryAsText(request, query) : {};
  return {
    action,
    ...(target && { target }),
    by: { id: caller.id, name: caller.name, roles: caller.roles },
    request: {
      id: invocation.invocationId,
      method: request.method,
      path: new URL(request.url).pathname.slice(0, LONGEST_PATH),
      ...(Object.keys(part).length > 0 && { query: part }),
    },
  };
}

/** By the id as it is looked up, however it was spelt; what can be none has no target, and stands in the request's path. */
function targetOf(request: HttpRequest): Target | undefined {
  const named = { broadcast: 'id', tenant: 'tenant', person: 'aadObjectId' } as const;
  for (const type of targetTypes) {
    const id = pathParameter(request, named[type]);
    if (id !== undefined) return { type, id };
  }
  return undefined;
}
