import type { LogLevel } from './contract.ts';
import { parseLevel } from './log.ts';
import { parseTimeSpan } from './time-span.ts';

/** host.json's settings of queue triggers; they hold for each queue function by itself. */
export interface QueueSettings {
  /** Messages taken at once, 1 to 32. */
  readonly batchSize: number;
  /** More are taken when no more than this many are being worked on; so at most this plus `batchSize` are at once. */
  readonly newBatchThreshold: number;
  readonly maxPollingIntervalMs: number;
  /** How long a message whose function failed stays hidden. */
  readonly visibilityTimeoutMs: number;
  /** Tries, after which a message goes to the poison queue. */
  readonly maxDequeueCount: number;
  readonly messageEncoding: 'none' | 'base64';
}

export interface HostSettings {
  readonly routePrefix: string;
  readonly queues: QueueSettings;
  readonly logLevel: LogLevel;
}

/** Environment variables; `AzureFunctionsJobHost__a__b` stands for host.json's `a.b` and wins over it. */
export type Env = Readonly<Record<string, string | undefined>>;

type Json = Readonly<Record<string, unknown>>;

/**
 * Reads host.json as the real host does, with its defaults and limits.
 * @throws {RangeError} for a value the real host would refuse
 */
export function parseHostJson(json: Json, env: Env = {}): HostSettings {
  const at = (...path: string[]): unknown => {
    const name = `AzureFunctionsJobHost__${path.join('__')}`.toLowerCase();
    const override = Object.entries(env).find(([key]) => key.toLowerCase() === name)?.[1];
    return override ?? path.reduce<unknown>((value, key) => (value as Json | undefined)?.[key], json);
  };
  const queue = (key: string) => at('extensions', 'queues', key);
  const batchSize = number('batchSize', queue('batchSize') ?? 16, 1, 32);
  const encoding = String(queue('messageEncoding') ?? 'base64').toLowerCase();
  if (encoding !== 'none' && encoding !== 'base64') throw new RangeError(`host.json: messageEncoding "${encoding}"`);
  return {
    routePrefix: String(at('extensions', 'http', 'routePrefix') ?? 'api'),
    queues: {
      batchSize,
      newBatchThreshold: number('newBatchThreshold', queue('newBatchThreshold') ?? Math.floor(batchSize / 2), 0, 1000),
      maxPollingIntervalMs: duration('maxPollingInterval', queue('maxPollingInterval') ?? '00:01:00', 100),
      visibilityTimeoutMs: duration('visibilityTimeout', queue('visibilityTimeout') ?? '00:00:00', 0),
      maxDequeueCount: number('maxDequeueCount', queue('maxDequeueCount') ?? 5, 1, 1000),
      messageEncoding: encoding,
    },
    logLevel: parseLevel(at('logging', 'logLevel', 'default') ?? 'Information') ?? 'information',
  };
}

function number(name: string, value: unknown, least: number, most: number): number {
  const parsed = Number(value);
  if (Number.isInteger(parsed) && parsed >= least && parsed <= most) return parsed;
  throw new RangeError(`host.json: ${name} is ${String(value)}, must be a whole number from ${least} to ${most}`);
}

function duration(name: string, value: unknown, least: number): number {
  const parsed = parseTimeSpan(String(value));
  if (parsed !== undefined && parsed >= least) return parsed;
  throw new RangeError(`host.json: ${name} is "${String(value)}", must be a time span of at least ${least} ms`);
}
