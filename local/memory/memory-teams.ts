/**
 * The Teams port in memory: one tenant's Teams and one bot, with the Connector's own answers (one conformance suite runs
 * on it and on the simulated Teams over HTTP). For simulations and tests. Deterministic, no timers: a request is carried
 * out when it is met, and who wants it to take time lets time pass around it.
 */
import type { OutgoingActivity, Teams, TeamsAnswer } from '../../shared/teams/teams.ts';
import { type Answer, answer, refusals } from '../teams/answers.ts';
import { createBodyParser } from '../teams/body-parser.ts';
import { type Fault, type FaultRule, toFault } from '../teams/faults/fault-rule.ts';
import { Ledger, type Received } from '../teams/ledger.ts';
import { isGuid } from '../teams/org/ids.ts';
import { strangeConversation } from '../teams/places.ts';
import { type BotStatus, botRefusal, createRefusal, postRefusal, type UserStatus } from '../teams/presence.ts';
import type { PostedActivity } from '../teams/request.ts';
import { strangeMember } from '../teams/routes/create-conversation.ts';
import { isActivity, partsOf, posted } from '../teams/routes/post-activity.ts';
import { readRoute } from '../teams/routes/route.ts';
import { wrongHost } from '../teams/routes/wrong-host.ts';
import { heard } from './heard.ts';
import { MemoryChats } from './memory-chats.ts';

export interface MemoryTeamsOptions {
  /** The Entra object ids of everybody in the tenant, in lower case. */
  readonly users: ReadonlySet<string>;
  /** In lower case. */
  readonly tenant: string;
  /** Milliseconds since 1970. It may stand still. */
  readonly now: () => number;
  /** How users stand to the bot at first. Default `installed`. */
  readonly status?: UserStatus;
  /** Where the service is. Default `https://teams.example`; what goes elsewhere is not sent. */
  readonly origin?: string;
  /** Default `amer`. */
  readonly region?: string;
  /** The largest activity, in UTF-16 bytes of its JSON. Default 102,400. */
  readonly maxActivityBytes?: number;
}

/** One request of the port. */
export type TeamsRequest =
  | { readonly operation: 'create'; readonly serviceUrl: string; readonly tenant: string; readonly user: string }
  | {
      readonly operation: 'send';
      readonly serviceUrl: string;
      readonly conversation: string;
      readonly activity: OutgoingActivity;
    }
  | {
      readonly operation: 'update';
      readonly serviceUrl: string;
      readonly conversation: string;
      /** The id of the message. */
      readonly target: string;
      readonly activity: OutgoingActivity;
    }
  | {
      readonly operation: 'delete';
      readonly serviceUrl: string;
      readonly conversation: string;
      readonly target: string;
    };

/** What goes wrong with a request, in the words of the simulated Teams; `unsent`: it never leaves. */
export type Trouble = Pick<FaultRule, 'kind' | 'carriedOut' | 'retryAfter'> | { readonly kind: 'unsent' };

export class MemoryTeams {
  bot: BotStatus = 'ok';
  /** The region the tenant is in; requests below another region's serviceUrl are refused. */
  region: string;
  /** Decides what goes wrong with each request of the port that nothing was scripted for; by default nothing does. */
  fate: (request: TeamsRequest) => Trouble | undefined = () => undefined;
  /** What everybody received, by Entra object id. */
  readonly ledger = new Ledger();
  readonly #options: MemoryTeamsOptions;
  readonly #statuses = new Map<string, UserStatus>();
  readonly #chats: MemoryChats;
  readonly #script: Trouble[] = [];
  readonly #parse = createBodyParser();
  #met = 0;

  constructor(options: MemoryTeamsOptions) {
    this.#options = options;
    this.#chats = new MemoryChats(options.users);
    this.region = options.region ?? 'amer';
  }

  /** What activities name as serviceUrl. */
  get serviceUrl(): string {
    return `${this.#origin}/${this.region}/${this.#options.tenant}/`;
  }

  get #origin(): string {
    return this.#options.origin ?? 'https://teams.example';
  }

  /** How many requests were met. */
  get met(): number {
    return this.#met;
  }

  received(user: string): readonly Received[] {
    return this.ledger.of(user);
  }

  status(user: string): UserStatus {
    return this.#statuses.get(user) ?? this.#options.status ?? 'installed';
  }

  setStatus(user: string, status: UserStatus): void {
    this.#statuses.set(user, status);
  }

  /** The user's id for this bot, beside the Entra object id. */
  userId(user: string): string {
    return `29:${user}`;
  }

  /** The id of a user's chat with the bot; after its deletion, the one it will have when it is made anew. */
  conversationId(user: string): string {
    return this.#chats.id(user);
  }

  /** Deletes a user's chat with the bot: its id is answered with 404 from now on, and the next one made has another. */
  deleteConversation(user: string): void {
    this.#chats.delete(user);
  }

  /** Whose chat this is or was; undefined when it never was anybody's. */
  userIn(conversation: string): string | undefined {
    return this.#chats.read(conversation)?.user;
  }

  /** What goes wrong with the next requests of the port, one each, before `fate` is asked. */
  next(...troubles: readonly Trouble[]): void {
    this.#script.push(...troubles);
  }

  /**
   * Lets one request happen, now.
   * @returns what the caller hears; a caller that hears nothing hears it when it gives up
   */
  meet(request: TeamsRequest, trouble?: Trouble): TeamsAnswer {
    if (trouble?.kind === 'unsent') return { kind: 'unsent', cause: 'ECONNREFUSED' };
    if (!request.serviceUrl.startsWith(`${this.#origin}/`)) return { kind: 'unsent', cause: 'ENOTFOUND' };
    this.#met++;
    const now = this.#options.now();
    const fault: Fault | undefined = trouble && toFault(trouble, now);
    const good = fault === undefined || fault.carriedOut ? this.#carryOut(request, now) : undefined;
    if (fault?.kind === 'hang') return { kind: 'unanswered', cause: 'timeout' };
    if (fault?.kind === 'reset' || fault?.kind === 'lost-answer') return { kind: 'unanswered', cause: 'ECONNRESET' };
    return heard(fault?.answer ?? good ?? refusals['500-service-error'], now);
  }

  /** Teams as a sender has it: each request meets what was scripted, else its fate. */
  port(): Teams {
    const happen = async (request: TeamsRequest, signal: AbortSignal | undefined): Promise<TeamsAnswer> => {
      if (signal?.aborted) return { kind: 'unsent', cause: 'aborted' };
      return this.meet(request, this.#script.shift() ?? this.fate(request));
    };
    return {
      createConversation: (to, signal) => happen({ operation: 'create', ...to }, signal),
      send: (to, activity, signal) => happen({ operation: 'send', ...to, activity }, signal),
      update: ({ activity: target, ...to }, activity, signal) =>
        happen({ operation: 'update', ...to, target, activity }, signal),
      remove: ({ activity: target, ...to }, signal) => happen({ operation: 'delete', ...to, target }, signal),
    };
  }

  #carryOut(request: TeamsRequest, now: number): Answer {
    const refusal = botRefusal(this.bot) ?? this.#wrongHost(request);
    if (refusal !== undefined) return refusal;
    switch (request.operation) {
      case 'create':
        return this.#create(request);
      case 'send':
        return this.#post(request, now);
      default:
        return this.#change(request, now);
    }
  }

  #wrongHost({ serviceUrl, operation }: TeamsRequest): Answer | undefined {
    const path = serviceUrl.slice(this.#origin.length);
    const at = readRoute('POST', `${path.replace(/\/*$/, '')}/v3/conversations`);
    return wrongHost({ tenant: this.#options.tenant, region: this.region }, { ...at, operation });
  }

  #create({ tenant, user: member }: TeamsRequest & { operation: 'create' }): Answer {
    if (tenant === '' || member === '') return refusals['400-bad-syntax'];
    if (tenant.toLowerCase() !== this.#options.tenant) return refusals['403-service-error-acl'];
    const user = member.replace(/^29:/, '').toLowerCase();
    if (!this.#options.users.has(user)) return strangeMember(member);
    const refusal = createRefusal(this.status(user), isGuid(member));
    if (refusal !== undefined) return refusal;
    this.#chats.make(user);
    return answer(201, { id: this.conversationId(user) });
  }

  #post({ conversation, activity }: TeamsRequest & { operation: 'send' }, now: number): Answer {
    return this.#inChat(conversation, (user) =>
      this.#withBody(activity, (body) => {
        const message = { at: now, request: this.#met };
        return posted(partsOf(body).map((part) => this.ledger.accept(user, { activity: part, ...message })));
      }),
    );
  }

  #change(request: TeamsRequest & { operation: 'update' | 'delete' }, now: number): Answer {
    const { conversation, target } = request;
    return this.#inChat(conversation, (user) => {
      if (request.operation === 'delete') {
        return this.ledger.delete(user, target, now) ? answer(200) : refusals['404-activity-not-found'];
      }
      return this.#withBody(request.activity, (body) => {
        const isDone = this.ledger.update(user, target, body, now);
        return isDone ? answer(200, { id: target }) : refusals['404-activity-not-found'];
      });
    });
  }

  /** Answers for a chat that is there and whose user takes messages; else refuses. */
  #inChat(conversation: string, answerTo: (user: string) => Answer): Answer {
    const place = this.#chats.read(conversation);
    if (place === undefined) return strangeConversation(conversation);
    const refusal = postRefusal(this.status(place.user));
    if (refusal !== undefined) return refusal;
    return this.#chats.isOpen(place) ? answerTo(place.user) : refusals['404-conversation-not-found'];
  }

  /** Answers for an activity as it arrives; refuses what is too large, or none. */
  #withBody(activity: OutgoingActivity, answerTo: (body: PostedActivity) => Answer): Answer {
    const text = JSON.stringify(activity);
    if (text.length * 2 > (this.#options.maxActivityBytes ?? 102_400)) return refusals['413-message-too-big'];
    const body = this.#parse(text);
    return isActivity(body) ? answerTo(body) : refusals['400-payload'];
  }
}
