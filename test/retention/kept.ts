import type { Context } from '../../shared/context.ts';
import { forget } from '../../shared/retention/forget.ts';
import type { Table } from '../../shared/storage/table.ts';
import type { World } from '../fuzz/support/world.ts';

export const DAY = 24 * 3_600_000;

/** The nightly run, as it would be so long from now, where things are kept for ten days. */
export function forgetIn(world: World, ms: number, context: Context = world.context) {
  return world.settle(forget({ ...context, retention: 10 * DAY, now: () => world.time.now + ms }));
}

/** Every row there is, with what it holds: `table partition key`. */
export async function allRows({ context, written }: World): Promise<ReadonlyMap<string, string>> {
  const rows = new Map<string, string>();
  for (const [name, table] of Object.entries(context.tables)) {
    for (const partition of new Set(written.filter((one) => one.table === name).map((one) => one.partition))) {
      const page = await table.range(partition, {});
      for (const { key, values } of page.rows) rows.set(`${name} ${partition} ${key}`, JSON.stringify(values));
    }
  }
  return rows;
}

/** Those tables, with something that is told of every request, and may fail it. */
export function asked(context: Context, before: (what: 'read' | 'range' | 'write') => void): Context {
  const told = (table: Table): Table => ({
    read: async (...args) => {
      before('read');
      return await table.read(...args);
    },
    range: async (...args) => {
      before('range');
      return await table.range(...args);
    },
    write: async (...args) => {
      before('write');
      return await table.write(...args);
    },
  });
  const { conversations, broadcasts, deliveries, gates } = context.tables;
  const tables = {
    ...{ conversations: told(conversations), broadcasts: told(broadcasts) },
    ...{ deliveries: told(deliveries), gates: told(gates) },
  };
  return { ...context, tables };
}
