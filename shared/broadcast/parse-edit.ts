import type { Faults } from '../input/faults.ts';
import { isTooDeep, MAX_DEPTH } from '../input/json.ts';
import type { Message } from './message.ts';
import { parseMessage } from './parse-message.ts';

/**
 * Reads the body of an edit, which is a message, noting every fault; undefined when there is one. Never throws.
 * @param repeated where a name stands twice
 */
export function parseEdit(value: unknown, repeated: readonly string[], faults: Faults): Message | undefined {
  if (isTooDeep(value)) {
    faults.add('', 'too-deep', `This is nested more than ${MAX_DEPTH} levels deep.`);
    return undefined;
  }
  for (const path of repeated) faults.add(path, 'duplicate-field', 'This name stands twice in its object.');
  const message = parseMessage(value, '', faults);
  return faults.count > 0 ? undefined : message;
}
