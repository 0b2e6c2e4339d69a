import { extname } from 'node:path';
import { usageFailure } from '../failure.ts';
import { readText } from './file.ts';

export interface MessageOptions {
  readonly summary?: string;
  readonly textFormat?: string;
}

/** What a file holds: a message, or the whole body of a request with one in it. */
export interface Draft {
  readonly message: Readonly<Record<string, unknown>>;
  /** The fields beside the message. */
  readonly rest: Readonly<Record<string, unknown>>;
}

type Json = Readonly<Record<string, unknown>>;

/** The format of a text by the file's name; others are markdown, which is the API's default. */
const formats: Readonly<Record<string, string>> = { '.txt': 'plain', '.xml': 'xml', '.html': 'xml' };

/**
 * Reads what is to be sent: `.json` is an Adaptive Card, a message or a whole body; `-` (stdin) is that when it is a JSON
 * object, else markdown; anything else is text. Whether it is good is for the API to say.
 * @throws {Failure} when the file can't be read, or is `.json` and not JSON
 */
export async function readDraft(file: string, stdin: NodeJS.ReadStream, options: MessageOptions): Promise<Draft> {
  const read = await readText(file, stdin);
  const extension = file === '-' ? '' : extname(file).toLowerCase();
  const json = extension === '.json' ? parse(file, read) : file === '-' ? objectIn(read) : undefined;
  const { message, rest } = json ? draftOf(json) : { message: textOf(read, formats[extension]), rest: {} };
  const { summary, textFormat } = options;
  return {
    message: { ...message, ...(textFormat !== undefined && { textFormat }), ...(summary !== undefined && { summary }) },
    rest,
  };
}

function textOf(text: string, textFormat: string | undefined): Json {
  return { text: text.trimEnd(), ...(textFormat !== undefined && { textFormat }) };
}

function draftOf(json: Json): Draft {
  if (json['type'] === 'AdaptiveCard') return { message: { card: json }, rest: {} };
  const { message, ...rest } = json;
  if (typeof message === 'object' && message !== null) return { message: message as Json, rest };
  return { message: json, rest: {} };
}

function parse(file: string, text: string): Json {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Json;
  } catch (error) {
    throw usageFailure(`${file} is not JSON: ${(error as Error).message}`);
  }
  throw usageFailure(`${file} is not a JSON object: an Adaptive Card, a message, or the body of a request.`);
}

/** The JSON object that a text is, if it is one. */
function objectIn(text: string): Json | undefined {
  if (!text.trimStart().startsWith('{')) return undefined;
  try {
    return JSON.parse(text) as Json;
  } catch {
    // A text may well begin with a brace.
    return undefined;
  }
}
