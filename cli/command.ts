import type { ExitCode } from './exit-codes.ts';
import type { CommonOptions, Session } from './session.ts';

/**
 * What a command does.
 * @returns its exit code, 0 when it gives none
 * @throws {Failure} {Interrupted}
 */
export type Command<O = CommonOptions> = (
  session: Session,
  positional: readonly string[],
  options: O & CommonOptions,
) => Promise<ExitCode | undefined>;

/** Does a command in the session its options ask for. */
export type Perform = <O>(
  command: Command<O>,
  positional: readonly string[],
  options: O & CommonOptions,
) => Promise<void>;
