import type { SimulatedTeams } from '../simulated-teams.ts';

/** The ledger, one line for each user, channel or group chat that received anything. */
export function* ledgerLines({ ledger, org }: SimulatedTeams): Generator<object> {
  for (const [place, messages] of ledger.entries()) {
    yield typeof place === 'number'
      ? { user: org.ids.aadObjectId(place), index: place, messages }
      : { place, messages };
  }
}

/** The users from one index to before another: ids, place and how each stands to the bot. */
export function* userLines(teams: SimulatedTeams, from: number, to: number): Generator<object> {
  for (let index = from; index < Math.min(to, teams.org.users); index++) {
    yield {
      ...teams.org.user(index),
      status: teams.status(index),
      conversationId: teams.conversationId(index),
      received: teams.received(index).length,
    };
  }
}
