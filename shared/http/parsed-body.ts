import type { HttpRequest } from '@azure/functions';
import { Faults } from '../input/faults.ts';
import { invalidRequest } from '../input/invalid-request.ts';
import { type JsonBody, readJson } from './read-json.ts';

/** Reads what a body asks for, noting every fault; undefined when there is one. Never throws. */
type Parse<T> = (value: unknown, repeated: readonly string[], faults: Faults) => T | undefined;

/**
 * What the body of a request asks for.
 * @throws {Problem} with all that is wrong with it; as {@link readJson}
 */
export async function parsedBody<T>(request: HttpRequest, parse: Parse<T>): Promise<T> {
  return parsedJson(await readJson(request), parse);
}

/** What a body asks for that was read. @throws {Problem} with all that is wrong with it */
export function parsedJson<T>({ value, repeated }: JsonBody, parse: Parse<T>): T {
  const faults = new Faults();
  const parsed = parse(value, repeated, faults);
  if (parsed === undefined) throw invalidRequest(faults);
  return parsed;
}
