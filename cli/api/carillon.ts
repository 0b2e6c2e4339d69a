import type { DeliveryView } from '../../shared/api/views/delivery.ts';
import type { RedrivenView, TenantView } from '../../shared/api/views/operations.ts';
import type { PageOf } from '../../shared/api/views/page.ts';
import type { ReachView } from '../../shared/api/views/reach.ts';
import type { ReadinessView } from '../../shared/api/views/readiness.ts';
import type { RefusedView } from '../../shared/api/views/refused.ts';
import type { Message } from '../../shared/broadcast/message.ts';
import type { Answer, Client, Request } from './client.ts';
import type { Patience } from './patience.ts';
import { notCarillon } from './problem.ts';
import type { Broadcast, Person, Reasons, Resolved, ToRelease } from './shapes.ts';

/** What can be done with a broadcast in one word. */
export type Act = 'pause' | 'resume' | 'cancel' | 'recall' | 'redrive';

/** The API, route by route. Every method throws as {@link Client.ask}. */
export class Carillon {
  readonly #client: Client;
  readonly #url: string;

  constructor(client: Client, url: string) {
    this.#client = client;
    this.#url = url;
  }

  async create(body: object, idempotencyKey: string): Promise<Broadcast> {
    const headers = { 'Idempotency-Key': idempotencyKey };
    return this.#broadcast('broadcasts', { method: 'POST', body, headers });
  }

  async list(query: URLSearchParams, patience?: Patience): Promise<PageOf<Broadcast>> {
    return this.#read<PageOf<Broadcast>>('broadcasts', ['items'], { query, ...(patience && { patience }) });
  }

  async get(id: string): Promise<Broadcast> {
    return this.#broadcast(broadcastPath(id));
  }

  /**
   * A broadcast as it is now, for who looks again and again.
   * @param etag of the last look; when nothing has changed since, there is no broadcast in the answer
   */
  async look(
    id: string,
    etag: string | null,
    patience: Patience,
  ): Promise<{ broadcast?: Broadcast; headers: Headers }> {
    const headers = etag === null ? {} : { 'If-None-Match': etag };
    const answer = await this.#client.ask(broadcastPath(id), { headers, patience });
    if (answer.status === 304) return { headers: answer.headers };
    return { broadcast: this.#shaped<Broadcast>(answer, broadcastKeys), headers: answer.headers };
  }

  async message(id: string): Promise<Message> {
    return this.#read<Message>(`${broadcastPath(id)}/message`, []);
  }

  async act(id: string, act: Act): Promise<Broadcast> {
    return this.#broadcast(`${broadcastPath(id)}/${act}`, { method: 'POST' });
  }

  /** What is to be sent to whom, for who is to release it. */
  async toRelease(id: string): Promise<ToRelease> {
    return this.#read<ToRelease>(`${broadcastPath(id)}/release`, ['fingerprint', 'message', 'audience']);
  }

  async release(id: string, body: { fingerprint: string; confirm?: true }): Promise<Broadcast> {
    return this.#broadcast(`${broadcastPath(id)}/release`, { method: 'POST', body });
  }

  async retry(id: string, body: { run: number; states: readonly string[] }): Promise<Broadcast> {
    return this.#broadcast(`${broadcastPath(id)}/retry`, { method: 'POST', body });
  }

  async edit(id: string, message: object): Promise<Broadcast> {
    return this.#broadcast(`${broadcastPath(id)}/message`, { method: 'PATCH', body: message });
  }

  async reasons(id: string): Promise<Reasons> {
    return this.#read<Reasons>(`${broadcastPath(id)}/reasons`, ['items']);
  }

  async deliveries(id: string, query: URLSearchParams): Promise<PageOf<DeliveryView>> {
    return this.#read<PageOf<DeliveryView>>(`${broadcastPath(id)}/deliveries`, ['items'], { query });
  }

  async delivery(id: string, person: string): Promise<DeliveryView> {
    const path = `${broadcastPath(id)}/deliveries/user/${encodeURIComponent(person)}`;
    return this.#read<DeliveryView>(path, ['recipient', 'state']);
  }

  /** The file of all deliveries, as it comes. */
  async export(id: string, query: URLSearchParams): Promise<ReadableStream<Uint8Array>> {
    return this.#client.stream(`${broadcastPath(id)}/deliveries/export`, { query, headers: { Accept: '*/*' } });
  }

  async refused(query: URLSearchParams): Promise<PageOf<RefusedView>> {
    return this.#read<PageOf<RefusedView>>('broadcasts/refused', ['items'], { query });
  }

  async person(id: string, query: URLSearchParams): Promise<Person> {
    return this.#read<Person>(`people/${encodeURIComponent(id)}`, ['id', 'reachable', 'deliveries'], { query });
  }

  async redriveAll(query: URLSearchParams): Promise<RedrivenView> {
    return this.#read<RedrivenView>('redrive', ['messages', 'broadcasts'], { method: 'POST', query });
  }

  /** Whether it can do its work; not being able to is an answer. */
  async ready(): Promise<ReadinessView> {
    return this.#read<ReadinessView>('ready', ['status'], { alsoAnswer: 503, patience: { absent: 0, busy: 0 } });
  }

  async tenant(id: string): Promise<TenantView> {
    return this.#read<TenantView>(tenantPath(id), tenantKeys);
  }

  async stopTenant(id: string, reason: string | undefined): Promise<TenantView> {
    const body = reason === undefined ? {} : { reason };
    return this.#read<TenantView>(`${tenantPath(id)}/stop`, tenantKeys, { method: 'POST', body });
  }

  async startTenant(id: string): Promise<TenantView> {
    return this.#read<TenantView>(`${tenantPath(id)}/start`, tenantKeys, { method: 'POST' });
  }

  /** Who would get it; nothing is sent. */
  async resolve(body: object): Promise<Resolved> {
    return this.#read<Resolved>('audience/resolve', ['total', 'complete'], { method: 'POST', body });
  }

  /** Who is on record, and can be reached. */
  async reach(query: URLSearchParams, patience?: Patience): Promise<ReachView> {
    return this.#read<ReachView>('reach', ['people', 'complete'], { query, ...(patience && { patience }) });
  }

  #broadcast(path: string, request?: Request): Promise<Broadcast> {
    return this.#read<Broadcast>(path, broadcastKeys, request);
  }

  async #read<T>(path: string, keys: readonly string[], request?: Request): Promise<T> {
    return this.#shaped<T>(await this.#client.ask(path, request), keys);
  }

  #shaped<T>({ body }: Answer, keys: readonly string[]): T {
    if (typeof body === 'object' && body !== null && keys.every((key) => key in body)) return body as T;
    throw notCarillon(this.#url, 'answered');
  }
}

const broadcastKeys = ['id', 'status', 'counts'] as const;

const tenantKeys = ['tenant', 'sending', 'broadcasts'] as const;

const broadcastPath = (id: string): string => `broadcasts/${encodeURIComponent(id)}`;
const tenantPath = (id: string): string => `tenants/${encodeURIComponent(id)}`;
