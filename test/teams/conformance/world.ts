import type { TestContext } from 'node:test';
import type { Trouble } from '../../../local/memory/memory-teams.ts';
import type { BotStatus, UserStatus } from '../../../local/teams/presence.ts';
import type { Teams } from '../../../shared/teams/teams.ts';

/** A Teams to send to, in which nobody has received anything, and the hands to change it with. Users are 0 to 9. */
export interface World {
  /** The port under test. */
  readonly teams: Teams;
  /** The same with little patience: it gives up after about a second. */
  readonly hasty: Teams;
  readonly tenant: string;
  /** Where nobody listens. */
  readonly nowhere: string;
  serviceUrl(): string;
  /** The ids by which a user is known: Entra's, and the bot's own. */
  user(index: number): { readonly aadObjectId: string; readonly id: string };
  conversationId(index: number): string;
  deleteConversation(index: number): void;
  setStatus(index: number, status: UserStatus): void;
  setBot(status: BotStatus): void;
  moveTo(region: string): void;
  /** What goes wrong with the next requests, one each. */
  next(...troubles: readonly Exclude<Trouble, { kind: 'unsent' }>[]): void;
  /** What a user has, or had. */
  received(index: number): readonly {
    readonly activityId: string;
    readonly activity: unknown;
    readonly updates: readonly { readonly activity: unknown }[];
    readonly deletedAt: number | undefined;
  }[];
  /** How many requests reached the service. */
  arrived(): number;
}

export type OpenWorld = (t: TestContext) => Promise<World> | World;

export const USERS = 10;
