import { type ErrorCode, errorCatalogue } from './catalogue.ts';

/** One fault in what was sent, by JSON pointer (RFC 6901); `''` is the whole of it. */
export interface ProblemDetail {
  readonly path: string;
  readonly code: string;
  readonly message: string;
}

/** What a Problem says beyond its code's entry in the catalogue. */
export interface ProblemOptions {
  /** A sentence on this occurrence, shown to the caller. */
  readonly detail?: string;
  readonly errors?: readonly ProblemDetail[];
  /** Seconds, instead of the catalogue's. */
  readonly retryAfter?: number;
  /** For the log only. */
  readonly cause?: unknown;
  /** The log has it already: who answers it writes no line of their own. */
  readonly logged?: boolean;
}

/** An error the caller is to be told. Thrown by the core; the HTTP door turns it into problem+json. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly code: ErrorCode;
  readonly status: number;
  readonly errors: readonly ProblemDetail[] | undefined;
  /** Seconds. */
  readonly retryAfter: number | undefined;
  readonly logged: boolean;

  constructor(code: ErrorCode, options: ProblemOptions = {}) {
    const entry = errorCatalogue[code];
    super(options.detail ?? entry.detail, { cause: options.cause });
    this.code = code;
    this.status = entry.status;
    this.errors = options.errors;
    this.retryAfter = options.retryAfter ?? entry.retryAfter;
    this.logged = options.logged ?? false;
  }
}
