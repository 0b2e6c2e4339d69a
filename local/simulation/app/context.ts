import type { Context } from '../../../shared/context.ts';
import { onePaceEach } from '../../../shared/pace/paces.ts';
import { timing } from '../../../shared/pace/timing.ts';
import { appendOnly } from '../../../shared/storage/append-only.ts';
import type { Teams } from '../../../shared/teams/teams.ts';
import { openWebhooks } from '../../../shared/webhook/open-webhooks.ts';
import type { Webhooks } from '../../../shared/webhook/webhooks.ts';
import { WEBHOOK_HOST, WEBHOOK_KEY } from '../checks/told-watch.ts';
import type { Machine } from '../machine.ts';
import { reachQueue, reachTable, type Way } from '../reach/reach-storage.ts';
import type { Scenario } from '../scenario.ts';
import type { Storage } from '../storage.ts';
import { DEFAULT_ZONE } from '../times.ts';

/** The app's own context on one machine. */
export function simulatedContext(
  machine: Machine,
  storage: Storage,
  { teams, call }: { readonly teams: Teams; readonly call: Webhooks['call'] },
  way: Omit<Way, 'machine'>,
  { rate, shardSize, guard }: Pick<Scenario, 'rate' | 'shardSize' | 'guard'>,
  log: Context['log'],
): Context {
  const from = { ...way, machine };
  const table = (name: keyof Storage['tables']) => reachTable(storage.tables[name], name, from);
  const queue = (name: keyof Storage['queues']) => reachQueue(storage.queues[name], from, name !== 'broadcasts');
  const poison = (name: keyof Storage['poison']) => reachQueue(storage.poison[name], from);
  const context: Context = {
    clock: machine.clock,
    now: () => machine.clock.now(),
    random: machine.chance,
    tables: {
      conversations: table('conversations'),
      broadcasts: table('broadcasts'),
      deliveries: table('deliveries'),
      gates: table('gates'),
    },
    audit: appendOnly(reachTable(storage.audit, 'audit', from, false)),
    queues: {
      deliver: queue('deliver'),
      urgent: queue('urgent'),
      plan: queue('plan'),
      broadcasts: queue('broadcasts'),
    },
    poison: {
      deliver: poison('deliver'),
      urgent: poison('urgent'),
      plan: poison('plan'),
      broadcasts: poison('broadcasts'),
    },
    teams,
    pace: onePaceEach(() => context),
    timing,
    rate,
    guard,
    shardSize,
    timeZone: DEFAULT_ZONE,
    webhooks: openWebhooks({ local: false, webhookHosts: [WEBHOOK_HOST], webhookSecrets: [WEBHOOK_KEY] }, call),
    log,
    stopping: machine.stopping.signal,
  };
  return context;
}
