/** The app while Teams tells it of installs, at Teams' own pace, whatever the app makes of it. */
import { Agent } from 'node:http';
import { startAzurite } from '../../local/azurite.ts';
import { chanceOf } from '../../local/simulation/random.ts';
import { ActivityWriter } from '../../local/teams/events/activity.ts';
import { installStorm, stormActivity } from '../../local/teams/events/install-storm.ts';
import { isTaken, postActivity } from '../../local/teams/events/post.ts';
import { createOrg } from '../../local/teams/org/org.ts';
import type { ReachView } from '../../shared/api/views/reach.ts';
import { systemClock } from '../../shared/clock.ts';
import { readSettings } from '../../shared/settings.ts';
import { startApp } from '../processes/app.ts';
import type { StorageOperation } from '../storage/classify.ts';
import { openCountingProxy } from '../storage/counting-proxy.ts';

export interface StormRun {
  readonly users: number;
  readonly removed: number;
  readonly posts: number;
  readonly seconds: number;
  /** From when Teams should have posted it until the answer, ms, in order of their length. */
  readonly latencies: readonly number[];
  /** Posts that had to come again, because the app did not take them. */
  readonly again: number;
  /** Posts that were not taken however often they came. */
  readonly lost: number;
  readonly operations: readonly StorageOperation[];
  /** Of the app's process. */
  readonly cpuMicros: number;
  /** What `GET /api/reach` says afterwards. */
  readonly people: ReachView['people'];
}

/** Posts that fail come again so often. */
const REDELIVERIES = 4;

/**
 * @param rate install events a second; two of them are a person
 * @param seconds how long
 */
export async function runStorm(rate: number, seconds: number, say: (text: string) => void): Promise<StormRun> {
  await using stack = new AsyncDisposableStack();
  const azurite = stack.adopt(await startAzurite(), (it) => it.stop());
  const { tablePrefix } = readSettings({
    AZURE_FUNCTIONS_ENVIRONMENT: 'Development',
    AzureWebJobsStorage: azurite.connectionString,
  });
  const proxy = stack.adopt(await openCountingProxy(azurite.connectionString, tablePrefix), (it) => it.close());
  const app = stack.adopt(await startApp(proxy.connectionString), (it) => it.stop());
  const agent = stack.adopt(new Agent({ keepAlive: true }), (it) => it.destroy());

  const users = Math.floor((rate * seconds) / 2);
  // One more is told of before: what is done once in the life of an installation (the table) is not counted.
  const org = createOrg({ users: users + 1 });
  const writer = new ActivityWriter(org, () => `http://127.0.0.1:1/amer/${org.tenant}/`);
  const { posts, removed } = installStorm(users, seconds * 1_000, chanceOf(1));
  const endpoint = `${app.ready}/api/messages`;
  const began = Date.now() + 2_000;
  const first = { at: 0, happened: -2_000, user: users, what: 'installation' } as const;
  await postActivity(endpoint, stormActivity(writer, org, first, began), agent);
  const before = { operations: proxy.operations.length, ...(await app.usage()) };

  const latencies: number[] = [];
  const waiting: Promise<void>[] = [];
  let again = 0;
  let lost = 0;
  for (const [i, post] of posts.entries()) {
    const due = began + post.at;
    if (due > Date.now()) await systemClock.sleep(due - Date.now());
    const posted = postActivity(endpoint, stormActivity(writer, org, post, began), agent, {
      redeliveries: REDELIVERIES,
    });
    waiting.push(
      posted.then((delivery) => {
        if (!isTaken(delivery)) lost++;
        again += delivery.tries - 1;
        latencies.push(Date.now() - due);
      }),
    );
    if ((i + 1) % 2_000 === 0) say(`${i + 1} of ${posts.length} events`);
  }
  await Promise.all(waiting);
  const operations = proxy.operations.slice(before.operations);
  const { cpuMicros } = await app.usage();
  const { people } = (await (await fetch(`${app.ready}/api/reach`)).json()) as ReachView;
  const byLength = latencies.toSorted((a, b) => a - b);
  const counted = { users: users + 1, removed: removed.size, posts: posts.length, seconds, again, lost, people };
  return { ...counted, latencies: byLength, operations, cpuMicros: cpuMicros - before.cpuMicros };
}
