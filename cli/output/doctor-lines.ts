import type { Diagnosis } from '../doctor/finding.ts';
import type { Screen } from '../terminal/screen.ts';

/** What was found, and of each problem why it matters and what to do. */
export function doctorLines({ ok, findings }: Diagnosis, paper: Screen): string[] {
  const width = Math.max(...findings.map(({ check }) => check.length));
  const wrong = findings.filter((one) => !one.ok).length;
  return [
    ...findings.flatMap((finding) => {
      const mark = finding.ok ? paper.paint('green', 'ok   ') : paper.paint('red', 'wrong');
      const line = `${mark}  ${finding.check.padEnd(width)}  ${finding.says}`;
      return finding.ok ? [line] : [line, `       ${finding.why}`, `       → ${finding.todo}`];
    }),
    ok ? 'All is well.' : `${wrong} ${wrong === 1 ? 'thing is' : 'things are'} to be mended.`,
  ];
}
