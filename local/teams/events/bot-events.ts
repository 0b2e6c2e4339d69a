import { keepConnections } from '../../kept-connections.ts';
import type { Channel, GroupChat, Org, Team } from '../org/org.ts';
import { seededFraction } from '../org/seeded.ts';
import type { Presence } from '../presence.ts';
import type { UserRef } from '../request.ts';
import type { World } from '../world.ts';
import { ActivityWriter, type InboundActivity } from './activity.ts';
import { type InstallAction, personalInstallation, personalMembership, personalMessage } from './personal.ts';
import { type Delivery, isTaken, type PostOptions, postActivity } from './post.ts';
import {
  groupChatInstallation,
  groupChatMembership,
  type TeamEvent,
  teamChanged,
  teamInstallation,
  teamMembership,
} from './shared-places.ts';

export interface EventOptions extends PostOptions {
  /** The bot's `/api/messages`. Default: the one the simulation was started with. */
  readonly endpoint?: string;
  /** Which of an installation's two events comes first, or both at once. Default: one or the other, by the seed. */
  readonly order?: 'conversation-first' | 'installation-first' | 'together';
  /** How often each activity is posted, one copy after the other. Default 1. */
  readonly copies?: number;
}

/** The bot did not answer an event with a 2xx. */
export class EventNotTaken extends Error {
  readonly deliveries: readonly Delivery[];

  constructor(deliveries: readonly Delivery[]) {
    const refused = deliveries.filter((delivery) => !isTaken(delivery));
    const answers = refused.map(({ activity, status, body }) => `${activity.type}: ${status ?? 'no answer'} ${body}`);
    super(`The bot did not take ${answers.join('; ')}`.trim());
    this.name = 'EventNotTaken';
    this.deliveries = deliveries;
  }
}

/** What happens in the org that the bot is told of. All but {@link post} reject with {@link EventNotTaken}. */
export class BotEvents {
  readonly #org: Org;
  readonly #presence: Presence;
  readonly #writer: ActivityWriter;
  readonly #resolve: (user: UserRef) => number;
  readonly #sign: ((activity: InboundActivity) => Promise<string>) | undefined;
  readonly #agent = keepConnections();
  endpoint: string | undefined;

  constructor(
    world: Pick<World, 'org' | 'presence' | 'sign'>,
    serviceUrl: () => string,
    resolve: (user: UserRef) => number,
  ) {
    this.#org = world.org;
    this.#presence = world.presence;
    this.#sign = world.sign;
    this.#writer = new ActivityWriter(world.org, serviceUrl);
    this.#resolve = resolve;
  }

  /** A user gets the app: conversationUpdate and installationUpdate. */
  install(user: UserRef, options?: EventOptions): Promise<readonly Delivery[]> {
    const index = this.#resolve(user);
    this.#presence.setStatus(index, 'installed');
    const who = this.#org.user(index);
    const conversation = this.#presence.openConversation(index);
    const membership = personalMembership(this.#writer, who, conversation, 'added');
    return this.#both(membership, personalInstallation(this.#writer, who, conversation, 'add'), options);
  }

  /** A user takes the app away: installationUpdate alone, unless the other is asked for too. */
  uninstall(user: UserRef, options: EventOptions & { withConversationUpdate?: boolean } = {}) {
    const index = this.#resolve(user);
    this.#presence.setStatus(index, 'uninstalled');
    const who = this.#org.user(index);
    const conversation = this.#presence.conversationId(index);
    const removal = personalInstallation(this.#writer, who, conversation, 'remove');
    if (!options.withConversationUpdate) return this.#taken([removal], options);
    return this.#both(personalMembership(this.#writer, who, conversation, 'removed'), removal, options);
  }

  /** The user's app gets a new version. Nothing else changes. */
  upgrade(user: UserRef, action: InstallAction = 'add-upgrade', options?: EventOptions) {
    const index = this.#resolve(user);
    const conversation = this.#presence.conversationId(index);
    return this.#taken([personalInstallation(this.#writer, this.#org.user(index), conversation, action)], options);
  }

  /** A user writes to the bot: that opens a deleted chat anew, and ends a block. */
  say(user: UserRef, text: string, options?: EventOptions) {
    const index = this.#resolve(user);
    const status = this.#presence.status(index);
    if (status === 'blocked' || status === 'writes-blocked') this.#presence.setStatus(index, 'installed');
    const conversation = this.#presence.openConversation(index);
    return this.#taken([personalMessage(this.#writer, this.#org.user(index), conversation, text)], options);
  }

  /** Somebody adds the app to a team, with a channel chosen for it (default General). */
  addToTeam(team: Team, { channel, ...options }: EventOptions & { channel?: Channel } = {}) {
    this.#presence.teams.add(team.index);
    const by = this.#org.user(team.members[0] ?? 0);
    const membership = teamMembership(this.#writer, by, team, 'added', channel ? { channel } : {});
    return this.#both(membership, teamInstallation(this.#writer, by, team, 'add', channel), options);
  }

  /** Somebody removes the app from a team. */
  removeFromTeam(team: Team, options?: EventOptions) {
    this.#presence.teams.delete(team.index);
    const by = this.#org.user(team.members[0] ?? 0);
    const membership = teamMembership(this.#writer, by, team, 'removed');
    return this.#both(membership, teamInstallation(this.#writer, by, team, 'remove'), options);
  }

  /** Something happens to a team or a channel of it. The bot is told; the org stays as it is. */
  teamEvent(team: Team, event: TeamEvent, { channel, ...options }: EventOptions & { channel?: Channel } = {}) {
    const by = this.#org.user(team.members[0] ?? 0);
    return this.#taken([teamChanged(this.#writer, by, team, event, channel)], options);
  }

  /** A user joins or leaves a team. The bot is told; the org stays as it is. */
  teamMember(team: Team, user: UserRef, change: 'added' | 'removed', options?: EventOptions) {
    const member = this.#org.user(this.#resolve(user));
    const by = this.#org.user(team.members[0] ?? 0);
    return this.#taken([teamMembership(this.#writer, by, team, change, { member })], options);
  }

  /** Somebody adds the app to a group chat. */
  addToGroupChat(chat: GroupChat, options?: EventOptions) {
    this.#presence.groupChats.add(chat.index);
    const by = this.#org.user(chat.members[0] ?? 0);
    const membership = groupChatMembership(this.#writer, by, chat, 'added');
    return this.#both(membership, groupChatInstallation(this.#writer, by, chat, 'add'), options);
  }

  /** Somebody removes the app from a group chat. */
  removeFromGroupChat(chat: GroupChat, options?: EventOptions) {
    this.#presence.groupChats.delete(chat.index);
    const by = this.#org.user(chat.members[0] ?? 0);
    const membership = groupChatMembership(this.#writer, by, chat, 'removed');
    return this.#both(membership, groupChatInstallation(this.#writer, by, chat, 'remove'), options);
  }

  /** Posts any activity; its answer is for the caller to judge. */
  async post(activity: InboundActivity, options: EventOptions = {}): Promise<Delivery> {
    const endpoint = options.endpoint ?? this.endpoint;
    if (endpoint === undefined) throw new Error('No endpoint: give the URL of the bot’s /api/messages.');
    const authorization = options.authorization ?? (await this.#sign?.(activity));
    return postActivity(endpoint, activity, this.#agent, { ...options, authorization });
  }

  /** Closes the connections to the bot. */
  close(): void {
    this.#agent.destroy();
  }

  async #both(membership: InboundActivity, installation: InboundActivity, options: EventOptions = {}) {
    if (options.order === 'together') {
      const deliveries = await Promise.all([this.#taken([membership], options), this.#taken([installation], options)]);
      return deliveries.flat();
    }
    const isFirst = options.order ?? (seededFraction('order', membership.id) < 0.5 ? 'conversation-first' : '');
    const inOrder = isFirst === 'conversation-first' ? [membership, installation] : [installation, membership];
    return this.#taken(inOrder, options);
  }

  async #taken(activities: readonly InboundActivity[], options: EventOptions = {}): Promise<readonly Delivery[]> {
    const deliveries: Delivery[] = [];
    for (const activity of activities) {
      for (let copy = 0; copy < (options.copies ?? 1); copy++) deliveries.push(await this.post(activity, options));
    }
    if (!deliveries.every(isTaken)) throw new EventNotTaken(deliveries);
    return deliveries;
  }
}
