import { decodeConversation, USERS, userKey } from '../../../shared/audience/conversation.ts';
import { rowsPatiently } from '../../../shared/storage/rows.ts';
import { installStorm, type Storm } from '../../teams/events/install-storm.ts';
import { createOrg, type Org } from '../../teams/org/org.ts';
import { letNatureAct } from '../cast/nature.ts';
import type { Broken } from '../checks/verdicts.ts';
import { chanceOf } from '../random.ts';
import { makeWorld } from '../simulate.ts';
import { TENANT } from '../tenant.ts';
import { MINUTE, type World } from '../world.ts';
import { Onlooker } from './onlooker.ts';
import { installScenario } from './scenario.ts';
import { Teller } from './teller.ts';

/** More than is usual: who removes the app again must stay removed, whatever comes after it. */
const BESIDE = { write: 0.02, remove: 0.05, twice: 0.1 };
/** After the last install everything must have been taken within this. */
const PATIENCE = 30 * MINUTE;

/** What an install for everyone came to. */
export interface InstallsOutcome {
  readonly broken: readonly Broken[];
  readonly timeline: readonly string[];
  readonly figures: {
    readonly users: number;
    readonly removed: number;
    /** What Teams had to tell, and how often it posted something for it. */
    readonly events: number;
    readonly posts: number;
    /** How often the most stubborn of them came. */
    readonly mostTries: number;
    /** How many requests waited at once, at most, for a machine to have room for them. */
    readonly mostOutside: number;
    readonly crashes: number;
    readonly stops: number;
    /** Requests to the table of conversations, counting who is there included. */
    readonly operations: number;
    /** How often somebody looked how many there are. */
    readonly looks: number;
  };
}

/**
 * The app is installed for everyone: Teams tells of each by two events, in any order and some of them again, while
 * machines die and storage fails; whatever is not taken comes again. In the end everybody is on record once, as they
 * stand, and is counted.
 * @param ms within which all of them get it
 */
export async function simulateInstalls(seed: number, users: number, ms: number): Promise<InstallsOutcome> {
  const chance = chanceOf(seed);
  const world = await makeWorld(installScenario(chance, users, ms), chance, ms);
  const { time, start, fleet, verdicts, timeline } = world;
  const org = createOrg({ users, tenant: TENANT });
  const storm = installStorm(users, ms, chance, BESIDE);
  const teller = new Teller(world, org);
  letNatureAct(world);
  let left = storm.posts.length;
  const blame = (error: unknown) =>
    verdicts.blame('bad-answer', error instanceof Error ? `${error.stack}` : `${error}`);
  for (const post of storm.posts) {
    time.at(start + post.at, () => void teller.tell(post).then(() => left--, blame));
  }
  const onlooker = new Onlooker(world, teller, users);
  onlooker.look(Math.max(ms / 60, 5_000), () => left === 0).catch(blame);
  const isDone = await time.run(start + ms + PATIENCE, () => left === 0 || verdicts.broken.length > 0);
  if (!isDone) verdicts.blame('install-lost', `${left} events were not taken ${PATIENCE / MINUTE} minutes later`);
  fleet.countWork();
  if (verdicts.broken.length === 0) {
    await checkRows(world, org, storm);
    await checkCount(world, onlooker, storm, users);
  }
  const { tally, ends } = fleet;
  const operations = ['read', 'query', 'write'].reduce((sum, what) => sum + (tally[`conversations ${what}`] ?? 0), 0);
  const { posts, mostTries } = teller;
  return {
    broken: verdicts.broken,
    timeline: timeline.lines,
    figures: {
      ...{ users, removed: storm.removed.size, events: storm.posts.length, posts, mostTries, ...ends, operations },
      ...{ mostOutside: fleet.front.mostOutside, looks: onlooker.looks },
    },
  };
}

/** Everybody is on record once, with the chat to send to, and as they stand. */
async function checkRows({ storage, verdicts, time }: World, org: Org, { removed }: Storm): Promise<void> {
  const clock = { now: () => time.now, monotonic: () => time.now, sleep: async () => {} };
  const rows = new Map<string, ReturnType<typeof decodeConversation>>();
  for await (const { key, values } of rowsPatiently({ clock }, storage.tables.conversations, TENANT, USERS)) {
    rows.set(key, decodeConversation(values));
  }
  for (let user = 0; user < org.users; user++) {
    const key = userKey(org.ids.aadObjectId(user));
    const row = rows.get(key);
    rows.delete(key);
    const state = removed.has(user) ? 'removed' : 'active';
    if (row?.state === state && row.conversation === org.ids.conversationId(user, 0)) continue;
    verdicts.blame('install-lost', `${key} is ${state}, and on record as ${JSON.stringify(row)}`);
  }
  for (const key of rows.keys()) verdicts.blame('install-lost', `${key} is nobody`);
}

/** The count is what the rows are: who is there in the end asks until somebody answers. */
async function checkCount(world: World, onlooker: Onlooker, { removed }: Storm, users: number): Promise<void> {
  const { time, verdicts } = world;
  let isOver = false;
  const ask = async (): Promise<void> => {
    // A count is shown for five minutes at most; then what is shown is of after the last install.
    await new Promise<void>((resolve) => time.after(6 * MINUTE, resolve));
    for (let view = await onlooker.count(); ; view = await onlooker.count()) {
      if (!view) continue;
      const { known, reachable, states } = view.people;
      const is = [known, reachable, states.uninstalled];
      const should = [users, users - removed.size, removed.size];
      if (`${is}` !== `${should}`) verdicts.blame('install-lost', `counted are ${is}, and there are ${should}`);
      break;
    }
    isOver = true;
  };
  const asked = ask();
  if (!(await time.run(time.now + PATIENCE, () => isOver))) verdicts.blame('install-lost', 'nobody could be counted');
  else await asked;
}
