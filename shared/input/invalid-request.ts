import { Problem } from '../errors/problem.ts';
import type { Faults } from './faults.ts';

/** The answer to a body with faults: all of them, and in short the first. */
export function invalidRequest(faults: Faults): Problem {
  const [first] = faults.list();
  const where = first?.path ? `${first.path}: ` : '';
  const detail =
    faults.count === 1
      ? `${where}${first?.message}`
      : `${faults.count} problems; the first is ${where}${first?.message}`;
  return new Problem('invalid-request', { detail, errors: faults.list() });
}
