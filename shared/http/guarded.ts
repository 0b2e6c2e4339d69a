import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import type { Caller } from '../access/caller.ts';
import { includesRole, type Role } from '../access/role.ts';
import type { Broadcasts } from '../api/service.ts';
import { Problem } from '../errors.ts';
import { type Handlers, handle, type Invocation, type Method } from './handle.ts';
import type { OpenDoor } from './routes/door.ts';

/** Who asks, and what they are let see of the service. */
export interface Admitted {
  readonly caller: Caller;
  broadcasts(): Promise<Broadcasts>;
}

/** What one method of a route does, and who may. */
export interface Guarded {
  readonly needs: Role;
  answer(admitted: Admitted): Promise<HttpResponseInit>;
}

/** A method that changes nothing: for readers, unless another role is named. */
export function reads(answer: Guarded['answer'], needs: Role = 'reader'): Guarded {
  return { needs, answer };
}

/** A method that does something, for whoever has a role. */
export function does(needs: Role, answer: Guarded['answer']): Guarded {
  return { needs, answer };
}

/**
 * Answers a request as `handle` does, if whoever asks may: without a valid token 401, without the role 403, before
 * anything else of the request is looked at.
 */
export function guarded(
  request: HttpRequest,
  invocation: Invocation,
  open: OpenDoor,
  methods: Partial<Record<Method, Guarded>>,
): Promise<HttpResponseInit> {
  const admit = async ({ needs, answer }: Guarded): Promise<HttpResponseInit> => {
    const door = await open();
    const caller = await door.callerOf(request.headers);
    if (!includesRole(caller.roles, needs)) throw new Problem('forbidden', { detail: `This needs the role ${needs}.` });
    return await answer({ caller, broadcasts: () => door.broadcasts(caller) });
  };
  const handlers = Object.entries(methods).map(([method, method_]) => [method, () => admit(method_)]);
  return handle(request, invocation, Object.fromEntries(handlers) as Handlers);
}
