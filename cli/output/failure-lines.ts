import type { ProblemBody } from '../failure.ts';
import type { Screen } from '../terminal/screen.ts';

/** Tells a person what is wrong, where, and what to do about it. */
export function tellFailure(people: Screen, problem: ProblemBody): void {
  people.text(`${people.paint('red', 'error')}: `, problem.detail);
  const faults = problem.errors ?? [];
  // A fault that is alone is the detail already.
  const isSaid = faults.length === 1 && problem.detail.includes(faults[0]!.message);
  for (const { path, message } of isSaid ? [] : faults)
    people.text(`  ${path === '' ? '(the whole)' : path}: `, message);
  if (problem.action !== undefined) people.text('  → ', problem.action);
  if (problem.idempotencyKey !== undefined) {
    people.text('  → ', `Nobody is told twice when you repeat this command with --key ${problem.idempotencyKey}`);
  }
}
