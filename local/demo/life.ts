import type { SimulatedTeams } from '../teams/simulated-teams.ts';

export const faultLevels = ['none', 'some', 'many'] as const;

/** How much goes wrong besides the kill. */
export type FaultLevel = (typeof faultLevels)[number];

/** What people did after they got the app, by their index. Nobody is in two lists. */
export interface Life {
  /** Removed the app, and Teams told the app. */
  readonly removed: readonly number[];
  /** Removed the app, and Teams said nothing. */
  readonly removedUntold: readonly number[];
  /** Blocked the app; Teams does not tell. */
  readonly blocked: readonly number[];
  /** Deleted the chat with the app: its id is good for nothing from then on. */
  readonly chatDeleted: readonly number[];
}

/** How many of a thousand people did it; at least one each. */
const perMille: Readonly<Record<FaultLevel, Readonly<Record<keyof Life, number>>>> = {
  none: { removed: 0, removedUntold: 0, blocked: 0, chatDeleted: 0 },
  some: { removed: 5, removedUntold: 4, blocked: 1, chatDeleted: 3 },
  many: { removed: 30, removedUntold: 20, blocked: 10, chatDeleted: 20 },
};

/** Who does what in an organisation of so many people: spread evenly over it, always the same. */
export function lifeOf(level: FaultLevel, users: number): Life {
  const rates = perMille[level];
  const count = (of: keyof Life) => (rates[of] === 0 ? 0 : Math.max(1, Math.round((rates[of] * users) / 1000)));
  const kinds = ['removed', 'removedUntold', 'blocked', 'chatDeleted'] as const;
  const acts = kinds.flatMap((kind) => Array.from({ length: count(kind) }, () => kind)).slice(0, users);
  const life = { removed: [], removedUntold: [], blocked: [], chatDeleted: [] } as Record<keyof Life, number[]>;
  for (const [i, kind] of acts.entries()) life[kind].push(Math.floor(((i + 0.5) * users) / acts.length));
  return life;
}

/**
 * Lets it happen, and Teams tell of it what it tells.
 * @param endpoints where the copies of the app listen; they are told in turn
 */
export async function live(teams: SimulatedTeams, life: Life, endpoints: readonly string[]): Promise<void> {
  for (const [i, user] of life.removed.entries()) {
    await teams.events.uninstall(user, { endpoint: endpoints[i % endpoints.length]! });
  }
  for (const user of life.removedUntold) teams.setStatus(user, 'uninstalled');
  for (const user of life.blocked) teams.setStatus(user, 'blocked');
  for (const user of life.chatDeleted) teams.deleteConversation(user);
}

/** Sets Teams up to fail now and then; to be called just before the sending. */
export function trouble(teams: SimulatedTeams, level: FaultLevel, users: number): void {
  const retryAfter = 1;
  if (level === 'some') teams.fault({ kind: '429-throttled', after: Math.floor(users / 4), times: 2, retryAfter });
  if (level !== 'many') return;
  teams.fault({ kind: '429-throttled', every: 150, retryAfter });
  teams.fault({ kind: '503-empty', every: 70 });
  teams.fault({ kind: '500-service-error', every: 200 });
  teams.fault({ kind: 'lost-answer', every: 90 });
}
