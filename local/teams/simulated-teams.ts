import { BotEvents } from './events/bot-events.ts';
import { type InstallAllOptions, type InstallAllResult, installAll } from './events/install-all.ts';
import type { FaultKind, FaultRule } from './faults/fault-rule.ts';
import type { SetFault } from './faults/faults.ts';
import { compileFilter } from './filter.ts';
import type { Gate, HoldPoint } from './gates.ts';
import type { Latency } from './latency.ts';
import type { Ledger, Received } from './ledger.ts';
import { type LimitSettings, Limits } from './limits/limits.ts';
import { createWorld, type SimulatedTeamsOptions } from './options.ts';
import type { GroupChat, Org, Team } from './org/org.ts';
import type { BotStatus, UserStatus } from './presence.ts';
import type { RequestFilter, UserRef } from './request.ts';
import type { LoggedRequest, RequestStats } from './request-log.ts';
import { type ControlHandler, type ListeningServer, listen } from './server.ts';
import type { World } from './world.ts';

/** Numbers of the whole simulation. */
export interface SimulatedTeamsStats extends RequestStats {
  /** Messages accepted, edited, deleted. */
  readonly accepted: number;
  readonly updates: number;
  readonly deletes: number;
  /** Connections that clients ever opened. */
  readonly connections: number;
}

/** A running simulated Teams: what tests and the demo hold in their hands. */
export class SimulatedTeams {
  readonly org: Org;
  /** What happens in the org, told to the bot. */
  readonly events: BotEvents;
  readonly ledger: Ledger;
  readonly #world: World;
  readonly #stopping = new AbortController();
  #server: ListeningServer | undefined;

  /** Use `startSimulatedTeams`. */
  constructor(options: SimulatedTeamsOptions) {
    this.#world = createWorld(options, this.userIndex);
    this.org = this.#world.org;
    this.ledger = this.#world.ledger;
    this.events = new BotEvents(this.#world, () => this.serviceUrl, this.userIndex);
    this.events.endpoint = options.endpoint;
    for (const rule of options.faults ?? []) this.fault(rule);
  }

  /** Listens; done by `startSimulatedTeams`. */
  async start(host: string, port: number, control: ControlHandler): Promise<void> {
    this.#server = await listen(this.#world, control, { host, port }, this.#stopping.signal);
  }

  /** Cuts all connections and stops listening. What was held is never carried out; the ledger stays readable. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.events.close();
    await this.#server?.close();
  }

  /** `http://127.0.0.1:{port}` */
  get origin(): string {
    if (this.#server === undefined) throw new Error('The simulated Teams is not listening yet.');
    return this.#server.origin;
  }

  /** What activities name as serviceUrl: origin, region and tenant, with a slash at the end. */
  get serviceUrl(): string {
    return `${this.origin}/${this.#world.presence.region}/${this.org.tenant}/`;
  }

  /** The index of the user with an index, Entra object id, `29:` id or conversation id; RangeError if nobody has it. */
  readonly userIndex = (user: UserRef): number => {
    const index = typeof user === 'number' ? user : (this.org.find(user) ?? this.#inChat(user));
    if (index === undefined || !(index >= 0 && index < this.org.users)) throw new RangeError(`No user ${user} here.`);
    return index;
  };

  /** What one user received in the personal chat, in order. */
  received(user: UserRef): readonly Received[] {
    return this.ledger.of(this.userIndex(user));
  }

  /** How many messages each user received, by Entra object id. Who received none is missing. */
  countsByUser(): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    for (const [place, messages] of this.ledger.entries()) {
      if (typeof place === 'number') counts.set(this.org.ids.aadObjectId(place), messages.length);
    }
    return counts;
  }

  /** The last requests, oldest first. */
  requests(): readonly LoggedRequest[] {
    return this.#world.log.lines();
  }

  get stats(): SimulatedTeamsStats {
    const { accepted, updates, deletes } = this.ledger;
    const connections = this.#server?.connections ?? 0;
    return { ...this.#world.log.stats(), accepted, updates, deletes, connections };
  }

  /** Resolves once `predicate` holds; asked after every arrival, every piece of work done and every answer. */
  waitFor(predicate: (teams: SimulatedTeams) => boolean, signal?: AbortSignal): Promise<void> {
    return this.#world.changes.waitFor(() => predicate(this), signal);
  }

  /** Gives the app to many users: see {@link BotEvents.install}. */
  installAll(options?: InstallAllOptions): Promise<InstallAllResult> {
    return installAll(this.events, this.org.users, options);
  }

  status(user: UserRef): UserStatus {
    return this.#world.presence.status(this.userIndex(user));
  }

  /** Changes how a user stands to the bot, without a word to the bot. */
  setStatus(user: UserRef, status: UserStatus): void {
    this.#world.presence.setStatus(this.userIndex(user), status);
  }

  /** Puts the bot into a team or group chat, or takes it out, without a word to the bot. */
  setInstalled(where: Team | GroupChat, isInstalled: boolean): void {
    const { teams, groupChats } = this.#world.presence;
    const places = 'channels' in where ? teams : groupChats;
    if (isInstalled) places.add(where.index);
    else places.delete(where.index);
  }

  /** The id of a user's chat with the bot; after its deletion, the one it will have when it is made anew. */
  conversationId(user: UserRef): string {
    return this.#world.presence.conversationId(this.userIndex(user));
  }

  /** Deletes a user's chat with the bot: its id is answered with 404 from now on, and the next one made has another. */
  deleteConversation(user: UserRef): void {
    this.#world.presence.deleteConversation(this.userIndex(user));
  }

  /** Turns the bot off for the whole tenant, or takes away its registration; `ok` undoes it. */
  setBot(status: BotStatus): void {
    this.#world.presence.bot = status;
  }

  /** Moves the tenant: the serviceUrl changes, requests to the old one are refused. */
  moveTo(region: string): void {
    this.#world.presence.region = region;
  }

  /** Replaces the limits; windows start empty. */
  setLimits(limits: LimitSettings | 'off'): void {
    this.#world.limits = new Limits(limits);
  }

  setLatency(latency: Latency): void {
    this.#world.latency = latency;
  }

  /** The limits and latency now at work. */
  settings(): { readonly limits: LimitSettings; readonly latency: Latency } {
    return { limits: this.#world.limits.settings, latency: this.#world.latency };
  }

  /** Makes something go wrong. */
  fault(rule: FaultRule): SetFault {
    return this.#world.faults.add(rule);
  }

  /** The fault rules at work. */
  faults(): readonly SetFault[] {
    return this.#world.faults.list();
  }

  /** Ends all fault rules, or the one with an id. */
  clearFaults(id?: number): void {
    this.#world.faults.clear(id);
  }

  /** Answers 429 to everything: for `ms` milliseconds, for `requests` requests, or until it is ended. */
  storm({ requests, ms, retryAfter }: { requests?: number; ms?: number; retryAfter?: FaultRule['retryAfter'] } = {}) {
    return this.fault({
      kind: '429-throttled',
      times: requests ?? 'all',
      ...(ms === undefined ? {} : { forMs: ms }),
      ...(retryAfter === undefined ? {} : { retryAfter }),
    });
  }

  /** Fails everything the same way, until it is ended. */
  outage(kind: FaultKind = '503-empty'): SetFault {
    return this.fault({ kind, times: 'all' });
  }

  /** Holds requests in flight until the gate is released: on arrival, or carried out and not yet answered. */
  hold(filter?: RequestFilter, at: HoldPoint = 'arrival'): Gate {
    return this.#world.gates.add(at, compileFilter(filter, this.userIndex));
  }

  #inChat(conversation: string): number | undefined {
    const place = this.#world.places.find(conversation);
    return place?.kind === 'personal' ? place.user : undefined;
  }
}
