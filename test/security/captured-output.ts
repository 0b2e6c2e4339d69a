/** What this process has written to its standard output and error since it began to be listened to. */
export interface Captured {
  readonly text: () => string;
  stop(): void;
}

/** Listens to everything that is written; it is written all the same. */
export function captureOutput(): Captured {
  const written: string[] = [];
  const streams = [process.stdout, process.stderr] as const;
  const originals = streams.map((stream) => stream.write);
  for (const [i, stream] of streams.entries()) {
    stream.write = ((chunk: string | Uint8Array, ...rest: never[]) => {
      written.push(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString());
      return originals[i]!.call(stream, chunk, ...rest);
    }) as typeof stream.write;
  }
  return {
    text: () => written.join(''),
    stop: () => {
      for (const [i, stream] of streams.entries()) stream.write = originals[i]!;
    },
  };
}
