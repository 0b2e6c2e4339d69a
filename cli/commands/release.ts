import { confirm, isAttended } from '../ask.ts';
import type { Command } from '../command.ts';
import { usageFailure } from '../failure.ts';
import { releaseLines } from '../output/release-lines.ts';
import { standing } from '../output/standing.ts';
import type { Session } from '../session.ts';

export interface ReleaseOptions {
  readonly yes?: boolean;
  readonly fingerprint?: string;
}

/** Lets a broadcast go that waits for a second person: who is asked has it before them, who is not says what they saw. */
export const release: Command<ReleaseOptions> = async (session, [id = ''], options) => {
  const { api, out } = session;
  const fingerprint = await decided(session, id, options);
  await out.show(await api.release(id, fingerprint), (broadcast, paper) => [standing(broadcast, paper)]);
  return undefined;
};

/** @returns the fingerprint of what somebody has read, and said yes to */
async function decided(
  { api, out, around }: Session,
  id: string,
  { yes = false, fingerprint }: ReleaseOptions,
): Promise<string> {
  if (yes || !isAttended(around)) {
    if (fingerprint !== undefined) return fingerprint;
    throw usageFailure('Nobody is asked here: give the --fingerprint of what somebody has read.');
  }
  const shown = await api.toRelease(id);
  for (const line of releaseLines(shown, out.people)) out.people.line(line);
  await confirm('Send this?', around);
  return fingerprint ?? shown.fingerprint;
}
