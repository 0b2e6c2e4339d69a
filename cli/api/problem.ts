import { exitCode } from '../exit-codes.ts';
import { Failure, type ProblemBody } from '../failure.ts';

/** What the API says by status: who may ask again later, and who need not. */
function exitOf(status: number): 3 | 4 {
  return status >= 500 || status === 429 ? exitCode.unreachable : exitCode.refused;
}

/** The failure that an answer other than 2xx is. What is not problem+json comes from something that is not Carillon. */
export function problemIn(status: number, body: unknown, url: string): Failure {
  if (!isProblem(body)) return notCarillon(url, `answered ${status}`);
  return new Failure(exitOf(status), body);
}

/** Somebody answers at the URL, but not as this API does. */
export function notCarillon(url: string, how: string): Failure {
  return new Failure(exitCode.unreachable, {
    code: 'not-carillon',
    title: 'That is not Carillon',
    detail: `${url} ${how}, and not as Carillon does.`,
    action: 'Look at CARILLON_URL, or give --url.',
  });
}

/** Nobody answers. */
export function unreachable(url: string, cause: unknown): Failure {
  const problem = {
    code: 'unreachable',
    title: 'Carillon does not answer',
    detail: `${url} does not answer (${reasonIn(cause)}).`,
    action: 'Is it running (npm start), and is CARILLON_URL or --url right?',
  };
  return new Failure(exitCode.unreachable, problem, cause);
}

/** `fetch failed` says nothing; what it was caused by does. */
function reasonIn(error: unknown): string {
  const { cause } = error as { cause?: { code?: unknown; message?: unknown } };
  return String(cause?.code ?? cause?.message ?? (error as Error).message);
}

/** Whether a body is one of the API's problems. */
export function isProblem(body: unknown): body is ProblemBody {
  const problem = body as Partial<Record<string, unknown>> | null;
  return typeof problem?.['code'] === 'string' && typeof problem['detail'] === 'string';
}
