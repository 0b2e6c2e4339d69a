import type { ProblemDetail } from '../errors.ts';
import { isClean, isVisible } from '../input/characters.ts';
import type { Faults } from '../input/faults.ts';
import { kindOf, objectAt, refuseRepeated, refuseUnknown } from '../input/fields.ts';

export type ParsedStop =
  | { readonly ok: true; readonly reason: string | undefined }
  | { readonly ok: false; readonly problems: readonly ProblemDetail[] };

/** A sentence or two, for whoever finds everything stopped. Characters. */
const LONGEST = 500;

/** Reads the body of a stop: why, or every fault there is in it. Never throws. */
export function parseStop(value: unknown, repeated: readonly string[], faults: Faults): ParsedStop {
  refuseRepeated(repeated, faults);
  const body = objectAt(value, '', faults);
  if (body) refuseUnknown(body, ['reason'], '', faults);
  const reason = body?.['reason'];
  const path = '/reason';
  if (reason !== undefined) {
    if (typeof reason !== 'string') faults.add(path, 'wrong-type', `This must be a string, not ${kindOf(reason)}.`);
    else if (!isVisible(reason)) faults.add(path, 'empty-text', 'There is nothing to read in this reason.');
    else if (reason.length > LONGEST) {
      faults.add(path, 'too-long', `The reason has ${reason.length} characters; ${LONGEST} is the most.`);
    } else if (!isClean(reason)) faults.add(path, 'invalid-characters', 'This reason has a control character in it.');
  }
  if (faults.count > 0) return { ok: false, problems: faults.list() };
  return { ok: true, reason: typeof reason === 'string' ? reason : undefined };
}
