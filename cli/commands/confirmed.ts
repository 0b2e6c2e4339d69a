import type { Broadcast } from '../api/shapes.ts';
import { type Attendance, confirm, isAttended } from '../ask.ts';
import { Failure } from '../failure.ts';

/**
 * Where the server wants confirmed what is more than is usual in a day, a person is asked; a pipeline says so beforehand,
 * with `--confirm`.
 * @param isConfirmed whether they have
 * @throws {Failure} {Interrupted}
 */
export async function confirmed(
  ask: (confirms: boolean) => Promise<Broadcast>,
  isConfirmed: boolean,
  question: string,
  around: Attendance,
): Promise<Broadcast> {
  try {
    return await ask(isConfirmed);
  } catch (error) {
    const isAsked = error instanceof Failure && error.problem.code === 'confirmation-required';
    if (!isAsked || isConfirmed) throw error;
    if (!isAttended(around)) {
      throw new Failure(error.exit, { ...error.problem, action: 'If you are sure, repeat it with --confirm.' });
    }
    await confirm(`${error.problem.detail} ${question}`, around);
    return ask(true);
  }
}
