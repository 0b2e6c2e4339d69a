import { z } from 'zod';

const count = z.number().int().nonnegative();

/** As much of a broadcast as the demo reads; a client ignores what it does not know. */
const broadcastShape = z.object({
  id: z.string(),
  status: z.string(),
  endedAt: z.string().nullable(),
  planned: z.boolean(),
  counts: z.object({
    audience: count,
    pending: count,
    sending: count,
    delivered: count,
    failed: count,
    skipped: count,
    uncertain: count,
    canceled: count,
    recalled: count,
  }),
  rate: z.number().nullable(),
  eta: z.string().nullable(),
  problem: z.object({ code: z.string(), detail: z.string() }).nullable(),
});

const deliveryShape = z.object({
  recipient: z.object({ id: z.string() }),
  state: z.string(),
  attempts: count,
  reason: z.object({ code: z.string(), message: z.string(), action: z.string() }).nullable(),
});

const deliveriesShape = z.object({ items: z.array(deliveryShape), next: z.string().nullable() });

export type Broadcast = z.infer<typeof broadcastShape>;
export type Delivery = z.infer<typeof deliveryShape>;

/** The app's HTTP API, asked as any other program would ask it: of whichever copy answers. */
export class BroadcastApi {
  readonly #urls: () => readonly string[];

  /** @param urls of the copies that run at this moment */
  constructor(urls: () => readonly string[]) {
    this.#urls = urls;
  }

  /** Enqueues a broadcast. The key makes it safe to ask again. */
  async enqueue(request: object, idempotencyKey: string): Promise<Broadcast> {
    const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': idempotencyKey };
    const body = JSON.stringify(request);
    return broadcastShape.parse(await this.#ask('/api/broadcasts', { method: 'POST', headers, body }));
  }

  async broadcast(id: string): Promise<Broadcast> {
    return broadcastShape.parse(await this.#ask(`/api/broadcasts/${id}`));
  }

  /** How each recipient stands, or each in one state; page after page. */
  async deliveries(id: string, state?: string): Promise<Delivery[]> {
    const all: Delivery[] = [];
    const query = new URLSearchParams({ limit: '1000', ...(state !== undefined && { state }) });
    for (;;) {
      const page = deliveriesShape.parse(await this.#ask(`/api/broadcasts/${id}/deliveries?${query}`));
      all.push(...page.items);
      if (page.next === null) return all;
      query.set('cursor', page.next);
    }
  }

  /** @throws {Error} when no copy answers, or with what the app found wrong */
  async #ask(path: string, init?: RequestInit): Promise<unknown> {
    let lost: unknown = new Error('No copy of the app is running.');
    for (const url of this.#urls()) {
      let response: Response;
      let text: string;
      try {
        response = await fetch(`${url}${path}`, init);
        text = await response.text();
      } catch (error) {
        // This copy was killed just now: another one knows as much.
        lost = error;
        continue;
      }
      if (!response.ok) throw new Error(`${path} was answered ${response.status}: ${text}`);
      return JSON.parse(text);
    }
    throw lost;
  }
}
