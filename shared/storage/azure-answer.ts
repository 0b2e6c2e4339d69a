/** What an error of the storage SDKs says about the request that met it. */

/**
 * - `absent`: the table or queue itself is not there. Nothing was done.
 * - `refused`: it was not done: the row exists, is gone, or has another ETag; the message is gone or taken.
 * - `broken`: it was not done and never will be: a limit or rule of the service. `code` is the service's.
 * - `silent`: nobody knows whether it was done, or the service asks to come back later.
 */
export type Failure =
  | { readonly kind: 'absent' | 'refused' }
  | { readonly kind: 'broken'; readonly code: string }
  | { readonly kind: 'silent'; readonly cause: string };

const absent = new Set(['TableNotFound', 'QueueNotFound']);
/** Conflicts that pass by themselves: a deleted table's name is free again after about a minute. */
const passing = new Set(['TableBeingDeleted', 'QueueBeingDeleted', 'AccountBeingCreated']);
const refusals = new Set([404, 409, 412]);
/**
 * Client errors that say nothing about the request itself: no permission (yet), too slow, too many. Permissions are
 * here because a role takes minutes to arrive; who repeats ends with the code in the message.
 */
const later = new Set([401, 403, 408, 429]);

/** Reads an error thrown by @azure/data-tables or @azure/storage-queue. Never holds keys, values or credentials. */
export function failureOf(error: unknown): Failure {
  const status = numberAt(error, 'statusCode');
  const code = codeOf(error);
  if (status === undefined || status < 400) return { kind: 'silent', cause: networkCause(error, code) };
  const named = code ? `${status} ${code}` : String(status);
  if (code && absent.has(code)) return { kind: 'absent' };
  if (status >= 500 || later.has(status) || (code && passing.has(code))) return { kind: 'silent', cause: named };
  if (refusals.has(status)) return { kind: 'refused' };
  return { kind: 'broken', code: named };
}

function networkCause(error: unknown, code: string | undefined): string {
  if (error instanceof Error && error.name === 'AbortError') return 'no answer in time';
  return code ?? (error instanceof Error ? error.message : 'unknown');
}

/** The service's code: on the error itself, or in the parsed body of the answer. */
function codeOf(error: unknown): string | undefined {
  const details = at(error, 'details');
  return (
    stringAt(at(details, 'odataError'), 'code') ??
    stringAt(details, 'errorCode') ??
    stringAt(error, 'code') ??
    undefined
  );
}

function at(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function stringAt(value: unknown, name: string): string | undefined {
  const found = at(value, name);
  return typeof found === 'string' && found !== '' ? found : undefined;
}

function numberAt(value: unknown, name: string): number | undefined {
  const found = at(value, name);
  return typeof found === 'number' ? found : undefined;
}
