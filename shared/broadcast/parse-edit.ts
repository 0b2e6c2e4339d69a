import type { Faults } from '../input/faults.ts';
import { readBody } from '../input/read-input.ts';
import type { Message } from './message.ts';
import { checkMessageCharacters, message } from './parse-message.ts';

/**
 * Reads the body of an edit, which is a message, noting every fault; undefined when there is one. Never throws.
 * @param repeated where a name stands twice
 */
export function parseEdit(value: unknown, repeated: readonly string[], faults: Faults): Message | undefined {
  const read = readBody(message, value, repeated, faults);
  checkMessageCharacters(value, '', faults);
  return faults.count > 0 ? undefined : read;
}
