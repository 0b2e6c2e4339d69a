/** Whose tokens the API takes, for what, and how often it may be asked. */
import type { Authority, Cloud } from './cloud.ts';
import type { Reader } from './reader.ts';

export interface ApiSettings {
  readonly authority: Authority;
  /** What a token may be for: one of exactly these. */
  readonly audiences: readonly string[];
  /** Requests a second of one caller, for each instance. */
  readonly rate: number;
}

/**
 * Reads what concerns the API's tokens; with the problems noted, something that will not be used.
 * @param cloud whose authority is taken, and no other: whoever issues tokens decides who gets in
 */
export function readApi(reader: Reader, { authority }: Cloud): ApiSettings {
  return { authority, audiences: readAudiences(reader), rate: readRate(reader) };
}

function readAudiences(reader: Reader): string[] {
  const audiences = reader.list('CARILLON_API_AUDIENCES');
  if (!audiences.every((audience) => guid.test(audience) || /^(api|https):\/\/[^\s/,]\S*$/.test(audience))) {
    const set = 'Set the application (client) id, or its Application ID URI such as api://…, separated by commas';
    reader.problem('CARILLON_API_AUDIENCES', 'has a part that is neither a client id nor a URI', set);
  }
  return audiences;
}

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function readRate(reader: Reader): number {
  const rate = Number(reader.text('CARILLON_API_RATE'));
  if (!(rate >= 1 && rate <= 10_000)) {
    reader.problem('CARILLON_API_RATE', 'is no number from 1 to 10000', 'Set requests a second, such as 100');
  }
  return rate;
}
