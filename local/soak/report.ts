import type { Screen } from '../../cli/terminal/screen.ts';

/** What came of a soak; `--json` prints it as it is. */
export interface SoakReport {
  readonly users: number;
  readonly rate: number;
  readonly onUncertain: 'hold' | 'retry';
  /** Processes that were killed, and asked to end. */
  readonly sigkills: number;
  readonly sigterms: number;
  readonly recipients: number;
  readonly delivered: number;
  readonly duplicates: number;
  readonly lost: number;
  readonly uncertain: number;
  /** Whom a killed sender was sending to: most per process killed, all told, and the most a kill may leave. */
  readonly inDoubtMost: number;
  readonly inDoubt: number;
  readonly inDoubtBound: number;
  /** By end, in their order; each fifth one is of two processes. */
  readonly inDoubtByEnd: readonly number[];
  /** Of those, after SIGTERM. */
  readonly inDoubtAfterSigterm: number;
  /** Requests to storage that something went wrong with. */
  readonly storageFaults: number;
  readonly longestSilenceSeconds: number;
  readonly seconds: number;
  /** Promises that were broken, in words. */
  readonly broken: readonly string[];
}

/** Shows it to people. */
export function showReport(screen: Screen, report: SoakReport): void {
  const { broken, inDoubtMost, inDoubtBound, rate } = report;
  const rows: readonly [string, string | number][] = [
    ['kills', `${report.sigkills} SIGKILL, ${report.sigterms} SIGTERM`],
    ['recipients', report.recipients],
    ['delivered', report.delivered],
    ['duplicates', report.duplicates],
    ['lost', report.lost],
    ['uncertain', report.uncertain],
    ['in doubt', `${report.inDoubt}, most per kill ${inDoubtMost} of ${inDoubtBound} (three seconds of ${rate}/s)`],
    ['', `after SIGTERM ${report.inDoubtAfterSigterm}`],
    ...(report.storageFaults > 0 ? [['storage', `${report.storageFaults} requests went wrong`] as const] : []),
    ['silence', `${report.longestSilenceSeconds} s at most`],
    ['duration', `${report.seconds} s`],
  ].map(([name, value]) => [String(name), value ?? '']);
  screen.line();
  for (const [name, value] of rows) screen.line(`  ${name.padEnd(12)}${value}`);
  screen.line();
  if (broken.length === 0) screen.check('Every promise was kept.');
  for (const what of broken) screen.cross(what);
}
