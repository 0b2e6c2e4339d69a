import { stripVTControlCharacters, styleText } from 'node:util';
import { wrap } from './wrap.ts';

export type Style = 'bold' | 'dim' | 'green' | 'yellow' | 'red' | 'cyan';

export interface ScreenOptions {
  readonly write: (text: string) => void;
  readonly colours: boolean;
  /** The last line may be drawn again and again: a terminal, not a file. */
  readonly live: boolean;
  /** How wide it is, in characters; asked each time, for windows change. */
  readonly columns: () => number;
}

/** Where progress can't be drawn in place, it is told this often, ms. */
const PROGRESS_EVERY = 5_000;
/** Lines wider than this are hard to read. */
const WIDEST = 104;
const CLEAR_LINE = '\r\x1b[2K';

/** What of a stream is needed to know what it can show. */
export interface Terminal {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** The screen a process writes to: colours and redrawing on a terminal, unless NO_COLOR is set; plain text elsewhere. */
export function screenOf(stream: Terminal, env: NodeJS.ProcessEnv): Screen {
  const terminal = stream.isTTY === true && env['TERM'] !== 'dumb';
  return new Screen({
    write: (text) => void stream.write(text),
    colours: terminal && !env['NO_COLOR'],
    live: terminal,
    // Some terminals say 0.
    columns: () => stream.columns || WIDEST + 1,
  });
}

/** Lines that stay, and below them one that changes while something goes on. */
export class Screen {
  readonly #options: ScreenOptions;
  readonly #began = performance.now();
  #current = '';
  #closed = false;
  #progressAt = Number.NEGATIVE_INFINITY;

  constructor(options: ScreenOptions) {
    this.#options = options;
  }

  paint(style: Style, text: string): string {
    return this.#options.colours && text !== '' ? styleText(style, text, { validateStream: false }) : text;
  }

  /** How many characters fit on a line. */
  get width(): number {
    return Math.max(40, Math.min(WIDEST, this.#options.columns() - 1));
  }

  /** Seconds since the beginning, such as `25.9 s`. */
  get elapsed(): string {
    return seconds(performance.now() - this.#began);
  }

  /** A line that stays. */
  line(text = ''): void {
    if (this.#options.live) this.#write(CLEAR_LINE);
    this.#write(`${text}\n`);
    if (this.#options.live) this.#write(this.#current);
  }

  /** Lines that stay, broken between words; `first` is before the first one, and as much room before the others. */
  text(first: string, text: string, style?: Style): void {
    const room = ' '.repeat(stripVTControlCharacters(first).length);
    for (const [i, row] of wrap(text, this.width - room.length).entries()) {
      this.line((i === 0 ? first : room) + (style ? this.paint(style, row) : row));
    }
  }

  /** A line that the next one of its kind replaces; where nothing can be replaced, one is written now and then. */
  progress(text: string): void {
    this.#current = text;
    if (this.#options.live) this.#write(CLEAR_LINE + text);
    else if (performance.now() - this.#progressAt >= PROGRESS_EVERY) this.#writeProgress();
  }

  /** Ends the line that changes: as it is, or without a trace. */
  endProgress(how: 'keep' | 'forget'): void {
    if (this.#current !== '') {
      if (how === 'keep') this.#writeProgress();
      else if (this.#options.live) this.#write(CLEAR_LINE);
    }
    this.#current = '';
    this.#progressAt = Number.NEGATIVE_INFINITY;
  }

  /** Nothing more is shown: what goes on behind is being ended. */
  close(): void {
    this.endProgress('forget');
    this.#closed = true;
  }

  #writeProgress(): void {
    const text = this.#current;
    this.#current = '';
    this.#progressAt = performance.now();
    this.line(text);
  }

  /**
   * Does something, and says so in a line with a check mark and how long it took.
   * @param doing what is shown meanwhile, on a terminal
   * @param work gives what to say in the end; it may tell how far it is
   */
  async step<T>(doing: string, work: (tell: (text: string) => void) => Promise<readonly [T, string]>): Promise<T> {
    const began = performance.now();
    const tell = (text: string) => {
      if (this.#options.live) this.progress(`  ${this.paint('dim', `… ${text}`)}`);
    };
    tell(doing);
    try {
      const [result, done] = await work(tell);
      this.endProgress('forget');
      this.check(`${done} ${this.paint('dim', `(${seconds(performance.now() - began)})`)}`);
      return result;
    } catch (error) {
      this.endProgress('forget');
      this.cross(doing);
      throw error;
    }
  }

  /** Something happened, at this moment since the beginning. */
  event(text: string): void {
    this.text(this.paint('dim', `${this.elapsed.padStart(8)}  `), text);
  }

  /** Something is as it should be. */
  check(text: string): void {
    this.text(`  ${this.paint('green', '✔')} `, text);
  }

  /** Something is not as it should be. */
  cross(text: string): void {
    this.text(`  ${this.paint('red', '✘')} `, text);
  }

  #write(text: string): void {
    if (!this.#closed) this.#options.write(text);
  }
}

/** Such as `1.2 s`. */
export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
