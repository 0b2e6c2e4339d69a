import { type ExitCode, exitCode } from './exit-codes.ts';

/** What failed, in the form in which the API tells of its problems. */
export interface ProblemBody {
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly status?: number;
  /** What to do about it. */
  readonly action?: string;
  /** Each fault in what was sent, by JSON pointer. */
  readonly errors?: readonly { readonly path: string; readonly code: string; readonly message: string }[];
  /** The key with which sending can be repeated. */
  readonly idempotencyKey?: string;
}

/** A command can't do what it was asked to; the person is told `problem`, the pipeline the exit code. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly exit: ExitCode;
  readonly problem: ProblemBody;

  constructor(exit: ExitCode, problem: ProblemBody, cause?: unknown) {
    super(problem.detail, { cause });
    this.exit = exit;
    this.problem = problem;
  }

  /** The same, and with what key it can be asked for again. */
  withKey(idempotencyKey: string): Failure {
    return new Failure(this.exit, { ...this.problem, idempotencyKey }, this.cause);
  }
}

/** The command line, or a file it names, is wrong. */
export function usageFailure(detail: string, action?: string): Failure {
  const problem = { code: 'usage', title: 'The command is not as it should be', detail };
  return new Failure(exitCode.usage, { ...problem, ...(action !== undefined && { action }) });
}

/** A person pressed Ctrl-C, or said no. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}
