import type { Change, Table, WriteAnswer } from '../../shared/storage/table.ts';
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
  'a transaction is done piece by piece': twist((table) => ({
    ...table,
    write: async (partition, changes) => {
      const etags: string[] = [];
      for (const change of changes) {
        const answer: WriteAnswer = await table.write(partition, [change]);
        if (answer.outcome !== 'applied') return answer;
        etags.push(...answer.etags);
      }
      return { outcome: 'applied', etags };
    },
  })),
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
