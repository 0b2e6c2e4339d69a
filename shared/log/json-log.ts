import { AsyncLocalStorage } from 'node:async_hooks';
import type { InvocationContext } from '@azure/functions';
import type { EventName, FieldsOf, Level } from './events.ts';
import type { Log } from './log.ts';

/** The invocation of a function, as far as a line needs it: its ids, and the way into its log. */
export type Logged = Pick<InvocationContext, 'invocationId' | 'info' | 'warn' | 'error' | 'traceContext'>;

interface Scope {
  readonly invocation: Logged;
  readonly ids: Readonly<Record<string, string>>;
}

const scopes = new AsyncLocalStorage<Scope>();

/** The host drops what an invocation says that is over: an answer that streams, or what goes on beside the work. */
const over = new WeakSet<object>();

/**
 * One JSON object a line: what a log search reads without being told how. Within an invocation it goes by the invocation's
 * own log: only so Application Insights knows its severity and its operation. (Of what is printed the host knows no
 * operation, and guesses the severity from the words.) After its end, and outside of any, a line is printed.
 */
export const jsonLog: Log = (level, event, fields) => {
  const scope = scopes.getStore();
  write(level, JSON.stringify({ level, event, ...fields, ...scope?.ids }), scope?.invocation);
};

/** An error of one invocation that is at hand, whoever's turn it is. */
export function logOn<E extends EventName>(
  invocation: Pick<Logged, 'invocationId' | 'error'>,
  event: E,
  fields: FieldsOf<E>,
): void {
  const line = { level: 'error', event, ...fields, invocation: invocation.invocationId };
  write('error', JSON.stringify(line), invocation);
}

function write<L extends Level>(level: L, line: string, invocation?: Pick<Logged, L>): void {
  if (invocation && !over.has(invocation)) invocation[level](line);
  else console[level](line);
}

/**
 * A function's handler, all of whose lines carry the ids of its invocation, whoever writes them: `invocation`, which
 * Application Insights has as `InvocationId`, and `trace`, the W3C trace of which it is a part (`operation_Id` there).
 */
export function inInvocation<A extends unknown[], R>(invocation: Logged, handler: (...args: A) => R) {
  const [, trace] = /^[0-9a-f]{2}-([0-9a-f]{32})-/.exec(invocation.traceContext?.traceParent ?? '') ?? [];
  const ids = { invocation: invocation.invocationId, ...(trace !== undefined && { trace }) };
  return async (...args: A): Promise<Awaited<R>> => {
    try {
      return await scopes.run({ invocation, ids }, handler, ...args);
    } finally {
      over.add(invocation);
    }
  };
}
