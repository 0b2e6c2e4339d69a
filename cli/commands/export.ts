import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Command } from '../command.ts';
import { exitCode } from '../exit-codes.ts';
import { Failure, Interrupted } from '../failure.ts';
import { fileTrouble } from '../input/file-trouble.ts';
import type { Output } from '../output/output.ts';
import { Tail } from '../output/tail.ts';
import { type FilterOptions, filterQuery } from './deliveries.ts';

export interface ExportOptions extends FilterOptions {
  readonly format: string;
  readonly output?: string;
}

/** Writes all deliveries of a broadcast to a file, or to stdout: as they come, in no more memory than a piece of them. */
export const exportDeliveries: Command<ExportOptions> = async ({ api, out, around }, [id = ''], options) => {
  const query = filterQuery(options);
  query.set('format', options.format);
  const body = await api.export(id, query);
  const pieces = told(body, around.interrupted);
  if (options.output === undefined || options.output === '-') await toStdout(pieces, out);
  else await toFile(pieces, options.output);
  return undefined;
};

async function toStdout(pieces: AsyncIterable<Uint8Array>, out: Output): Promise<void> {
  for await (const piece of pieces) await out.write(piece);
}

/** Under another name until it is whole: half an export must not look like one. */
async function toFile(pieces: AsyncIterable<Uint8Array>, file: string): Promise<void> {
  const part = `${file}.part`;
  try {
    await pipeline(Readable.from(pieces), createWriteStream(part));
    await rename(part, file);
  } catch (error) {
    await rm(part, { force: true });
    if (error instanceof Failure || error instanceof Interrupted) throw error;
    const detail = `${file} can't be written: ${fileTrouble(error)}`;
    throw new Failure(exitCode.failed, { code: 'not-written', title: 'The file was not written', detail }, error);
  }
}

/** The pieces as they come; an end before the end is told: a connection that broke, or a last line that says so. */
async function* told(body: ReadableStream<Uint8Array>, interrupted: AbortSignal): AsyncGenerator<Uint8Array> {
  const tail = new Tail();
  try {
    for await (const piece of body) {
      tail.add(piece);
      yield piece;
    }
  } catch (error) {
    if (interrupted.aborted) throw new Interrupted();
    throw cut(error);
  }
  if (/^(INCOMPLETE,|\{"problem":)/.test(tail.lastLine)) throw cut(undefined);
}

function cut(cause: unknown): Failure {
  const problem = {
    code: 'export-cut',
    title: 'The export broke off',
    detail: 'The export broke off: what came is not all of it.',
    action: 'Export it again.',
  };
  return new Failure(exitCode.unreachable, problem, cause);
}
