import { inflateRawSync } from 'node:zlib';
import { OTHER, type World } from '../fuzz/support/world.ts';

/** Every place in storage, the other tenant's aside, that holds a text, be it in a key, a column or what is packed in one. */
export async function placesOf({ context, written }: World, text: string): Promise<readonly string[]> {
  const places: string[] = [];
  for (const [name, table] of Object.entries(context.tables)) {
    const partitions = new Set(written.filter((one) => one.table === name).map(({ partition }) => partition));
    partitions.delete(OTHER);
    for (const partition of partitions) {
      for (const { key, values } of (await table.range(partition, {})).rows) {
        if (key.includes(text)) places.push(`${name} ${key}`);
        for (const [column, value] of Object.entries(values)) {
          const told = value instanceof Uint8Array ? inflateRawSync(value).toString() : String(value);
          if (told.includes(text)) places.push(`${name} ${key} ${column}`);
        }
      }
    }
  }
  return places;
}
