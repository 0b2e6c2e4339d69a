import type { Change, Table } from '../../shared/storage/table.ts';
import type { Twist } from './simulate.ts';
import type { Storage } from './simulated-app.ts';

/** Storage that does not keep one of its promises, as if the product did not ask for it. Each must be noticed. */
export const mutants: Readonly<Record<string, Twist>> = {
  'If-Match is not asked for': twist((table) => ({
    ...table,
    write: (partition, changes) => table.write(partition, changes.map(unconditional) as [Change, ...Change[]]),
  })),
  'a refused write is taken for mine (no wid test)': twist((table) => ({
    ...table,
    write: async (partition, changes) => {
      const answer = await table.write(partition, changes);
      if (answer.outcome !== 'refused') return answer;
      return { outcome: 'applied', etags: await etagsOf(table, partition, changes) };
    },
  })),
  'a transaction can be done in part': twist((table) => {
    let count = 0;
    return {
      ...table,
      write: async (partition, changes) => {
        // Now and then the machine dies between the pieces: half of them are there, and nobody was answered.
        const [first, ...others] = changes.slice(0, changes.length >> 1);
        if (!first || ++count % 2 > 0) return await table.write(partition, changes);
        await table.write(partition, [first, ...others]);
        return { outcome: 'unanswered', cause: 'done in part' };
      },
    };
  }),
};

function twist(change: (table: Table) => Table): Twist {
  return {
    storage: ({ tables, queues }): Storage => ({
      queues,
      tables: {
        ...tables,
        broadcasts: change(tables.broadcasts),
        deliveries: change(tables.deliveries),
        gates: change(tables.gates),
      },
    }),
  };
}

function unconditional(change: Change): Change {
  return change.do === 'replace' ? { do: 'put', key: change.key, values: change.values } : change;
}

async function etagsOf(table: Table, partition: string, changes: readonly Change[]): Promise<string[]> {
  return await Promise.all(changes.map(async ({ key }) => (await table.read(partition, key))?.etag ?? ''));
}
