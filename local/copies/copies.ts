import { AppCopy, type AppCopyOptions } from './app-copy.ts';
import { connectionsTo } from './connections.ts';

export interface CopiesOptions extends Omit<AppCopyOptions, 'name' | 'heard'> {
  /** Called with each line a copy writes. */
  readonly heard: (copy: string, line: string) => void;
}

/** The copies of the app, all on one storage. */
export class Copies {
  readonly #options: CopiesOptions;
  readonly #all: AppCopy[] = [];

  constructor(options: CopiesOptions) {
    this.#options = options;
  }

  /** Starts one more, and waits until it answers. */
  async start(): Promise<AppCopy> {
    const name = `copy ${this.#all.length + 1}`;
    const copy = new AppCopy({ ...this.#options, name, heard: (line) => this.#options.heard(name, line) });
    this.#all.push(copy);
    await copy.up;
    return copy;
  }

  get running(): readonly AppCopy[] {
    return this.#all.filter((copy) => copy.running);
  }

  /** The running copy with the most connections to Teams, and how many; where that can't be known, the first one. */
  busiest(teamsPort: number): { readonly copy: AppCopy; readonly connections: number | undefined } {
    const counted = this.running.map((copy) => ({ copy, connections: connectionsTo(teamsPort, copy.pid) }));
    const [first, ...others] = counted;
    if (!first) throw new Error('No copy of the app is running.');
    return others.reduce((most, one) => ((one.connections ?? 0) > (most.connections ?? 0) ? one : most), first);
  }

  /** Ends all, also those that are starting: asks them to, or kills them. */
  async end(how: 'stop' | 'kill'): Promise<void> {
    await Promise.all(this.#all.map((copy) => copy[how]()));
  }
}
