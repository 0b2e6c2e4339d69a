import type { ReachView } from '../../../shared/api/views/reach.ts';
import { Client } from '../cast/client.ts';
import { TENANT } from '../tenant.ts';
import type { World } from '../world.ts';
import type { Teller } from './teller.ts';

/** An administrator who asks again and again how many have the app. */
export class Onlooker {
  readonly #world: World;
  readonly #teller: Teller;
  readonly #users: number;
  readonly #client: Client;
  /** Counts that were looked at. */
  looks = 0;

  constructor(world: World, teller: Teller, users: number) {
    this.#world = world;
    this.#teller = teller;
    this.#users = users;
    this.#client = new Client(world, 'an administrator');
  }

  /** Looks every so often, ms, until it is over. */
  async look(every: number, isOver: () => boolean): Promise<void> {
    while (!isOver()) {
      await this.#client.pause(every / 2, every);
      const view = await this.count();
      if (view) this.#judge(view);
    }
  }

  /** All that can be counted now, in as many calls as it takes; nothing when nobody answered one of them. */
  async count(): Promise<ReachView | undefined> {
    for (let cursor = ''; ; ) {
      const path = `reach?tenant=${TENANT}${cursor}`;
      const told = await this.#client.call<ReachView>({ method: 'GET', path });
      if (told?.status !== 200) return undefined;
      if (told.body.cursor === null) return told.body;
      cursor = `&cursor=${told.body.cursor}`;
    }
  }

  /** Whoever was on record when it was counted is counted, and nobody else is. */
  #judge({ people, asOf }: ReachView): void {
    this.looks++;
    const { scenario, verdicts } = this.#world;
    // What was taken before, by the clock of the machine that counted.
    const then = Date.parse(asOf) - scenario.skew;
    const least = [...this.#teller.takenAt.values()].filter((at) => at < then).length;
    if (people.known >= least && people.known <= this.#users) return;
    verdicts.blame('install-lost', `${people.known} are counted at ${asOf}, and ${least} were told of by then`);
  }
}
