import { ofRow } from '../../../shared/audit/entry-row.ts';
import { openTrail } from '../../../shared/audit/trail.ts';
import { systemClock } from '../../../shared/clock.ts';
import { appendOnly } from '../../../shared/storage/append-only.ts';
import type { Change, Table } from '../../../shared/storage/table.ts';
import type { Call } from '../app/call.ts';
import type { Verdicts } from './verdicts.ts';

/** What changes nothing although it is a POST, and what has no caller. */
const unaudited: readonly string[] = ['audience/resolve', 'messages'];
/** What is done though the audit can't be written: what stops something. */
const stops = /\/(cancel|pause|recall|stop)$/;
/** The partition of callers who are of no tenant. */
const PARTITION = 'local';

/** Sees that whatever was done is in the audit as it was answered, and that nothing there is ever written again. */
export class AuditWatch {
  readonly #verdicts: Verdicts;
  readonly #answered = new Map<string, { readonly call: Call; readonly status: number }>();
  #requests = 0;

  constructor(verdicts: Verdicts) {
    this.#verdicts = verdicts;
  }

  /** The id of the next request. */
  next(): string {
    return `request-${++this.#requests}`;
  }

  answered(id: string, call: Call, status: number): void {
    const isAction = call.method !== 'GET' && !unaudited.includes(call.path.split('?')[0]!);
    if (isAction) this.#answered.set(id, { call, status });
  }

  /** Told of what is written to the audit. */
  readonly onWrite = (_partition: string, changes: readonly Change[]): void => {
    for (const { do: how, key } of changes) {
      if (how !== 'insert') this.#verdicts.blame('unaudited', `${ofRow(key).id} was written again (${how})`);
    }
  };

  /** @param isFair storage never failed: then what stops something, and how each thing ended, is there as well */
  async check(audit: Table, isFair: boolean): Promise<void> {
    const now = () => systemClock.now();
    const { signal: stopping } = new AbortController();
    const ports = { clock: systemClock, now, random: Math.random, log: () => {}, stopping };
    const trail = openTrail({ ...ports, audit: appendOnly(audit) });
    const kept = new Map<string, number | undefined>();
    for await (const some of trail.each(PARTITION, {})) {
      for (const { request, outcome } of some) kept.set(request.id, outcome?.status);
    }
    for (const [id, { call, status }] of this.#answered) {
      const what = `${call.method} ${call.path}, answered ${status}`;
      const wasDone = status < 500;
      if (!kept.has(id)) {
        if (wasDone && (isFair || !stops.test(call.path))) this.#verdicts.blame('unaudited', `${what}, is not kept`);
        continue;
      }
      const outcome = kept.get(id);
      if (outcome === undefined ? isFair : outcome !== status) {
        this.#verdicts.blame('unaudited', `${what}, is kept as ${outcome}`);
      }
    }
  }
}
