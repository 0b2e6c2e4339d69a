import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import type { Caller } from '../access/caller.ts';
import { includesRole, type Role } from '../access/role.ts';
import type { Broadcasts } from '../api/service.ts';
import type { AuditedAction, Target } from '../audit/entry.ts';
import type { AuditTrail } from '../audit/trail.ts';
import { Problem } from '../errors/problem.ts';
import { type Audited, audited, refusedAudited } from './audited.ts';
import { type Handlers, handle, type Invocation, type Method } from './handle.ts';
import type { QueryShape } from './read-query.ts';
import type { OpenDoor } from './routes/door.ts';

/** A request of somebody who may make it, and what they are let see of the service. */
export interface Admitted {
  readonly request: HttpRequest;
  readonly context: Invocation;
  readonly caller: Caller;
  broadcasts(): Promise<Broadcasts>;
  trail(): Promise<AuditTrail>;
  /** What an action has made, for the audit. */
  made(target: Target): void;
}

/** What one method of a route does, and who may. */
export interface Guarded extends Audited {
  readonly needs: Role;
  answer(admitted: Admitted): Promise<HttpResponseInit>;
}

/** What answers at one address of the API. */
export interface Route<M extends Method = Method> {
  (request: HttpRequest, context: Invocation, open: OpenDoor): Promise<HttpResponseInit>;
  /** The methods it has, and the role that each needs. */
  readonly needs: Readonly<Record<M, Role>>;
}

/** A method that changes nothing: for readers, unless another role is named. */
export function reads(answer: Guarded['answer'], needs: Role = 'reader'): Guarded {
  return { needs, answer };
}

/** A method that changes nothing, but takes out so much that it is kept who did, and what. @param query which part of it can be asked for */
export function takesOut(needs: Role, action: AuditedAction, query: QueryShape, answer: Guarded['answer']): Guarded {
  return { needs, action, query, answer };
}

/** A method that does something, for whoever has a role. */
export function does(needs: Role, action: AuditedAction, answer: Guarded['answer']): Guarded {
  return { needs, action, answer };
}

/** A method that keeps something from being sent. */
export function stops(action: AuditedAction, answer: Guarded['answer'], needs: Role = 'sender'): Guarded {
  return { needs, action, answer, stops: true };
}

/**
 * A route that answers a request as `handle` does, if whoever asks may: without a valid token 401, without the role 403,
 * before anything else of the request is looked at.
 */
export function guarded<M extends Method>(methods: Readonly<Record<M, Guarded>>): Route<M> {
  const entries = Object.entries<Guarded>(methods);
  const route = (request: HttpRequest, context: Invocation, open: OpenDoor): Promise<HttpResponseInit> => {
    const admit = async (method: Guarded): Promise<HttpResponseInit> => {
      const { needs, answer } = method;
      const door = await open();
      const caller = await door.callerOf(request.headers);
      const asked = { request, invocation: context, door, caller, method };
      if (!includesRole(caller.roles, needs)) {
        throw await refusedAudited(asked, new Problem('forbidden', { detail: `This needs the role ${needs}.` }));
      }
      return await audited(asked, async (made) => {
        const [broadcasts, trail] = [() => door.broadcasts(caller), () => door.trail()];
        return await answer({ request, context, caller, broadcasts, trail, made });
      });
    };
    const handlers = entries.map(([name, method]) => [name, () => admit(method)]);
    return handle(request, context, Object.fromEntries(handlers) as Handlers);
  };
  const needs = Object.fromEntries(entries.map(([name, method]) => [name, method.needs])) as Record<M, Role>;
  return Object.assign(route, { needs });
}
