import { createIds, type Ids, seededGuid } from './ids.ts';
import { type Person, personOf } from './people.ts';

/** What to build an org from. All but the number of users has a default. */
export interface OrgPlan {
  /** How many people it has. They cost nothing until somebody asks about them. */
  readonly users: number;
  /** Another seed makes other ids, names and places. Default 1. */
  readonly seed?: number;
  /** The Entra tenant id. Default: of the seed. */
  readonly tenant?: string;
  /** The bot's id (`28:…`) and name. Default: of the seed. */
  readonly bot?: { readonly id: string; readonly name: string };
  /** The teams, or how many of a usual kind. Default none. */
  readonly teams?: number | readonly TeamPlan[];
  /** The group chats' member counts, or how many chats of three. Default none. */
  readonly groupChats?: number | readonly { readonly members: number }[];
}

export interface TeamPlan {
  readonly name: string;
  /** How many users belong to it: the first ones of the org, counted on from the team's own number. */
  readonly members: number;
  /** Names of its channels besides General. */
  readonly channels?: readonly string[];
}

export interface OrgUser extends Person {
  /** 0 to users − 1. */
  readonly index: number;
  readonly aadObjectId: string;
  /** `29:…` */
  readonly id: string;
  readonly name: string;
  readonly userPrincipalName: string;
}

export interface Channel {
  readonly id: string;
  /** Null for General, as Teams lists it. */
  readonly name: string | null;
}

export interface Team {
  readonly index: number;
  /** The same as its General channel's. */
  readonly id: string;
  readonly name: string;
  readonly aadGroupId: string;
  readonly channels: readonly Channel[];
  /** Indexes of its users. */
  readonly members: readonly number[];
}

export interface GroupChat {
  readonly index: number;
  readonly id: string;
  readonly members: readonly number[];
}

/** An organisation: who is in it, and which teams and group chats there are. It never changes. */
export interface Org {
  readonly tenant: string;
  readonly bot: { readonly id: string; readonly name: string };
  readonly users: number;
  readonly teams: readonly Team[];
  readonly groupChats: readonly GroupChat[];
  readonly ids: Ids;
  /** The user with an index; RangeError when there is none. */
  user(index: number): OrgUser;
  /** The index of the user with an Entra object id or `29:` id; undefined when nobody here has it. */
  find(id: string): number | undefined;
}

/** Builds an org: the same plan always gives the same one. */
export function createOrg(plan: OrgPlan): Org {
  const seed = plan.seed ?? 1;
  const tenant = plan.tenant?.toLowerCase() ?? seededGuid('tenant', seed);
  const bot = plan.bot ?? { id: `28:${seededGuid('bot', seed)}`, name: 'Carillon' };
  const ids = createIds(seed, bot.id);

  return {
    tenant,
    bot,
    users: plan.users,
    teams: teamPlans(plan).map((team, index) => buildTeam(team, index, ids, plan.users)),
    groupChats: chatPlans(plan).map(({ members }, index) => ({
      index,
      id: ids.groupChatId(index),
      members: someUsers(members, index, plan.users),
    })),
    ids,
    user(index) {
      if (!(Number.isInteger(index) && index >= 0 && index < plan.users)) {
        throw new RangeError(`No user ${index}: this org has ${plan.users}, counted from 0.`);
      }
      const person = personOf(seed, index);
      const address = `${person.givenName}.${person.surname}.${index}@contoso.example`.toLowerCase();
      return {
        ...person,
        index,
        aadObjectId: ids.aadObjectId(index),
        id: ids.userId(index),
        name: `${person.givenName} ${person.surname}`,
        userPrincipalName: address,
      };
    },
    find(id) {
      const index = ids.readUser(id);
      return index !== undefined && index < plan.users ? index : undefined;
    },
  };
}

function teamPlans({ teams = 0 }: OrgPlan): readonly TeamPlan[] {
  if (typeof teams !== 'number') return teams;
  return Array.from({ length: teams }, (_, index) => ({
    name: `Team ${index + 1}`,
    members: 25,
    channels: ['Announcements', 'Projects'],
  }));
}

function chatPlans({ groupChats = 0 }: OrgPlan): readonly { readonly members: number }[] {
  return typeof groupChats === 'number' ? Array.from({ length: groupChats }, () => ({ members: 3 })) : groupChats;
}

function buildTeam(plan: TeamPlan, index: number, ids: Ids, users: number): Team {
  const channels = [null, ...(plan.channels ?? [])].map((name, channel) => ({
    id: ids.channelId(index, channel),
    name,
  }));
  return {
    index,
    id: channels[0]!.id,
    name: plan.name,
    aadGroupId: ids.groupId(index),
    channels,
    members: someUsers(plan.members, index, users),
  };
}

function someUsers(count: number, from: number, users: number): readonly number[] {
  return Array.from({ length: Math.min(count, users) }, (_, n) => (from + n) % users);
}
