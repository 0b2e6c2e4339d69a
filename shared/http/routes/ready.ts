import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import { includesRole } from '../../access/role.ts';
import { Problem } from '../../errors/problem.ts';
import { handle, type Invocation } from '../handle.ts';
import { jsonResponse } from '../responses.ts';
import type { Door, OpenDoor } from './door.ts';

/**
 * `/api/ready`: GET tells whether this instance can do its work: 200, or 503. Open to everybody, for probes have no token; who
 * has none is told no more than that, and asking again and again makes nobody look again.
 */
export function ready(request: HttpRequest, context: Invocation, open: OpenDoor): Promise<HttpResponseInit> {
  return handle(request, context, {
    GET: async () => {
      const door = await open();
      const isReader = await mayRead(door, request);
      const readiness = await door.ready();
      const { status } = readiness;
      return jsonResponse(status === 'ready' ? 200 : 503, isReader ? readiness : { status });
    },
  });
}

/** A token that is no good is told so, as anywhere: whoever sends one wants to be known. */
async function mayRead(door: Door, { headers }: HttpRequest): Promise<boolean> {
  try {
    const { roles } = await door.callerOf(headers);
    return includesRole(roles, 'reader');
  } catch (error) {
    if (error instanceof Problem && error.code === 'unauthenticated') return false;
    throw error;
  }
}
