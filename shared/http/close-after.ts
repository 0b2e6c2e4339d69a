import { setTimeout } from 'node:timers/promises';
import type { HttpResponseInit } from '@azure/functions';
import type { OpenAnswer } from './open-answers.ts';

/** So long an answer stays open that is out, ms: who is still writing has the time to see it, and stops. */
const LINGER = 1_000;

/**
 * The answer to a request whose body is not read to its end. Its connection says that it closes, and closes a moment later:
 * at once, what is still on its way in would be answered with a reset, and that can overtake the answer.
 * @param open absent: whoever called has handed the request over whole, and there is no connection
 */
export function closeAfter(answer: HttpResponseInit, open: OpenAnswer | undefined): HttpResponseInit {
  if (!open) return answer;
  open.shouldKeepAlive = false;
  const { body: text } = answer;
  if (typeof text !== 'string') return answer;
  // By its length the client knows that it has all of it.
  const headers = { ...answer.headers, 'Content-Length': String(Buffer.byteLength(text)) };
  return { ...answer, headers, body: ReadableStream.from(lingering(text)) };
}

async function* lingering(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
  await setTimeout(LINGER);
}
