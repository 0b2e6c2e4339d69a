import { readFileSync } from 'node:fs';

export type Activity = Readonly<Record<string, unknown>> & { readonly type: string };

interface Payload {
  readonly name: string;
  readonly activity?: Readonly<Record<string, unknown>>;
}

/** Activities as Teams posts them, one a line: recorded, documented, or composed of documented fields. */
const payloads: readonly Payload[] = readFileSync(new URL('payloads/inbound.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line));

/** Whole activities by name. */
export const activities = new Map<string, Activity>();
/** Parts of activities, which documentation printed alone. */
export const fragments = new Map<string, Readonly<Record<string, unknown>>>();

for (const { name, activity } of payloads) {
  if (!activity) continue;
  const isWhole = typeof activity['type'] === 'string' && !/fragment|no-attachment/.test(name);
  if (isWhole) activities.set(name, activity as Activity);
  else fragments.set(name, activity);
}

/** A whole activity by its name in the file. */
export function activity(name: string): Activity {
  const found = activities.get(name);
  if (!found) throw new Error(`No whole activity is called ${name}.`);
  return found;
}

/** The same at another time, ms since 1970. */
export function at(time: number, named: Activity): Activity {
  return { ...named, timestamp: new Date(time).toISOString() };
}
