import type { Broadcast } from '../../../shared/records/broadcast.ts';
import { idOfBroadcastRow } from '../../../shared/records/broadcast-keys.ts';
import { decodeBroadcast } from '../../../shared/records/broadcast-row.ts';
import { isFinished } from '../../../shared/shard/delivery.ts';
import type { Change, Row } from '../../../shared/storage/table.ts';
import { textIn } from './shard-watch.ts';
import type { Verdicts } from './verdicts.ts';

/** Watches every write of a broadcast's row: an end stays one until a retry, and has nothing left to do. */
export class BroadcastWatch {
  readonly #verdicts: Verdicts;
  /** Told when there is work where there was none, and when none is left. */
  onWork: (isThere: boolean) => void = () => {};
  /** Told of each broadcast that was made, and the message it was made of. */
  onCreated: (text: string, created: Broadcast) => void = () => {};
  /** Told of each that somebody has released, and the message it was made of. */
  onReleased: (text: string) => void = () => {};
  /** Told of each end. */
  onEnd: (ended: Broadcast) => void = () => {};
  readonly #rows = new Map<string, Broadcast>();
  readonly #ids = new Map<string, string[]>();
  /** Texts of messages by `id.version`. */
  readonly #texts = new Map<string, string>();

  /** By id. */
  readonly #released = new Map<string, number>();

  constructor(verdicts: Verdicts) {
    this.#verdicts = verdicts;
  }

  /** The broadcasts that were made of a message. */
  idsOf(text: string): readonly string[] {
    return this.#ids.get(text) ?? [];
  }

  /** What a version of a message says. */
  textOf(id: string, version: number): string | undefined {
    return this.#texts.get(`${id}.${version}`);
  }

  /** The version of a message that says so. */
  versionOf(id: string, text: string): number {
    const newest = this.#rows.get(id)?.version ?? 1;
    for (let version = newest; version > 1; version--) if (this.textOf(id, version) === text) return version;
    return 1;
  }

  /** The version that somebody has released. */
  releasedVersion(id: string): number | undefined {
    return this.#released.get(id);
  }

  row(id: string): Broadcast | undefined {
    return this.#rows.get(id);
  }

  /** Whether all there are have ended. */
  get #allEnded(): boolean {
    return [...this.#rows.values()].every(({ endedAt }) => endedAt !== undefined);
  }

  onWrite = (tenant: string, changes: readonly Change[]): void => {
    for (const change of changes) {
      if (change.do === 'delete') continue;
      if (change.key.startsWith('m')) this.#created(change);
      if (change.key.startsWith('e')) this.#edited(change);
      if (change.key.startsWith('b')) this.#written(tenant, change.key, change.values as Row['values']);
    }
  };

  #created(change: Change): void {
    const text = textIn(change);
    if (text === undefined) return;
    const id = change.key.slice(1);
    this.#ids.set(text, [...this.idsOf(text), id]);
    this.#texts.set(`${id}.1`, text);
    // Its row is written before its message, in one transaction.
    this.onCreated(text, this.#rows.get(id)!);
  }

  #edited(change: Change): void {
    this.#texts.set(change.key.slice(1), textIn(change) ?? '');
  }

  #written(tenant: string, key: string, values: Row['values']): void {
    const id = idOfBroadcastRow(key);
    const is = decodeBroadcast({ key, etag: '', writtenAt: 0, values: present(values) }, tenant);
    const was = this.#rows.get(id);
    const rested = this.#allEnded;
    this.#rows.set(id, is);
    if (is.release?.done && !this.#released.has(id)) {
      this.#released.set(id, is.version ?? 1);
      this.onReleased(this.textOf(id, 1)!);
    }
    if (rested !== this.#allEnded) this.onWork(rested);
    if (is.endedAt !== undefined && was?.endedAt === undefined) this.onEnd(is);
    if (is.end && !isFinished(is.end.counts)) {
      this.#verdicts.blame('ended-early', `${id} ended with ${JSON.stringify(is.end.counts)}`);
    }
    if (!was) return;
    if (is.run < was.run) this.#verdicts.blame('ended-early', `${id} went from run ${was.run} back to ${is.run}`);
    if (was.endedAt !== undefined && is.endedAt === undefined && is.run !== was.run + 1) {
      this.#verdicts.blame('ended-early', `${id} had ended, and has not`);
    }
    if (was.change?.kind === 'recall' && is.change?.kind !== 'recall') {
      this.#verdicts.blame('taken-back', `${id} was recalled, and is not`);
    }
    if (was.canceledAt !== undefined && is.canceledAt === undefined && is.run === was.run) {
      this.#verdicts.blame('taken-back', `${id} was canceled, and is not`);
    }
  }
}

function present(values: Row['values']): Row['values'] {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
