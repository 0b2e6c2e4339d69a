/** What docs/performance.md tells of counts, read off its tables: what a bill is made of is told in one place. */

/** Operations of some run, by service. */
export interface Operations {
  readonly table: number;
  readonly queue: number;
}

/** A broadcast that was counted. */
export interface CountedBroadcast extends Operations {
  readonly recipients: number;
  /** Looks at empty queues other than that of the sender's own function: in Azure a sender's instance does not ask them. */
  readonly otherQueues: number;
  /** Messages that were worked on: each is an execution. */
  readonly executions: number;
}

/** An app with nothing to do, a month. */
export interface CountedIdle extends Operations {
  /** How often each function ran, and how long, s, median. */
  readonly runs: readonly { readonly name: string; readonly times: number; readonly seconds: number }[];
}

/** A page of the plan. */
export interface CountedPlan {
  readonly users: number;
  readonly pages: number;
  /** CPU of a page, s, on a whole core. */
  readonly cpuSeconds: number;
}

/** The queues that a trigger listens to; what holds given-up messages is read by a timer. */
const polled = (what: string) => what.endsWith(': empty poll') && !what.includes('-poison:');

/** @throws {Error} when the page has no such table */
export function countedBroadcast(page: string): CountedBroadcast {
  const chapter = chapterOf(page, 'Storage operations');
  const recipients = Number(/^operation +(\d+) +each$/m.exec(chapter)?.[1]);
  const rows = operationsIn(chapter, /^(table|queue) (\S.*?) +(\d+) +[\d.]+$/gm);
  const done = rows.filter(({ what }) => what.startsWith('queue') && what.endsWith(': delete'));
  const others = rows.filter(({ what }) => polled(what) && what !== 'queue deliver: empty poll');
  return { recipients, ...byService(rows), otherQueues: sum(others), executions: sum(done) };
}

/** @throws {Error} when the page has no such table */
export function countedIdle(page: string): CountedIdle {
  const chapter = chapterOf(page, 'With nothing to do');
  // In Azure nobody asks the queue of a function that has no instance; see the chapter.
  const rows = operationsIn(chapter, /^(table|queue) (\S.*?) +\d+ +(\d+)$/gm).filter(({ what }) => !polled(what));
  const runs = [...chapter.matchAll(/^(\w+) +\d+ +(\d+) +(\d+) +\d+$/gm)].map(([, name, times, median]) => ({
    name: name!,
    times: Number(times),
    seconds: Number(median) / 1_000,
  }));
  if (runs.length === 0) throw new Error('docs/performance.md does not tell how often a timer ran.');
  return { ...byService(rows), runs };
}

/** @throws {Error} when the page has no such table */
export function countedPlan(page: string): CountedPlan {
  const chapter = chapterOf(page, 'Memory while planning');
  const [, users, pages, cpu] = /^users .*CPU ms a page$\n.*\n^(\d+) +\d+ +(\d+) .* (\d+)$/m.exec(chapter) ?? [];
  if (!users) throw new Error('docs/performance.md does not tell what a page of the plan took.');
  return { users: Number(users), pages: Number(pages), cpuSeconds: Number(cpu) / 1_000 };
}

interface Row {
  readonly what: string;
  readonly count: number;
}

function operationsIn(chapter: string, row: RegExp): Row[] {
  const rows = [...chapter.matchAll(row)].map(([, service, what, count]) => ({
    what: `${service} ${what}`,
    count: Number(count),
  }));
  if (rows.length === 0) throw new Error('docs/performance.md does not tell of operations where it should.');
  return rows;
}

function byService(rows: readonly Row[]): Operations {
  const of = (service: string) => sum(rows.filter(({ what }) => what.startsWith(service)));
  return { table: of('table'), queue: of('queue') };
}

function sum(rows: readonly Row[]): number {
  return rows.reduce((total, { count }) => total + count, 0);
}

function chapterOf(page: string, title: string): string {
  const [, chapter] = new RegExp(`^## ${title}$([\\s\\S]*?)(?=^## |(?![\\s\\S]))`, 'm').exec(page) ?? [];
  if (!chapter) throw new Error(`docs/performance.md has no chapter "${title}".`);
  return chapter;
}
