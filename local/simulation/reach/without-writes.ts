import type { Context } from '../../../shared/context.ts';
import type { Queue } from '../../../shared/storage/queue.ts';
import type { Table } from '../../../shared/storage/table.ts';

/**
 * The app's own context, for what must not change anything: whatever it writes all the same arrives, and is told.
 * @param onWrite told where to
 */
export function withoutWrites(context: Context, onWrite: (where: string) => void): Context {
  const table = (name: string, of: Table): Table => ({
    ...of,
    write: (partition, changes) => {
      onWrite(`${name}: ${changes.map(({ key }) => key).join()}`);
      return of.write(partition, changes);
    },
  });
  const queue = (name: string, of: Queue): Queue => ({
    ...of,
    put: (text, delayMs) => {
      onWrite(`${name}: ${text}`);
      return of.put(text, delayMs);
    },
  });
  const { tables, queues } = context;
  return {
    ...context,
    tables: {
      conversations: table('conversations', tables.conversations),
      broadcasts: table('broadcasts', tables.broadcasts),
      deliveries: table('deliveries', tables.deliveries),
      gates: table('gates', tables.gates),
    },
    queues: {
      deliver: queue('deliver', queues.deliver),
      urgent: queue('urgent', queues.urgent),
      plan: queue('plan', queues.plan),
      broadcasts: queue('broadcasts', queues.broadcasts),
    },
  };
}
