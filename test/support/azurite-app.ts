import { type App, createApp } from '../../shared/app.ts';
import type { Context } from '../../shared/context.ts';
import { scanShards } from '../../shared/lifecycle/chain.ts';
import { readShard, writeShard } from '../../shared/shard/shard-store.ts';
import { testStorage, uniqueName } from './azurite.ts';

/**
 * The app in local mode, in this process, on tables of its own in the emulator.
 * @param env settings beside those
 */
export async function azuriteApp(env: Readonly<Record<string, string>> = {}): Promise<App> {
  return createApp({
    AZURE_FUNCTIONS_ENVIRONMENT: 'Development',
    AzureWebJobsStorage: await testStorage(),
    CARILLON_TABLE_PREFIX: uniqueName(),
    ...env,
  });
}

/** Writes that everybody a planned broadcast is for has its message. */
export async function deliverToAll(context: Context, broadcast: string): Promise<void> {
  for await (const { key } of scanShards(context, broadcast)) {
    const shard = (await readShard(context, { broadcast, key }))!;
    const deliveries = shard.deliveries.map((one) => ({ ...one, state: 'delivered', activity: '1' }) as const);
    await writeShard(context, broadcast, shard, { ...shard, deliveries });
  }
}
