import { count, idleMonth, type Line, million, monitoring, total } from './bill.ts';
import { countedBroadcast, countedIdle, countedPlan } from './counted.ts';
import { type AlertEvery, free } from './prices.ts';

/** What stands around the tables in docs/operate.md. */
const BEGIN = '<!-- Made by npm run docs of the figures in performance.md. -->';
const END = '<!-- End of what is made. -->';

/** The most it is meant to cost, dollars, monitoring apart. */
const GOALS = { idle: 1, million: 0.3 };

/** One of infra/alerts.json. */
export interface PaidAlert {
  readonly every: AlertEvery;
}

/**
 * docs/operate.md with its tables of costs made anew.
 * @param operate the page as it is
 * @param performance docs/performance.md, whose figures are paid for
 * @throws {Error} when either page lacks its part
 */
export function withCosts(operate: string, performance: string, alerts: readonly PaidAlert[]): string {
  const [begin, end] = [operate.indexOf(BEGIN), operate.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error('docs/operate.md has no place for the costs.');
  return `${operate.slice(0, begin + BEGIN.length)}\n\n${costs(performance, alerts)}\n\n${operate.slice(end)}`;
}

/** The tables, and what they come to. @param performance docs/performance.md */
export function costs(performance: string, alerts: readonly PaidAlert[]): string {
  const [idle, sent] = [countedIdle(performance), countedBroadcast(performance)];
  const [month, people] = [idleMonth(idle), million(sent, countedPlan(performance))];
  const compute = `with ${count(free.gbSeconds)} GB-s and ${count(free.executions)} executions free`;
  const every = alerts.map((alert) => alert.every);
  return [
    table('a month with nothing to do', compute, month),
    verdict('a month with nothing to do', GOALS.idle, month),
    table('a broadcast to a million people', compute, people),
    verdict('a million people', GOALS.million, people),
    table('monitoring, apart', `with ${free.logGb} GB of logs free`, monitoring(every, idle, sent)),
  ].join('\n\n');
}

function table(title: string, grant: string, lines: readonly Line[]): string {
  const sum = total(lines);
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    row([title, 'how much', 'list price', grant]),
    '|---|---:|---:|---:|',
    ...lines.map((line) => row([line.what, line.amount, money(line.dollars), money(line.withGrant)])),
    row(['**together**', '', `**${money(sum.dollars)}**`, `**${money(sum.withGrant)}**`]),
  ].join('\n');
}

/** Says plainly whether a goal is met. */
function verdict(what: string, goal: number, lines: readonly Line[]): string {
  const { dollars, withGrant } = total(lines);
  const said = (sum: number) => (sum <= goal ? 'met' : `missed by ${money(sum - goal)}`);
  return `The goal for ${what} is $${goal.toFixed(2)} at most: ${said(dollars)} at the list price, ${said(withGrant)} within what is free.`;
}

/** `$1.123` */
function money(dollars: number): string {
  return `$${dollars.toFixed(3)}`;
}
