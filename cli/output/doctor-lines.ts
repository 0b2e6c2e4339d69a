import { type Diagnosis, type Finding, isOpen } from '../doctor/finding.ts';
import type { Screen } from '../terminal/screen.ts';

/** What was found, of each problem why it matters and what to do, and in the end what it comes to. */
export function doctorLines({ findings }: Diagnosis, paper: Screen): string[] {
  const width = Math.max(...findings.map(({ check }) => check.length));
  return [
    ...findings.flatMap((finding) => {
      const { check, says, why, todo } = finding;
      const line = `${markOf(finding, paper)}  ${check.padEnd(width)}  ${says}`;
      return [
        line,
        ...(why === undefined ? [] : [`       ${why}`]),
        ...(todo === undefined ? [] : [`       → ${todo}`]),
      ];
    }),
    sumOf(findings),
  ];
}

function markOf(finding: Finding, paper: Screen): string {
  if (!finding.ok) return paper.paint('red', 'wrong');
  return isOpen(finding) ? paper.paint('yellow', 'open ') : paper.paint('green', 'ok   ');
}

function sumOf(findings: readonly Finding[]): string {
  const wrong = findings.filter(({ ok }) => !ok).length;
  const unknown = findings.filter(isOpen).length;
  const things = (count: number) => (count === 1 ? '1 thing is' : `${count} things are`);
  if (wrong > 0) return `${things(wrong)} to be mended.`;
  return unknown > 0 ? `Nothing wrong was seen, but ${things(unknown)} open.` : 'All is well.';
}
