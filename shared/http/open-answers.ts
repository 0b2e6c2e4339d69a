import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, ServerResponse } from 'node:http';

/**
 * With streaming on, @azure/functions serves the host's requests itself, each with the id of its invocation, and writes
 * an answer's pieces without a look at whether they go out: a slow reader would have it gather all there is. Nor does it
 * close an answer that breaks off. Node tells of each request that begins; so whoever streams can wait, and can close.
 */
const INVOCATION = 'x-ms-invocation-id';

/** What can be known of an answer, and done to it, while the library writes it. */
export type OpenAnswer = Pick<
  ServerResponse,
  'destroyed' | 'writableNeedDrain' | 'once' | 'off' | 'destroy' | 'socket' | 'shouldKeepAlive'
>;

const answers = new Map<string, ServerResponse>();

/** Takes note of answers from now on. Called once, before the first request. */
export function noteAnswers(): void {
  subscribe('http.server.request.start', (message) => {
    const { request, response } = message as { request: IncomingMessage; response: ServerResponse };
    const id = request.headers[INVOCATION];
    if (typeof id !== 'string') return;
    answers.set(id, response);
    response.once('close', () => answers.delete(id));
    // The library writes on when its reader is gone: that is their business, and must not end the process.
    response.on('error', () => {});
  });
}

/** The answer an invocation is about to give; nothing where no streaming host has asked for it, as in tests. */
export function openAnswer(invocationId: string): OpenAnswer | undefined {
  return answers.get(invocationId);
}
