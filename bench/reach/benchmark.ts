import { startAzurite } from '../../local/azurite.ts';
import type { ReachView } from '../../shared/api/views/reach.ts';
import { readSettings } from '../../shared/settings.ts';
import { openStorage } from '../../shared/storage/open-storage.ts';
import type { Benchmark } from '../benchmark.ts';
import { startApp } from '../processes/app.ts';
import { openCountingProxy } from '../storage/counting-proxy.ts';
import { people, seedConversations } from '../storage/seed.ts';
import { textTable } from '../text-table.ts';

const tenant = '00000000-0000-4000-8000-000000000000';
/** So many ask at once. */
const VIEWERS = 50;

export const reach: Benchmark = {
  name: 'reach',
  title: 'Counting who can be reached',

  async run({ counted }, say) {
    await using stack = new AsyncDisposableStack();
    const azurite = stack.adopt(await startAzurite(), (it) => it.stop());
    const settings = readSettings({
      AZURE_FUNCTIONS_ENVIRONMENT: 'Development',
      AzureWebJobsStorage: azurite.connectionString,
    });
    const storage = await openStorage(settings);
    await seedConversations(storage.table('Conversations'), tenant, 'http://127.0.0.1:1/amer/', people(counted));
    const proxy = stack.adopt(await openCountingProxy(azurite.connectionString, settings.tablePrefix), (it) =>
      it.close(),
    );
    const app = stack.adopt(await startApp(proxy.connectionString), (it) => it.stop());
    const before = { operations: proxy.operations.length, ...(await app.usage()) };
    const began = performance.now();
    const views = await Promise.all(Array.from({ length: VIEWERS }, () => ask(app.ready)));
    const seconds = (performance.now() - began) / 1_000;
    if (!views.every(({ complete, people: { reachable } }) => complete && reachable === counted)) {
      throw new Error(`Not all were counted: ${JSON.stringify(views[0])}`);
    }
    const queries = proxy.operations.slice(before.operations).filter(({ target }) => target === 'Conversations');
    const { cpuMicros, peakRss } = await app.usage();
    const row = [
      String(counted),
      String(VIEWERS),
      seconds.toFixed(1),
      String(queries.length),
      ((cpuMicros - before.cpuMicros) / 1_000_000).toFixed(1),
      (peakRss / 2 ** 20).toFixed(0),
    ];
    say(textTable(['people', 'ask at once', 'seconds', 'operations in all', 'CPU s', 'MB at most'], [row]));
    return { reachSeconds100000: seconds };
  },
};

/** In as many calls as it takes. */
async function ask(url: string): Promise<ReachView> {
  for (let cursor = ''; ; ) {
    const view = (await (await fetch(`${url}/api/reach?tenant=${tenant}${cursor}`)).json()) as ReachView;
    if (view.cursor === null) return view;
    cursor = `&cursor=${view.cursor}`;
  }
}
