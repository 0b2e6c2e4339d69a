import assert from 'node:assert/strict';
import type { Answer } from '../http/call.ts';
import {
  addressOf,
  type DescribedOperation,
  type DescribedResponse,
  document,
  fitsAnswered,
  pointerTo,
} from './openapi.ts';

/**
 * Fails unless the document describes an answer: its status, its type, its headers and its body.
 * @param path below /api, percent-encoded, without a query
 */
export function assertDescribed(method: string, path: string, answer: Answer): void {
  const at = addressOf(path);
  if (at === undefined) {
    assertProblem(answer, method, 'not-found', 404);
    return;
  }
  const { parameters: _, ...methods } = document.paths[`/${at}`]!;
  if (method === 'OPTIONS') {
    assert.deepEqual([answer.status, answer.text], [204, '']);
    assert.deepEqual(methodsOf(answer), withHead(Object.keys(methods)));
    return;
  }
  const read = method === 'HEAD' ? 'get' : method.toLowerCase();
  const operation = methods[read] as DescribedOperation | undefined;
  if (!operation) {
    assertProblem(answer, method, 'method-not-allowed', 405);
    assert.deepEqual(methodsOf(answer), withHead(Object.keys(methods)));
    return;
  }
  const { status } = answer;
  const response = operation.responses[status];
  assert.ok(response, `${method} ${at}: ${status} ${answer.text} is not described`);
  assertHeaders(response, answer);
  const type = answer.headers.get('content-type')?.split(';')[0];
  if (!response.content) {
    assert.equal(answer.text, '', `${method} ${at} ${status} has a body`);
    return;
  }
  assert.ok(type !== undefined && type in response.content, `${method} ${at} ${status}: ${type} is not described`);
  if (method === 'HEAD') assert.equal(answer.text, '');
  else if (type === 'application/x-ndjson') {
    const fits = fitsAnswered(pointerTo('components', 'schemas', 'Delivery'));
    for (const line of answer.text.split('\n').slice(0, -1)) assert.equal(fits(JSON.parse(line)), undefined, line);
  } else if (type.endsWith('json')) {
    const schema = pointerTo('paths', `/${at}`, read, 'responses', String(status), 'content', type, 'schema');
    assert.equal(fitsAnswered(schema)(answer.body), undefined, `${method} ${at} ${status}: ${answer.text}`);
  }
}

function assertHeaders({ headers = {} }: DescribedResponse, answer: Answer): void {
  for (const name of ['ETag', 'Location'])
    assert.equal(answer.headers.has(name), name in headers, `${name}: ${answer.status}`);
  const wait = answer.headers.get('retry-after');
  if (wait === null) return;
  assert.ok('Retry-After' in headers, `Retry-After is not described: ${answer.status} ${answer.text}`);
  assert.match(wait, /^\d+$/);
}

function assertProblem(answer: Answer, method: string, code: string, status: number): void {
  assert.equal(answer.status, status);
  assert.equal(answer.headers.get('content-type'), 'application/problem+json');
  if (method !== 'HEAD') assert.equal(answer.body['code'], code);
}

const methodsOf = ({ headers }: Answer) => (headers.get('allow') ?? '').split(', ').toSorted();

const withHead = (methods: readonly string[]) =>
  [...methods.map((name) => name.toUpperCase()), ...(methods.includes('get') ? ['HEAD'] : []), 'OPTIONS'].toSorted();
