import type { Context } from '../context.ts';

/**
 * How often the watcher says that it wakes, ms. Its silence is an alert, which hears it at least twice in what it looks at
 * (infra/alerts.json). Not each time: that would be ten times the lines, and nobody would know more.
 */
export const AWAKE_EVERY = 300_000;

/** When this process said so last, by its monotonic clock, ms. */
const told = new WeakMap<Context, number>();

/**
 * Logs that the watcher wakes. What the Functions host itself says of an invocation is no sign of life: on Flex Consumption
 * whole instances have been seen without it (azure-functions-host #11167, #11910).
 */
export function tellAwake(context: Context): void {
  const now = context.clock.monotonic();
  const last = told.get(context);
  if (last !== undefined && now - last < AWAKE_EVERY) return;
  told.set(context, now);
  context.log('info', 'watcher-awake', {});
}
