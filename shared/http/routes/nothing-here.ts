import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import { Problem } from '../../errors/problem.ts';
import { problemResponse } from '../responses.ts';

/** Every address that no other route has: 404, whatever the method. */
export async function nothingHere(request: HttpRequest): Promise<HttpResponseInit> {
  const answer = problemResponse(new Problem('not-found'));
  return request.method === 'HEAD' ? { ...answer, body: null } : answer;
}
