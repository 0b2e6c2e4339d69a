import * as z from 'zod/mini';
import type { Faults } from '../input/faults.ts';
import { quote } from '../input/fields.ts';
import { readBody } from '../input/read-input.ts';
import { fault, faultOrMissing } from '../input/schema.ts';

const noFingerprint = faultOrMissing(
  'Say what you release: the fingerprint of what you were shown.',
  fault('wrong-type', (given) => `This must be a string, not ${quote(given)}.`),
);

/** The body of a release. */
export const releaseBody = z.strictObject({
  fingerprint: z.string(noFingerprint),
  confirm: z._default(z.boolean(), false),
});

/** What is released. */
export interface ReleaseRequest {
  /** What was shown, by its fingerprint. */
  readonly fingerprint: string;
  /** It is meant although it is more than is usual in a day. */
  readonly confirm: boolean;
}

/**
 * Reads the body of a release, noting every fault; undefined when there is one. Never throws.
 * @param repeated where a name stands twice
 */
export function parseRelease(value: unknown, repeated: readonly string[], faults: Faults): ReleaseRequest | undefined {
  return readBody(releaseBody, value, repeated, faults);
}
