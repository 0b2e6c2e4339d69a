import { confirm, isAttended } from '../ask.ts';
import type { Command } from '../command.ts';
import { usageFailure } from '../failure.ts';
import { releaseLines } from '../output/release-lines.ts';
import { standing } from '../output/standing.ts';
import type { Session } from '../session.ts';
import { confirmed } from './confirmed.ts';

export interface ReleaseOptions {
  readonly yes?: boolean;
  readonly fingerprint?: string;
  readonly confirm?: boolean;
}

/** Lets a broadcast go that waits for a second person: who is asked has it before them, who is not says what they saw. */
export const release: Command<ReleaseOptions> = async (session, [id = ''], options) => {
  const { api, out, around } = session;
  const { fingerprint, confirms } = await decided(session, id, options);
  const ask = (confirm: boolean) => api.release(id, { fingerprint, ...(confirm && { confirm }) });
  const released = await confirmed(ask, confirms, 'Release it?', around);
  await out.show(released, (broadcast, paper) => [standing(broadcast, paper)]);
  return undefined;
};

interface Decided {
  readonly fingerprint: string;
  /** They know that it is more than is usual in a day. */
  readonly confirms: boolean;
}

/** @returns the fingerprint of what somebody has read, and said yes to */
async function decided(
  { api, out, around }: Session,
  id: string,
  { yes = false, fingerprint, confirm: confirms = false }: ReleaseOptions,
): Promise<Decided> {
  if (yes || !isAttended(around)) {
    if (fingerprint !== undefined) return { fingerprint, confirms };
    throw usageFailure('Nobody is asked here: give the --fingerprint of what somebody has read.');
  }
  const shown = await api.toRelease(id);
  for (const line of releaseLines(shown, out.people)) out.people.line(line);
  const isUnusual = shown.confirmation != null;
  await confirm(isUnusual ? 'It is more than is usual in a day. Send this all the same?' : 'Send this?', around);
  return { fingerprint: fingerprint ?? shown.fingerprint, confirms: confirms || isUnusual };
}
