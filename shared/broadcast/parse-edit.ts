import type { Faults } from '../input/faults.ts';
import { refuseRepeated, refuseTooDeep } from '../input/fields.ts';
import type { Message } from './message.ts';
import { parseMessage } from './parse-message.ts';

/**
 * Reads the body of an edit, which is a message, noting every fault; undefined when there is one. Never throws.
 * @param repeated where a name stands twice
 */
export function parseEdit(value: unknown, repeated: readonly string[], faults: Faults): Message | undefined {
  if (refuseTooDeep(value, faults)) return undefined;
  refuseRepeated(repeated, faults);
  const message = parseMessage(value, '', faults);
  return faults.count > 0 ? undefined : message;
}
