import type { Broadcasts, BroadcastView, DeliveryView, NewBroadcast, PageOf } from '../../shared/api/service.ts';
import { canonicalBody } from '../../shared/broadcast/canonical-body.ts';
import type { Message } from '../../shared/broadcast/message.ts';
import { summaryOf } from '../../shared/broadcast/message.ts';
import { decodeCursor, encodeCursor } from '../../shared/cursor.ts';
import { Problem } from '../../shared/errors.ts';
import { complement, newBroadcastId } from '../../shared/records/broadcast-id.ts';
import { type DeliveryState, deliveryStates } from '../../shared/shard/shard.ts';
import { memoryOperations } from './memory-operations.ts';

interface Kept {
  view: BroadcastView;
  readonly message: Message;
  readonly deliveries: readonly DeliveryView[];
}

/** Broadcasts that are kept in memory and never sent: enough to see what the HTTP door makes of them. */
export function memoryBroadcasts(): Broadcasts & { readonly asked: NewBroadcast[] } {
  const kept = new Map<string, Kept>();
  const keys = new Map<string, { id: string; body: string }>();
  const asked: NewBroadcast[] = [];
  let now = Date.UTC(2026, 10, 23);

  const find = (id: string): Kept => {
    const found = kept.get(id);
    if (!found) throw new Problem('broadcast-not-found');
    return found;
  };

  return {
    asked,
    async create(input) {
      asked.push(input);
      const body = canonicalBody(input.request);
      const known = keys.get(`${input.caller} ${input.idempotencyKey}`);
      if (input.idempotencyKey !== undefined && known) {
        if (known.body !== body) throw new Problem('idempotency-key-reused');
        return find(known.id).view;
      }
      now += 1_000;
      const id = newBroadcastId(now, Math.random);
      const users = input.request.audience.include.flatMap((source) => (source.type === 'users' ? source.ids : []));
      kept.set(id, {
        view: viewOf(id, now, input, users.length),
        message: input.request.message,
        deliveries: users.map((user) => pending(user)),
      });
      if (input.idempotencyKey !== undefined) keys.set(`${input.caller} ${input.idempotencyKey}`, { id, body });
      return find(id).view;
    },
    async list({ test = false, limit, cursor }) {
      const all = [...kept.values()].map((k) => k.view).reverse();
      const views = all.filter((view) => view.test === test);
      return pageOf('broadcasts', views, (view) => complement(view.id), limit, cursor);
    },
    get: async (id) => find(id).view,
    message: async (id) => find(id).message,
    async deliveries(id, { state, limit, cursor }) {
      const all = find(id).deliveries.filter((d) => state === undefined || d.state === state);
      return pageOf('deliveries', all, (d) => d.recipient.id, limit, cursor);
    },
    async delivery(id, type, recipient) {
      const found = find(id).deliveries.find((d) => d.recipient.type === type && d.recipient.id === recipient);
      if (!found) throw new Problem('delivery-not-found');
      return found;
    },
    async cancel(id) {
      const found = find(id);
      if (found.view.status === 'completed') throw new Problem('broadcast-ended');
      found.view = { ...found.view, status: 'canceled' };
      return found.view;
    },
    async retry(id, { run }) {
      const found = find(id);
      if (found.view.run !== run) throw new Problem('run-changed');
      if (found.view.status !== 'completed') throw new Problem('broadcast-not-ended');
      found.view = { ...found.view, run: run + 1, status: 'sending' };
      return found.view;
    },
    ...memoryOperations((id) => find(id).view),
    refused: async ({ limit, cursor }) => pageOf('refused', [], () => '', limit, cursor),
  };
}

function pageOf<T>(
  kind: string,
  all: readonly T[],
  keyOf: (item: T) => string,
  limit: number,
  cursor: string | undefined,
): PageOf<T> {
  const [after = ''] = cursor === undefined ? [] : decodeCursor(kind, cursor);
  const rest = all.filter((item) => keyOf(item) > after);
  const items = rest.slice(0, limit);
  const last = items.at(-1);
  return { items, next: last !== undefined && rest.length > limit ? encodeCursor(kind, [keyOf(last)]) : null };
}

const pending = (id: string): DeliveryView => ({
  recipient: { type: 'user', id },
  state: 'pending',
  attempts: 0,
  at: null,
  reason: null,
});

function viewOf(id: string, now: number, input: NewBroadcast, users: number): BroadcastView {
  const none = Object.fromEntries(deliveryStates.map((state) => [state, 0])) as Record<DeliveryState, number>;
  return {
    id,
    run: 1,
    status: users === 0 ? 'completed' : 'sending',
    createdBy: input.createdBy,
    createdAt: new Date(now).toISOString(),
    startedAt: null,
    endedAt: null,
    onUncertain: input.request.onUncertain,
    summary: summaryOf(input.request.message),
    audience: { include: input.request.audience.include.map(({ type }) => ({ type })) },
    test: input.request.test ?? false,
    planned: true,
    outcome: null,
    counts: { ...none, audience: users, pending: users },
    rate: null,
    eta: null,
    poisoned: 0,
    problem: null,
  };
}
