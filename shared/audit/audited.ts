import { problemOf } from '../errors/problem-of.ts';
import type { Asked, Outcome, Target } from './entry.ts';
import type { AuditTrail } from './trail.ts';

/**
 * Does what was asked for, between two entries of the audit: that somebody asked, and what came of it.
 * @param act does it; gets a note to take of what it makes. @returns the status it is answered with
 * @throws {StorageUnavailable} nothing was done: it could not be kept that somebody asked
 * @throws what `act` throws
 */
export async function auditedAs(
  trail: AuditTrail,
  tenant: string,
  asked: Asked,
  act: (made: (target: Target) => void) => Promise<number>,
): Promise<void> {
  await between(await trail.begin(tenant, asked), act);
}

/**
 * As {@link auditedAs}, but it is done at once, and even if nothing can be kept: what stops something must not wait. Its answer waits
 * for the entry for a moment; after that the entry is kept when storage answers, if it does before patience ends.
 */
export async function auditedBeside(
  trail: AuditTrail,
  tenant: string,
  asked: Asked,
  act: (made: (target: Target) => void) => Promise<number>,
  notKept: (error: unknown) => void,
): Promise<void> {
  const beginning = trail.begin(tenant, asked).catch(notKept);
  const keep = async (outcome: Outcome) => await (await beginning)?.(outcome);
  await between((outcome) => trail.shortly(asked, keep(outcome)), act);
}

async function between(
  end: (outcome: Outcome) => Promise<void>,
  act: (made: (target: Target) => void) => Promise<number>,
): Promise<void> {
  let made: Target | undefined;
  const keep = (outcome: Outcome) => end({ ...outcome, ...(made && { made }) });
  try {
    const status = await act((target) => {
      made = target;
    });
    await keep({ status });
  } catch (error) {
    const { status, code } = problemOf(error);
    await keep({ status, code });
    throw error;
  }
}
