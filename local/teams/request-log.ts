import { PeakMeter } from './limits/peak.ts';
import { now } from './now.ts';
import type { ArrivedRequest, Operation } from './request.ts';

/** How a request ended: its status, or that it got none. */
export type RequestEnd = number | 'hung' | 'reset' | 'lost-answer';

/** One line of the log. */
export interface LoggedRequest {
  readonly number: number;
  readonly at: number;
  readonly operation: Operation;
  readonly method: string;
  readonly path: string;
  readonly user: number | undefined;
  readonly conversation: string | undefined;
  readonly authorized: boolean;
  /** Undefined while it is in flight. */
  readonly end: RequestEnd | undefined;
  readonly endedAt: number | undefined;
  /** Whether our limits refused it. */
  readonly limited: boolean;
  /** The fault that struck it. */
  readonly fault: string | undefined;
  /** Whether the client had gone before the answer was ready. */
  readonly unheard: boolean;
}

/** Numbers over all requests since the start. */
export interface RequestStats {
  readonly requests: number;
  readonly inFlight: number;
  /** Answers by status, and the three ways of none. */
  readonly ends: Readonly<Record<string, number>>;
  readonly operations: Readonly<Partial<Record<Operation, number>>>;
  /** 429s, whoever caused them. */
  readonly throttled: number;
  /** 429s from the limits. */
  readonly limited: number;
  /** The most requests that arrived in any sliding second. */
  readonly peakPerSecond: number;
  /** The most that the limits let through in any sliding second (a split message counts as two). */
  readonly peakAdmittedPerSecond: number;
  /** How many came with an Authorization header. */
  readonly authorized: number;
}

type Line = { -readonly [Field in keyof LoggedRequest]: LoggedRequest[Field] };

/** The last requests, line by line, and numbers over all of them. */
export class RequestLog {
  readonly #size: number;
  readonly #arrived = new PeakMeter();
  readonly #admitted = new PeakMeter();
  readonly #ends: Record<string, number> = {};
  readonly #operations: Partial<Record<Operation, number>> = {};
  #lines: Line[] = [];
  #requests = 0;
  #inFlight = 0;
  #limited = 0;
  #authorized = 0;

  /** @param size how many lines are kept at least; the numbers go on for ever */
  constructor(size: number) {
    this.#size = size;
  }

  /** Notes an arrival; the caller keeps the line for {@link end}. */
  arrive(request: ArrivedRequest): LoggedRequest {
    const { number, at, operation, method, path, user, conversation, authorization } = request;
    const authorized = authorization !== undefined;
    const line: Line = {
      ...{ number, at, operation, method, path, user, conversation, authorized },
      ...{ end: undefined, endedAt: undefined, limited: false, fault: undefined, unheard: false },
    };
    this.#lines.push(line);
    if (this.#lines.length > 2 * this.#size) this.#lines = this.#lines.slice(-this.#size);
    this.#requests++;
    this.#inFlight++;
    if (authorized) this.#authorized++;
    this.#operations[operation] = (this.#operations[operation] ?? 0) + 1;
    this.#arrived.count(at);
    return line;
  }

  /** Notes that the limits let so many requests through. */
  admit(at: number, cost: number): void {
    this.#admitted.count(at, cost);
  }

  /** Notes that the connection of a request is gone; nobody will hear the answer unless it went out already. */
  close(line: LoggedRequest): void {
    if (line.end === undefined) Object.assign(line, { unheard: true });
  }

  /** Notes how a request ended. */
  end(line: LoggedRequest, end: RequestEnd, why: Partial<Pick<LoggedRequest, 'limited' | 'fault'>>): void {
    Object.assign(line, { end, endedAt: now() }, why);
    this.#inFlight--;
    this.#ends[end] = (this.#ends[end] ?? 0) + 1;
    if (why.limited) this.#limited++;
  }

  /** The last lines, oldest first. */
  lines(): readonly LoggedRequest[] {
    return this.#lines;
  }

  stats(): RequestStats {
    return {
      requests: this.#requests,
      inFlight: this.#inFlight,
      ends: { ...this.#ends },
      operations: { ...this.#operations },
      throttled: this.#ends['429'] ?? 0,
      limited: this.#limited,
      peakPerSecond: this.#arrived.highest,
      peakAdmittedPerSecond: this.#admitted.highest,
      authorized: this.#authorized,
    };
  }
}
