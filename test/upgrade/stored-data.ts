import type { World } from '../fuzz/support/world.ts';
import { OTHER } from '../fuzz/support/world.ts';

/** A row, or a message on a queue, as it stands in a file of stored data: a line of JSON. */
export type Stored =
  | {
      readonly table: keyof World['context']['tables'];
      readonly partition: string;
      readonly key: string;
      readonly values: Record<string, unknown>;
    }
  | { readonly queue: keyof World['context']['queues']; readonly text: string }
  | { readonly now: number }
  | { readonly ids: Readonly<Record<string, string>> };

/** All rows of a world, in order; bytes as base64. */
export async function rowsOf({ context, written }: World): Promise<readonly Stored[]> {
  const rows: Stored[] = [];
  for (const [name, table] of Object.entries(context.tables)) {
    const partitions = new Set(written.filter((one) => one.table === name).map(({ partition }) => partition));
    for (const partition of [...partitions].toSorted()) {
      if (partition === OTHER) continue;
      for (const { key, values } of (await table.range(partition, {})).rows) {
        const plain = Object.entries(values).map(([column, value]) => [
          column,
          value instanceof Uint8Array ? { base64: Buffer.from(value).toString('base64') } : value,
        ]);
        rows.push({
          table: name as keyof World['context']['tables'],
          partition,
          key,
          values: Object.fromEntries(plain),
        });
      }
    }
  }
  return rows;
}

/** Puts stored data into a world that is empty, at the time at which it was stored. */
export async function load({ context, time }: World, all: readonly Stored[]): Promise<void> {
  for (const one of all) {
    if ('now' in one) {
      time.at(one.now, () => {});
      await time.run(one.now, () => false);
    } else if ('queue' in one) await context.queues[one.queue].put(one.text);
    else if ('table' in one) {
      const values = Object.entries(one.values).map(([column, value]) => [
        column,
        isBytes(value) ? Buffer.from(value.base64, 'base64') : value,
      ]);
      await context.tables[one.table].write(one.partition, [
        { do: 'put', key: one.key, values: Object.fromEntries(values) },
      ]);
    }
  }
}

const isBytes = (value: unknown): value is { readonly base64: string } => typeof value === 'object' && value !== null;
