import { createHmac } from 'node:crypto';
import { viewOf } from '../../../shared/api/view.ts';
import { timing } from '../../../shared/pace/timing.ts';
import type { Broadcast } from '../../../shared/records/broadcast.ts';
import type { WebhookCall } from '../../../shared/webhook/webhooks.ts';
import type { Verdicts } from './verdicts.ts';

/** What the app signs with, and the receiver knows. */
export const WEBHOOK_KEY = Buffer.from('the simulated receiver knows it');
export const WEBHOOK_HOST = 'hooks.example';

interface End {
  readonly broadcast: Broadcast;
  /** The ids under which it was told. */
  readonly ids: Set<string>;
}

/** Whoever is told of ends: each must come, no sooner than it is one, under one id, signed, and as it was. */
export class ToldWatch {
  readonly #verdicts: Verdicts;
  /** By broadcast and run. */
  readonly #ends = new Map<string, End>();

  constructor(verdicts: Verdicts) {
    this.#verdicts = verdicts;
  }

  /** A run has ended, by its row. */
  ended(broadcast: Broadcast): void {
    if (broadcast.webhook !== undefined) this.#ends.set(keyOf(broadcast), { broadcast, ids: new Set() });
  }

  /** A call has arrived at the receiver. */
  called({ url, headers, body }: WebhookCall): void {
    const { type, data } = JSON.parse(body) as { type: string; data: { id: string; run: number } };
    const end = this.#ends.get(keyOf(data));
    if (!end) {
      this.#blame(`${keyOf(data)} was told, and has not ended`);
      return;
    }
    const id = headers['webhook-id'] ?? '';
    end.ids.add(id);
    if (end.ids.size > 1) this.#blame(`${keyOf(data)} was told as ${[...end.ids].join(' and ')}`);
    const signed = `${id}.${headers['webhook-timestamp']}.${body}`;
    const signature = `v1,${createHmac('sha256', WEBHOOK_KEY).update(signed).digest('base64')}`;
    if (headers['webhook-signature'] !== signature) this.#blame(`${id} is not signed`);
    if (url !== end.broadcast.webhook || type !== 'broadcast.ended') this.#blame(`${type} was told to ${url}`);
    const shown = viewOf({ kind: 'ended', broadcast: { ...end.broadcast, etag: '' } }, 0, timing);
    if (JSON.stringify(data) !== JSON.stringify(shown)) this.#blame(`${JSON.stringify(data)} is not how it ended`);
  }

  /** The ends that nobody was told of. */
  get untold(): readonly string[] {
    return [...this.#ends].flatMap(([key, { ids }]) => (ids.size === 0 ? [key] : []));
  }

  #blame(what: string): void {
    this.#verdicts.blame('told-wrong', what);
  }
}

const keyOf = ({ id, run }: { readonly id: string; readonly run: number }): string => `${id}, run ${run}`;
