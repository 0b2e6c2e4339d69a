import type { RegisteredFunction } from './core-module.ts';
import type { Env } from './host-json.ts';
import { parseSchedule, type Schedule } from './schedule.ts';

export interface HttpTrigger {
  readonly type: 'http';
  readonly methods: readonly string[];
  /** Without host.json's prefix. */
  readonly route: string;
}

export interface QueueTrigger {
  readonly type: 'queue';
  readonly queue: string;
  readonly connectionString: string;
}

export interface TimerTrigger {
  readonly type: 'timer';
  readonly schedule: Schedule;
  readonly runOnStartup: boolean;
}

/** What wakes a function, read from its registration. */
export type Trigger = (HttpTrigger | QueueTrigger | TimerTrigger) & {
  readonly fn: RegisteredFunction;
  /** The name of the binding, under which the library expects the input. */
  readonly binding: string;
};

/**
 * Reads a registered function's trigger; `%NAME%` in a queue's name, a route or a schedule is the setting NAME.
 * @throws {Error} when this host can't run it, for instance for an output binding
 */
export function triggerOf(fn: RegisteredFunction, env: Env): Trigger {
  const { name, bindings } = fn.metadata;
  const unknown = Object.entries(bindings).filter(([key, { type }]) => !(key === '$return' && type === 'http'));
  const [first, ...others] = unknown;
  if (!first || others.length > 0) {
    throw new Error(`Function "${name}": the local host runs one trigger and no other binding than an HTTP response`);
  }
  const [binding, settings] = first;
  const text = (key: string): string => {
    const value = settings[key];
    if (typeof value === 'string' && value !== '') return fillIn(value, env);
    throw new Error(`Function "${name}": ${key} of its ${settings.type} is missing`);
  };
  switch (settings.type?.toLowerCase()) {
    case 'httptrigger': {
      const methods = Array.isArray(settings['methods']) ? settings['methods'].map((m) => String(m).toUpperCase()) : [];
      return { type: 'http', fn, binding, methods, route: settings['route'] ? text('route') : name };
    }
    case 'queuetrigger': {
      const connectionString = connection(String(settings['connection'] || 'AzureWebJobsStorage'), env);
      return { type: 'queue', fn, binding, queue: text('queueName').toLowerCase(), connectionString };
    }
    case 'timertrigger': {
      const runOnStartup = settings['runOnStartup'] === true;
      const schedule = parseSchedule(text('schedule'));
      const monitored = schedule.monitored && settings['useMonitor'] !== false;
      return { type: 'timer', fn, binding, schedule: { ...schedule, monitored }, runOnStartup };
    }
    default:
      throw new Error(`Function "${name}": the local host knows no trigger of type ${settings.type}`);
  }
}

function fillIn(text: string, env: Env): string {
  return text.replaceAll(/%([^%]+)%/g, (_, name: string) => {
    const value = env[name];
    if (value === undefined) throw new Error(`The setting ${name}, named in "${text}", is not set`);
    return value;
  });
}

function connection(name: string, env: Env): string {
  const value = env[`AzureWebJobs${name}`] ?? env[name];
  if (value) return value;
  throw new Error(`${name} is not set: the local host needs the connection string of a storage account`);
}
