import { systemClock } from './clock.ts';
import type { Context } from './context.ts';
import { jsonLog } from './log/json-log.ts';
import { onePaceEach } from './pace/paces.ts';
import { checkTiming, timing } from './pace/timing.ts';
import type { Settings } from './settings.ts';
import { SHARD_SIZE } from './shard/shard.ts';
import { appendOnly } from './storage/append-only.ts';
import type { Teams } from './teams/teams.ts';

/**
 * The outside world as the settings have it: storage, queues, Teams, webhooks, the clock.
 * @param stopping aborted when this process is asked to end
 */
export async function openContext(settings: Settings, teams: Teams, stopping: AbortSignal): Promise<Context> {
  const [{ openStorage }, { openWebhooks }, { httpsCall }] = await Promise.all([
    import('./storage/open-storage.ts'),
    import('./webhook/open-webhooks.ts'),
    import('./webhook/https-call.ts'),
  ]);
  const storage = await openStorage(settings);
  const context: Context = {
    clock: systemClock,
    now: storage.now,
    random: Math.random,
    tables: {
      conversations: storage.table('Conversations'),
      broadcasts: storage.table('Broadcasts'),
      deliveries: storage.table('Deliveries'),
      gates: storage.table('Gates'),
    },
    audit: appendOnly(storage.table('Audit')),
    queues: {
      deliver: storage.queue('deliver'),
      urgent: storage.queue('deliver-urgent'),
      plan: storage.queue('plan'),
      broadcasts: storage.queue('broadcasts'),
    },
    poison: {
      deliver: storage.queue('deliver-poison'),
      urgent: storage.queue('deliver-urgent-poison'),
      plan: storage.queue('plan-poison'),
      broadcasts: storage.queue('broadcasts-poison'),
    },
    teams,
    pace: onePaceEach(() => context),
    timing: checkTiming(timing),
    shardSize: SHARD_SIZE,
    ...(settings.bot?.serviceUrl !== undefined && { defaultServiceUrl: settings.bot.serviceUrl }),
    rate: settings.rate,
    guard: settings.guard,
    timeZone: settings.timeZone,
    stopAfter: settings.stopAfter,
    ...(settings.retention !== undefined && { retention: settings.retention }),
    secondPerson: settings.secondPerson,
    webhooks: openWebhooks(settings, httpsCall(settings)),
    log: jsonLog,
    stopping,
  };
  return context;
}
