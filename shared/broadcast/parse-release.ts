import type { Faults } from '../input/faults.ts';
import { objectAt, quote, refuseUnknown } from '../input/fields.ts';

/**
 * Reads the body of a release, noting every fault; undefined when there is one. Never throws.
 * @param repeated where a name stands twice
 * @returns the fingerprint of what was shown
 */
export function parseRelease(value: unknown, repeated: readonly string[], faults: Faults): string | undefined {
  for (const path of repeated) faults.add(path, 'duplicate-field', 'This name stands twice in its object.');
  const body = objectAt(value, '', faults);
  if (!body) return undefined;
  refuseUnknown(body, ['fingerprint'], '', faults);
  const { fingerprint } = body;
  if (fingerprint === undefined) {
    faults.add('/fingerprint', 'missing-field', 'Say what you release: the fingerprint of what you were shown.');
  } else if (typeof fingerprint !== 'string') {
    faults.add('/fingerprint', 'wrong-type', `This must be a string, not ${quote(fingerprint)}.`);
  }
  return faults.count > 0 || typeof fingerprint !== 'string' ? undefined : fingerprint;
}
