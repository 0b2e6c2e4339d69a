/** The app under the embedded host, at its default settings, in a process that says when asked what ran, for how long, and what was logged. */
import { join } from 'node:path';
import { startHost } from '../../local/host/host.ts';

/** One invocation that has ended. */
export interface Invocation {
  readonly name: string;
  readonly ms: number;
}
/** What the process tells. */
export interface IdleReport {
  readonly invocations: readonly Invocation[];
  /** Lines that the app, or the host about it, logged, and their bytes. */
  readonly lines: number;
  readonly bytes: number;
}

const invocations: Invocation[] = [];
const began = new Map<string, number>();
let lines = 0;
let bytes = 0;
const host = await startHost({
  root: join(import.meta.dirname, '..', '..'),
  main: 'functions/index.ts',
  log: ({ level, message }) => {
    // What host.json keeps out of the log in Azure.
    if (level === 'debug' || level === 'trace') return;
    lines += 1;
    bytes += Buffer.byteLength(message);
  },
});
host.events.on('invoked', ({ invocationId }) => began.set(invocationId, performance.now()));
host.events.on('completed', ({ functionName, invocationId }) => {
  invocations.push({ name: functionName, ms: performance.now() - (began.get(invocationId) ?? Number.NaN) });
  began.delete(invocationId);
});
process.on('message', (message) => {
  if (typeof message !== 'object' || message === null || !('ask' in message) || message.ask !== 'report') return;
  process.send?.({ invocations, lines, bytes } satisfies IdleReport);
});
process.once('SIGTERM', () => void host.stop().then(() => process.exit()));
console.log(JSON.stringify({ ready: true, url: host.url }));
