/**
 * What Azure asks for what Carillon uses: list prices in US dollars of November 2026, public cloud, locally redundant. From the price
 * pages of Azure Functions, Storage and Monitor; the rules of Flex Consumption from its page "Billing" in Microsoft's documentation.
 */
export const prices = {
  /** Flex Consumption, on demand: memory of an instance while it runs a function, a GB-second. */
  gbSecond: 0.000026,
  /** The same of an instance that always runs, whether it does anything or not: its "baseline". */
  alwaysReadyGbSecond: 0.000004,
  /** The same, a million executions. */
  millionExecutions: 0.4,
  /** 10,000 operations on tables; on queues. */
  tableOperations: 0.00036,
  queueOperations: 0.004,
  /** A GB of rows, a month. */
  tableGb: 0.045,
  /** A GB that comes into Log Analytics. */
  logGb: 2.3,
  /** An alert on logs, a month, by how often it asks. To ask more rarely than each quarter of an hour is no cheaper. */
  alert: { PT5M: 1.5, PT10M: 1, PT15M: 0.5 },
} as const;

/** What a subscription has for nothing each month. The first two are shared by all its apps on Flex Consumption. */
export const free = { gbSeconds: 100_000, executions: 250_000, logGb: 5 } as const;

/** How often an alert asks, as infra/alerts.json says it. */
export type AlertEvery = keyof typeof prices.alert;

/** Memory of an instance, GB: `instanceMemoryMB` of infra/modules/function-app.bicep. */
export const INSTANCE_GB = 0.5;

/** Each time an instance wakes it is paid for a second at least, then in steps of a tenth. */
const LEAST = 1;
const STEP = 0.1;

/** Seconds that are paid for a run of so many. */
export function paidSeconds(seconds: number): number {
  // Rounded first: 1.1 ÷ 0.1 is a little more than 11.
  return Math.max(LEAST, Math.ceil(Number((seconds / STEP).toFixed(6))) * STEP);
}
