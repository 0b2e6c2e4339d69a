import type { Org } from '../org/org.ts';
import type { ActivityWriter, InboundActivity } from './activity.ts';
import { personalInstallation, personalMembership, personalMessage } from './personal.ts';
import { utcTimestamp } from './timestamps.ts';

/** One post of Teams to the bot while an administrator's policy gives the app to everyone. */
export interface StormPost {
  /** When Teams posts it, and when it happened, ms after the beginning. */
  readonly at: number;
  readonly happened: number;
  readonly user: number;
  readonly what: 'membership' | 'installation' | 'message' | 'removal';
}

export interface Storm {
  /** In the order in which they are posted. */
  readonly posts: readonly StormPost[];
  /** Who has removed the app again; everybody else has it. */
  readonly removed: ReadonlySet<number>;
}

/** How much happens beside the installs. */
export interface Beside {
  /** Shares of the people who write to the bot, and who remove it. */
  readonly write: number;
  readonly remove: number;
  /** Of posts that come a second time. */
  readonly twice: number;
}

const usual: Beside = { write: 0.02, remove: 0.01, twice: 0.03 };
/** A post is on its way for so long at most, and its second copy comes so long after it at most, ms. */
const DELAY = 2_000;
const AGAIN = 60_000;

/**
 * What Teams posts when so many get the app within a time: two events each, a few ms apart and in any order; some write
 * soon, some remove it, and some posts come again, at times after what has happened since.
 * @param users how many
 * @param ms in which all of them get it
 * @param chance 0 (inclusive) to 1 (exclusive)
 */
export function installStorm(users: number, ms: number, chance: () => number, beside = usual): Storm {
  const { write, remove, twice } = beside;
  const posts: StormPost[] = [];
  const removed = new Set<number>();
  const post = (user: number, what: StormPost['what'], happened: number): void => {
    const at = happened + chance() * DELAY;
    posts.push({ at, happened, user, what });
    if (chance() < twice) posts.push({ at: at + chance() * AGAIN, happened, user, what });
  };
  for (let user = 0; user < users; user++) {
    const installed = chance() * ms;
    post(user, 'membership', installed + chance() * 20);
    post(user, 'installation', installed + chance() * 20);
    const then = chance();
    const later = installed + 1_000 + chance() * AGAIN;
    if (then < write) post(user, 'message', later);
    else if (then < write + remove) {
      removed.add(user);
      post(user, 'removal', later);
    }
  }
  return { posts: posts.toSorted((a, b) => a.at - b.at), removed };
}

/**
 * The activity of a post.
 * @param began the beginning, ms since 1970
 */
export function stormActivity(
  writer: ActivityWriter,
  org: Org,
  { user, what, happened }: StormPost,
  began: number,
): InboundActivity {
  const who = org.user(user);
  const chat = org.ids.conversationId(user, 0);
  const timestamp = utcTimestamp(began + happened);
  switch (what) {
    case 'membership':
      return { ...personalMembership(writer, who, chat, 'added'), timestamp };
    case 'installation':
      return { ...personalInstallation(writer, who, chat, 'add'), timestamp };
    case 'message':
      return { ...personalMessage(writer, who, chat, 'hello'), timestamp };
    case 'removal':
      return { ...personalInstallation(writer, who, chat, 'remove'), timestamp };
  }
}
