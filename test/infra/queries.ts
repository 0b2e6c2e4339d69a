import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type LogEvent, logEvents } from '../../shared/log/events.ts';
import { infra } from './deployed.ts';

export interface Alert {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** Whether a mail says that it is over. */
  readonly resolves: boolean;
  readonly every: string;
  readonly window: string;
  readonly query: string;
  readonly operator: string;
  readonly threshold: number;
}

export interface Workbook {
  readonly items: readonly {
    readonly name: string;
    readonly content: { readonly query?: string; readonly crossComponentResources?: readonly string[] };
  }[];
  readonly fallbackResourceIds: readonly string[];
}

const readJson = async (file: string) => JSON.parse(await readFile(join(infra, file), 'utf8'));

export const alerts: readonly Alert[] = await readJson('alerts.json');
const workbook: Workbook = await readJson('workbook.json');
const asked = workbook.items.map(({ name, content }) => ({ name, query: content.query ?? '' }));
/** Of the alerts and of the workbook. */
export const queries = [...alerts, ...asked].filter(({ query }) => query !== '');
export const events: Readonly<Record<string, LogEvent>> = logEvents;

/** The names of events that a query compares with. */
export function eventsOf(query: string): string[] {
  const lists = [...query.matchAll(/\bevent (?:==|in) \(?((?:'[^']+'(?:, )?)+)/g)].map(([, list]) => list!);
  return lists.flatMap((list) => [...list.matchAll(/'([^']+)'/g)].map(([, name]) => name!));
}

/** Whether the last condition of a query is met where its names have these values. */
export function isMet(query: string, values: Readonly<Record<string, number>>): boolean {
  const [, condition = ''] = /.* where ([^|]+)$/.exec(query) ?? [];
  const text = condition.replaceAll(' and ', ' && ').replaceAll(' or ', ' || ');
  return new Function(...Object.keys(values), `return ${text};`)(...Object.values(values));
}
