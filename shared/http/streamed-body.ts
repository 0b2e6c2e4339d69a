import { once } from 'node:events';
import type { OpenAnswer } from './open-answers.ts';

export interface Pieces {
  /** Read one after the other, each only when the one before has gone out. */
  readonly text: AsyncIterator<string>;
  /** Where they go; absent: to whoever reads the stream. */
  readonly answer: OpenAnswer | undefined;
  /** Told when they break off. @returns the last words of what is now not whole */
  readonly broken: (error: unknown) => string;
}

/**
 * A body that is made while it is sent: of what is not sent yet there is one piece. One that breaks off says so and is
 * never ended as if it were whole: its connection is closed.
 */
export function streamedBody({ text, answer, broken }: Pieces): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let failure: { readonly error: unknown } | undefined;

  async function pull(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
    if (failure) return await breakOff(controller, failure.error);
    await hasRoom(answer);
    if (answer?.destroyed) {
      await text.return?.();
      controller.error(new Error('The reader has gone.'));
      return;
    }
    try {
      const { done, value } = await text.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    } catch (error) {
      failure = { error };
      controller.enqueue(encoder.encode(broken(error)));
    }
  }

  async function breakOff(controller: ReadableStreamDefaultController<Uint8Array>, error: unknown): Promise<void> {
    await hasGoneOut(answer);
    answer?.destroy();
    controller.error(error);
  }

  // Nothing is read ahead of who asks.
  return new ReadableStream({ pull, cancel: async () => void (await text.return?.()) }, { highWaterMark: 0 });
}

async function hasRoom(answer: OpenAnswer | undefined): Promise<void> {
  if (!answer || answer.destroyed || !answer.writableNeedDrain) return;
  const over = new AbortController();
  await Promise.race(['drain', 'close'].map((event) => once(answer as never, event, { signal: over.signal })));
  over.abort();
}

/** What was written is with the network: a connection that is closed before would take it along. */
async function hasGoneOut(answer: OpenAnswer | undefined): Promise<void> {
  await hasRoom(answer);
  const socket = answer?.socket;
  if (!socket || socket.destroyed) return;
  await new Promise<void>((resolve) => socket.write('', () => resolve()));
}
