import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { type Screen, screenOf } from '../terminal/screen.ts';

export interface OutputOptions {
  readonly stdout: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  readonly stderr: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  readonly env: NodeJS.ProcessEnv;
  /** The API's objects, and nothing for people. */
  readonly json: boolean;
  /** Data and failures, no more. */
  readonly quiet: boolean;
}

/** Where a command says things: data to stdout, whatever is about it to stderr. */
export class Output {
  readonly json: boolean;
  /** For people, on stderr: notes, progress, failures. */
  readonly people: Screen;
  /** Paints what goes to stdout, as that can show it. */
  readonly paper: Screen;
  readonly #stdout: Writable;
  readonly #isTalkative: boolean;

  constructor({ stdout, stderr, env, json, quiet }: OutputOptions) {
    this.json = json;
    this.people = screenOf(stderr, env);
    this.paper = screenOf(stdout, env);
    this.#stdout = stdout;
    // A program that reads JSON may well read stderr too: there, nothing but a failure.
    this.#isTalkative = !quiet && (!json || stderr.isTTY === true);
  }

  /** Says something beside the data. */
  note(text: string): void {
    if (this.#isTalkative) this.people.text('', text);
  }

  /** Shows how far something is. */
  progress(text: string): void {
    if (this.#isTalkative) this.people.progress(text);
  }

  /** Data: an object of the API as it is with `--json`, else what it is for people. */
  async show<T>(value: T, lines: (value: T, paper: Screen) => readonly string[]): Promise<void> {
    const text = this.json ? JSON.stringify(value, null, 2) : lines(value, this.paper).join('\n');
    if (text !== '') await this.write(`${text}\n`);
  }

  /** Writes data, no faster than it is read. */
  async write(data: string | Uint8Array): Promise<void> {
    if (!this.#stdout.write(data)) await once(this.#stdout, 'drain');
  }
}
