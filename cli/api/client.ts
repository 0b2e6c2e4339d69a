import { type Failure, Interrupted } from '../failure.ts';
import { isLater, isLost, type Patience, retryAfter, usualPatience, Waits } from './patience.ts';
import { isProblem, notCarillon, problemIn, unreachable } from './problem.ts';

export interface ClientOptions {
  /** Where the app is, without a slash at the end. */
  readonly url: string;
  /** Gives a token for each request; nothing where none is asked for. */
  readonly token?: () => Promise<string>;
  readonly interrupted: AbortSignal;
  /** Told of a try that failed and will be repeated. */
  readonly troubled?: (what: string) => void;
}

export interface Request {
  readonly method?: string;
  readonly query?: URLSearchParams;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly patience?: Patience;
  /** A status that is an answer here, too, and no failure. */
  readonly alsoAnswer?: number;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/** An answer whose body was read, or is being. */
type Read = { readonly body: unknown };
type Tried<T> =
  | { readonly answer: T }
  | { readonly failure: Failure; readonly retryAfter: number | undefined; readonly isNobody: boolean };

/** So long one try may take until its answer begins, ms: Azure Functions ends a request after 230 s. */
const TRY = 240_000;

/** Who waits no longer than this need not be told that there is a wait, ms. */
const SILENT = 5_000;

/**
 * Asks the API. Every request of it may be repeated: actions are done once however often they are asked for, and
 * creating has a key. So a lost answer is asked for again, for a while.
 */
export class Client {
  readonly #options: ClientOptions;

  constructor(options: ClientOptions) {
    this.#options = options;
  }

  /**
   * @param path below `/api`
   * @returns an answer of 2xx or 304
   * @throws {Failure} for any other, and for none
   * @throws {Interrupted}
   */
  async ask(path: string, request: Request = {}): Promise<Answer> {
    return this.#untilInterrupted(() => this.#repeat(path, request, readJson));
  }

  /** The body of an answer as it comes. @throws as {@link ask} */
  async stream(path: string, request: Request = {}): Promise<ReadableStream<Uint8Array>> {
    const open = async (response: Response) => (response.ok ? response : readJson(response));
    const answer = await this.#untilInterrupted(() => this.#repeat(path, request, open));
    if (answer.body instanceof ReadableStream) return answer.body;
    throw notCarillon(this.#options.url, 'sent no body');
  }

  async #repeat<T extends Read>(path: string, request: Request, read: (response: Response) => Promise<T>): Promise<T> {
    const { interrupted, troubled } = this.#options;
    const { absent, busy } = request.patience ?? usualPatience;
    const waits = new Waits();
    let isTold = false;
    for (;;) {
      const tried = await this.#once(path, request, read);
      if ('answer' in tried) return tried.answer;
      const { failure, retryAfter, isNobody } = tried;
      const limit = isNobody ? absent : busy;
      if (!isTold && limit > SILENT) troubled?.(failure.message);
      isTold = true;
      if (!(await waits.wait(limit, retryAfter, interrupted))) throw failure;
    }
  }

  /** @throws what asking again would not change */
  async #once<T extends Read>(
    path: string,
    request: Request,
    read: (response: Response) => Promise<T>,
  ): Promise<Tried<T>> {
    const { url, interrupted } = this.#options;
    const headers = await this.#headers(request);
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(new Error('no answer in time')), TRY);
    try {
      const response = await fetch(`${url}/api/${path}${request.query?.size ? `?${request.query}` : ''}`, {
        method: request.method ?? 'GET',
        headers,
        ...(request.body !== undefined && { body: JSON.stringify(request.body) }),
        // A token goes nowhere but where it was meant to.
        redirect: 'manual',
        signal: AbortSignal.any([interrupted, late.signal]),
      });
      const answer = await read(response);
      if (response.ok || response.status === 304) return { answer };
      if (response.status === request.alsoAnswer && !isProblem(answer.body)) return { answer };
      const failure = problemIn(response.status, answer.body, url);
      if (!isLater(response.status)) throw failure;
      return { failure, retryAfter: retryAfter(response.headers), isNobody: false };
    } catch (error) {
      // `fetch` rejects with a TypeError for whatever became of the connection.
      if (!(error instanceof TypeError) && error !== late.signal.reason) throw error;
      return { failure: unreachable(url, error), retryAfter: undefined, isNobody: !isLost(error) };
    } finally {
      clearTimeout(timer);
    }
  }

  async #headers({ body, headers }: Request): Promise<Record<string, string>> {
    const { token } = this.#options;
    return {
      Accept: 'application/json',
      ...headers,
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
      ...(token && { Authorization: `Bearer ${await token()}` }),
    };
  }

  async #untilInterrupted<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (this.#options.interrupted.aborted) throw new Interrupted();
      throw error;
    }
  }
}

/** @returns the body as JSON; as text where it is none */
async function readJson(response: Response): Promise<Answer> {
  const { status, headers } = response;
  const text = await response.text();
  try {
    return { status, headers, body: text === '' ? null : JSON.parse(text) };
  } catch {
    // What is not JSON is not from Carillon: whoever looks into the body finds that out.
    return { status, headers, body: text };
  }
}
