import type { Broadcast } from '../api/shapes.ts';
import type { Command } from '../command.ts';
import { exitCode } from '../exit-codes.ts';
import { Failure, Interrupted } from '../failure.ts';
import { type BodyOptions, type BroadcastBody, broadcastBody } from '../input/broadcast-body.ts';
import { broadcastLines } from '../output/broadcast-lines.ts';
import { standing } from '../output/standing.ts';
import { audienceOf } from '../output/words.ts';
import type { Session } from '../session.ts';
import { confirmed } from './confirmed.ts';
import { dryRun } from './dry-run.ts';
import { exitCodeOf, follow } from './follow.ts';

export interface SendOptions extends BodyOptions {
  readonly key?: string;
  readonly watch?: boolean;
  readonly dryRun?: boolean;
}

/** Sends a message; its id goes to stdout, or all of the broadcast. */
export const send: Command<SendOptions> = async (session, [file = ''], options) => {
  const { out, around } = session;
  const body = await broadcastBody(file, around.stdin, options);
  if (options.dryRun) return dryRun(session, body);
  const created = await create(session, body, options.key ?? crypto.randomUUID());
  if (!options.watch) {
    out.note(`To ${audienceOf(created)}. ${standing(created, out.people)}. Follow it: carillon watch ${created.id}`);
    await out.show(created, ({ id }) => [id]);
    return undefined;
  }
  out.note(`${created.id}, to ${audienceOf(created)}.`);
  const ended = await follow(session, created.id);
  await out.show(ended, broadcastLines);
  return exitCodeOf(ended);
};

/**
 * Creates it, and says with what key to repeat it when it is not known whether it was.
 * @throws {Failure} {Interrupted}
 */
async function create(session: Session, body: BroadcastBody, key: string): Promise<Broadcast> {
  try {
    return await createConfirmed(session, body, key);
  } catch (error) {
    if (error instanceof Failure && error.exit === exitCode.unreachable) throw error.withKey(key);
    if (error instanceof Interrupted && error.message === '') {
      throw new Interrupted(
        `It may have been created. To find out, repeat it with --key ${key}: nobody is told twice.`,
      );
    }
    throw error;
  }
}

function createConfirmed({ api, around }: Session, body: BroadcastBody, key: string): Promise<Broadcast> {
  const create = (confirms: boolean) => api.create(confirms ? { ...body, confirm: true } : body, key);
  return confirmed(create, body['confirm'] === true, 'Send it?', around);
}
