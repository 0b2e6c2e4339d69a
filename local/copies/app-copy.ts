import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface AppCopyOptions {
  readonly name: string;
  /** Connection string of the storage all copies share. */
  readonly storage: string;
  /** CARILLON_RATE. */
  readonly rate: number;
  /** Further settings, or others than the usual ones. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Run it as `npm run build` made it, instead of the source. */
  readonly bundle: boolean;
  /** Told to end, a sender records what is in flight first: a second or two. After so long it is killed, ms (5,000). */
  readonly grace?: number;
  /** Called with each line it writes. */
  readonly heard: (line: string) => void;
  /** Called when it ends, once it was up, though nobody told it to. */
  readonly failed: (error: Error) => void;
}

const script = join(import.meta.dirname, '..', 'start.ts');
const LINES_KEPT = 30;

/** One running copy of the app: `npm start` in a process of its own, on a free port. It ends with this process. */
export class AppCopy {
  readonly name: string;
  /** Resolves when it answers; rejects, with what it said, when it ends before. */
  readonly up: Promise<void>;
  readonly #child: ChildProcess;
  readonly #grace: number;
  readonly #exited: Promise<unknown>;
  readonly #lastLines: string[] = [];
  #state: 'starting' | 'up' | 'ended' = 'starting';
  #url = '';

  constructor({ name, storage, rate, settings, bundle, grace = 5_000, heard, failed }: AppCopyOptions) {
    this.name = name;
    this.#grace = grace;
    const usual = { PORT: '0', AzureWebJobsStorage: storage, CARILLON_RATE: String(rate) };
    const env = { ...bareEnvironment(), ...usual, ...settings };
    const args = [script, ...(bundle ? ['--bundle'] : [])];
    this.#child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    process.once('exit', this.#killNow);
    this.#exited = once(this.#child, 'exit').finally(() => process.off('exit', this.#killNow));
    this.up = new Promise((resolve, reject) => {
      this.#eachLine((line) => {
        heard(line);
        const [, url] = /^ready (http:\S+)/.exec(line) ?? [];
        if (url === undefined) return;
        this.#url = url;
        if (this.#state === 'starting') this.#state = 'up';
        resolve();
      });
      this.#child.once('close', (code, signal) => {
        const error = new Error(`${name} ended (${signal ?? `exit code ${code}`}). ${this.#itsLastWords()}`);
        if (this.#state === 'up') failed(error);
        this.#state = 'ended';
        reject(error);
      });
    });
    this.up.catch(() => {});
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Where it listens, once it is up. */
  get url(): string {
    return this.#url;
  }

  /** It is up, and has not been told to end. */
  get running(): boolean {
    return this.#state === 'up';
  }

  /** Ends it at this instant, as a power failure would. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /**
   * Asks it to end, and kills it when it has not after its grace.
   * @returns whether it ended by itself, and cleanly
   */
  stop(): Promise<boolean> {
    return this.#end('SIGTERM');
  }

  async #end(signal: NodeJS.Signals): Promise<boolean> {
    this.#state = 'ended';
    const patience = setTimeout(this.#killNow, this.#grace);
    this.#child.kill(signal);
    await this.#exited;
    clearTimeout(patience);
    return this.#child.exitCode === 0;
  }

  readonly #killNow = () => void this.#child.kill('SIGKILL');

  #eachLine(take: (line: string) => void): void {
    for (const input of [this.#child.stdout, this.#child.stderr]) {
      if (!input) continue;
      createInterface({ input }).on('line', (line) => {
        this.#lastLines.push(line);
        if (this.#lastLines.length > LINES_KEPT) this.#lastLines.shift();
        take(line);
      });
    }
  }

  #itsLastWords(): string {
    return this.#lastLines.length === 0 ? 'It said nothing.' : `What it said last:\n${this.#lastLines.join('\n')}`;
  }
}

/** This process's, without settings of another Carillon and without proxies: everything here is on this machine. */
function bareEnvironment(): NodeJS.ProcessEnv {
  const ofAnApp = /^(CARILLON_|MicrosoftApp|AzureWebJobs|AzureFunctions|AZURE_FUNCTIONS_|NODE_TEST_CONTEXT)|_proxy$/i;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !ofAnApp.test(name)));
}
