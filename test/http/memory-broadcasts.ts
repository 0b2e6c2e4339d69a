import { isDeepStrictEqual } from 'node:util';
import type { Broadcasts, NewBroadcast } from '../../shared/api/service.ts';
import type { BroadcastView } from '../../shared/api/views/broadcast.ts';
import type { DeliveryView } from '../../shared/api/views/delivery.ts';
import type { PageOf } from '../../shared/api/views/page.ts';
import type { DeliveryFilter } from '../../shared/api/walk-deliveries.ts';
import { canonicalBody } from '../../shared/broadcast/canonical-body.ts';
import type { Message } from '../../shared/broadcast/message.ts';
import { summaryOf } from '../../shared/broadcast/message.ts';
import { decodeCursor, encodeCursor } from '../../shared/cursor.ts';
import { Problem } from '../../shared/errors.ts';
import { complement, newBroadcastId } from '../../shared/records/broadcast-id.ts';
import { type DeliveryState, deliveryStates } from '../../shared/shard/delivery.ts';
import { reasonOf } from '../../shared/shard/reasons.ts';
import { memoryOperations } from './memory-operations.ts';

interface Kept {
  view: BroadcastView;
  message: Message;
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
    knownTenant: async (named) => named ?? 'tenant',
    async list({ limit, cursor, statuses, createdBy, since, until, test: tests = false }) {
      const views = [...kept.values()].map((k) => k.view).reverse();
      const fits = ({ status, createdBy: by, createdAt, test }: BroadcastView) =>
        test === tests &&
        (!statuses || statuses.includes(status)) &&
        (createdBy === undefined || by === createdBy) &&
        Date.parse(createdAt) >= (since ?? 0) &&
        Date.parse(createdAt) < (until ?? Number.POSITIVE_INFINITY);
      const page = pageOf('broadcasts', views.filter(fits), (view) => complement(view.id), limit, cursor);
      return { ...page, pollAfterMs: 2_000 };
    },
    get: async (id) => find(id).view,
    message: async (id) => ({ ...find(id).message, version: find(id).view.version }),
    async deliveries(id, { limit, cursor, ...filter }) {
      const all = find(id).deliveries.filter((d) => fits(d, filter));
      return pageOf('deliveries', all, (d) => d.recipient.id, limit, cursor);
    },
    async *eachDelivery(id, filter) {
      const all = find(id).deliveries.filter((d) => fits(d, filter));
      for (const one of all) yield [one];
    },
    async reasons(id) {
      const { length } = find(id).deliveries.filter(({ reason }) => reason !== null);
      return {
        items: length > 0 ? [{ ...waiting, count: length, states: { pending: length } }] : [],
        pollAfterMs: 2_000,
      };
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
    async toRelease(id) {
      throw new Problem(find(id) && 'not-awaiting-release');
    },
    async release(id) {
      throw new Problem(find(id) && 'not-awaiting-release');
    },
    async pause(id, by) {
      const found = find(id);
      if (found.view.status === 'completed') throw new Problem('broadcast-ended');
      if (found.view.status === 'canceled') throw new Problem('broadcast-canceling');
      const { pausedAt } = found.view;
      if (pausedAt === null) {
        found.view = { ...found.view, status: 'paused', pausedAt: new Date(now).toISOString(), pausedBy: by };
      }
      return found.view;
    },
    async resume(id) {
      const found = find(id);
      if (found.view.status === 'paused')
        found.view = { ...found.view, status: 'sending', pausedAt: null, pausedBy: null };
      return found.view;
    },
    async retry(id, { run }) {
      const found = find(id);
      if (found.view.run !== run) throw new Problem('run-changed');
      if (found.view.status !== 'completed') throw new Problem('broadcast-not-ended');
      found.view = { ...found.view, run: run + 1, status: 'sending' };
      return found.view;
    },
    async edit(id, message, _by, seen) {
      const found = find(id);
      if (found.view.change?.kind === 'recall') throw new Problem('broadcast-recalled');
      if (!isDeepStrictEqual(found.message, message)) {
        if (seen && !seen.includes(found.view.version)) throw new Problem('message-changed');
        found.message = message;
        found.view = { ...found.view, ...changed('edit', now), version: found.view.version + 1 };
      }
      return found.view;
    },
    async recall(id) {
      const found = find(id);
      if (found.view.change?.kind !== 'recall') found.view = { ...found.view, ...changed('recall', now) };
      return found.view;
    },
    async person({ id, limit, cursor }) {
      const got = [...kept.values()].reverse().flatMap(({ view, deliveries }) => {
        const { id: broadcast, summary, createdAt } = view;
        const own = deliveries.find(({ recipient }) => recipient.id === id);
        return own ? [{ ...own, broadcast: { id: broadcast, summary, createdAt } }] : [];
      });
      const page = pageOf('person', got, (one) => complement(one.broadcast.id), limit, cursor);
      return {
        id,
        tenant: 'contoso.com',
        reachable: false,
        reason: reasonOf('not-on-record'),
        conversation: null,
        locale: null,
        timeZone: null,
        deliveries: { ...page, broadcasts: kept.size, unreadable: 0 },
      };
    },
    async *personData({ id }) {
      yield {
        kind: 'conversation',
        id,
        tenant: 'contoso.com',
        state: 'active',
        stateAt: null,
        heardAt: null,
        facts: {},
      };
    },
    async deletePerson({ id }) {
      const none = { broadcasts: 0, deliveries: 0, audiences: 0, refused: 0, unreadable: 0 };
      return { id, tenant: 'contoso.com', complete: true, cursor: null, conversation: false, ...none };
    },
    ...memoryOperations((id) => find(id).view),
    async webhook(id) {
      const { view } = find(id);
      if (!view.webhook) throw new Problem('webhook-not-found');
      const { run } = view;
      return { ...view.webhook, run, id: `${id}-${run}`, state: 'pending', attempts: [], nextAt: null, earlier: [] };
    },
    async tellAgain(id) {
      if (find(id).view.status !== 'completed') throw new Problem('broadcast-not-ended');
      return await this.webhook(id);
    },
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

const changed = (kind: 'edit' | 'recall', now: number): Pick<BroadcastView, 'change'> => ({
  change: { kind, askedAt: new Date(now).toISOString(), endedAt: null, stoppedAt: null, left: 0, failed: 0 },
});

const waiting = reasonOf('waiting-to-retry');

const fits = (d: DeliveryView, { states, code, prefix = '' }: DeliveryFilter): boolean =>
  (!states || states.includes(d.state)) &&
  (code === undefined || d.reason?.code === code) &&
  d.recipient.id.startsWith(prefix);

const pending = (id: string): DeliveryView => ({
  recipient: { type: 'user', id },
  state: 'pending',
  attempts: 0,
  at: null,
  reason: null,
  version: null,
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
    ...{ maxRate: input.request.maxRate ?? null },
    ...{ priority: input.request.priority ?? 'normal', startAt: null, expiresAt: null, quietHours: null },
    ...{ pausedAt: null, pausedBy: null, release: null },
    summary: summaryOf(input.request.message),
    audience: { include: input.request.audience.include.map(({ type }) => ({ type })) },
    test: input.request.test ?? false,
    webhook: input.request.webhook ?? null,
    planned: true,
    outcome: null,
    counts: { ...none, audience: users, pending: users },
    rate: null,
    eta: null,
    poisoned: 0,
    problem: null,
    pollAfterMs: users === 0 ? null : 2_000,
    ...{ version: 1, change: null },
  };
}
