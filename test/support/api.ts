import assert from 'node:assert/strict';
import type { BroadcastView } from '../../shared/api/views/broadcast.ts';
import type { DeliveryView } from '../../shared/api/views/delivery.ts';
import type { PageOf } from '../../shared/api/views/page.ts';
import type { DeliveryState } from '../../shared/shard/delivery.ts';
import { checkCounts } from './check-counts.ts';
import { eventually } from './eventually.ts';
import type { RunningApp } from './running-app.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
}

/** What to send: by default a text nobody else sends, to everyone. */
export interface Asked {
  readonly message?: object;
  readonly audience?: { readonly include: readonly object[]; readonly exclude?: readonly object[] };
  readonly onUncertain?: 'hold' | 'retry';
  readonly startAt?: string;
  readonly expiresAt?: string;
  readonly quietHours?: object;
  readonly priority?: 'normal' | 'urgent';
  readonly webhook?: { readonly url: string };
  readonly maxRate?: number;
}

/** A client of the app's API, for one tenant. */
export class Api {
  readonly #url: string;
  readonly #tenant: string;

  constructor(app: Pick<RunningApp, 'url'>, { tenant }: { readonly tenant: string }) {
    this.#url = app.url;
    this.#tenant = tenant;
  }

  async call(method: string, path: string, init: Omit<RequestInit, 'method'> = {}): Promise<Answer> {
    const response = await fetch(`${this.#url}${path}`, { ...init, method });
    const text = await response.text();
    const isJson = text !== '' && /\/(problem\+)?json\b/.test(response.headers.get('content-type') ?? '');
    return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : {} };
  }

  /** The body of a broadcast, with what is not given filled in. */
  bodyOf({ message, audience, ...others }: Asked): object {
    return {
      message: message ?? { text: `Test ${crypto.randomUUID()}`, textFormat: 'plain' },
      audience: audience ?? { include: [{ type: 'everyone' }] },
      ...others,
      tenant: this.#tenant,
    };
  }

  /** Asks for a broadcast. */
  post(body: unknown, key?: string): Promise<Answer> {
    const headers = { 'Content-Type': 'application/json', ...(key !== undefined && { 'Idempotency-Key': key }) };
    return this.call('POST', '/api/broadcasts', { headers, body: JSON.stringify(body) });
  }

  /** Asks for a broadcast that must be taken; gives its id. */
  async send(asked: Asked = {}): Promise<string> {
    const answer = await this.post(this.bodyOf(asked));
    assert.equal(answer.status, 202, JSON.stringify(answer.body));
    return checkCounts(viewIn(answer)).id;
  }

  /** A broadcast as it is now. Its counts add up, whenever one looks. */
  async get(id: string): Promise<BroadcastView> {
    const answer = await this.call('GET', `/api/broadcasts/${id}`);
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    return checkCounts(viewIn(answer));
  }

  /** Looks again and again until it is so; each time the counts must add up, and nobody delivered may be lost again. */
  async until(id: string, isSo: (view: BroadcastView) => boolean): Promise<BroadcastView> {
    let before = { delivered: 0, audience: 0 };
    return await eventually(
      () => this.get(id),
      (view) => {
        assert.ok(view.counts.delivered >= before.delivered, 'fewer delivered than before');
        assert.ok(view.counts.audience >= before.audience, 'fewer people than before');
        before = view.counts;
        return isSo(view);
      },
    );
  }

  /** Waits until a broadcast has ended. */
  ended(id: string): Promise<BroadcastView> {
    return this.until(id, (view) => view.endedAt !== null);
  }

  /** All deliveries, or those of one state, page after page. */
  async deliveries(id: string, { state, limit = 1_000 }: { state?: DeliveryState; limit?: number } = {}) {
    const items: DeliveryView[] = [];
    const query = new URLSearchParams({ limit: String(limit), ...(state && { state }) });
    for (;;) {
      const answer = await this.call('GET', `/api/broadcasts/${id}/deliveries?${query}`);
      assert.equal(answer.status, 200, JSON.stringify(answer.body));
      const page = answer.body as unknown as PageOf<DeliveryView>;
      assert.ok(page.items.length <= limit, 'a page is longer than was asked for');
      items.push(...page.items);
      if (page.next === null) return items;
      query.set('cursor', page.next);
    }
  }

  /** One recipient's delivery. */
  async delivery(id: string, user: string): Promise<DeliveryView> {
    const answer = await this.call('GET', `/api/broadcasts/${id}/deliveries/user/${user}`);
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    return answer.body as unknown as DeliveryView;
  }

  pause(id: string): Promise<Answer> {
    return this.call('POST', `/api/broadcasts/${id}/pause`);
  }

  resume(id: string): Promise<Answer> {
    return this.call('POST', `/api/broadcasts/${id}/resume`);
  }

  edit(id: string, message: object): Promise<Answer> {
    const headers = { 'Content-Type': 'application/json' };
    return this.call('PATCH', `/api/broadcasts/${id}/message`, { headers, body: JSON.stringify(message) });
  }

  recall(id: string): Promise<Answer> {
    return this.call('POST', `/api/broadcasts/${id}/recall`);
  }

  /** Waits until an edit or a recall is settled for everybody. */
  changed(id: string): Promise<BroadcastView> {
    return eventually(
      () => this.get(id),
      ({ endedAt, change }) => endedAt !== null && change?.endedAt !== null,
    );
  }

  cancel(id: string): Promise<Answer> {
    return this.call('POST', `/api/broadcasts/${id}/cancel`);
  }
}

/** The broadcast in an answer. */
export function viewIn({ body }: Answer): BroadcastView {
  return body as unknown as BroadcastView;
}
