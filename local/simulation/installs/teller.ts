import { ActivityWriter } from '../../teams/events/activity.ts';
import { type StormPost, stormActivity } from '../../teams/events/install-storm.ts';
import type { Org } from '../../teams/org/org.ts';
import { Client } from '../cast/client.ts';
import type { World } from '../world.ts';

/** Teams waits so long for an answer, ms; then it hangs up, and posts the activity again. */
const WAITS = 15_000;
/** Before it posts again after a 5xx, ms; doubled each time up to the longest. How long Teams keeps at it is not known. */
const FIRST_PAUSE = 2_000;
const LONGEST_PAUSE = 60_000;

/** Teams, telling the bot what happens, again and again until it is taken. */
export class Teller {
  readonly #world: World;
  readonly #org: Org;
  readonly #client: Client;
  readonly #writer: ActivityWriter;
  /** When somebody's install was first taken, ms since 1970. */
  readonly takenAt = new Map<number, number>();
  /** Posts that were made, and how often the most stubborn one came. */
  posts = 0;
  mostTries = 0;

  constructor(world: World, org: Org) {
    this.#world = world;
    this.#org = org;
    this.#client = new Client(world, 'Teams', WAITS);
    this.#writer = new ActivityWriter(org, () => world.witness.teams.serviceUrl);
  }

  /** Resolves when the bot has taken it. */
  async tell(post: StormPost): Promise<void> {
    const body = stormActivity(this.#writer, this.#org, post, this.#world.start);
    for (let tries = 1, pause = FIRST_PAUSE; ; tries++, pause = Math.min(2 * pause, LONGEST_PAUSE)) {
      this.posts++;
      this.mostTries = Math.max(this.mostTries, tries);
      const told = await this.#client.call({ method: 'POST', path: 'messages', body });
      if (told?.status === 200) break;
      if (told && told.status < 500) {
        this.#world.verdicts.blame('bad-answer', `an install was answered ${JSON.stringify(told)}`);
        return;
      }
      await this.#client.pause(pause / 2, pause);
    }
    if (!this.takenAt.has(post.user)) this.takenAt.set(post.user, this.#world.time.now);
  }
}
