import type { SimulatedTeams } from '../simulated-teams.ts';
import { ledgerLines, userLines } from './export.ts';
import { eventOptions, faultRule, installOptions, saying, settings, userChange } from './schemas.ts';

/** What a command gets: what its path and query name, and the parsed body (an empty object when there was none). */
export interface CommandInput {
  readonly teams: SimulatedTeams;
  readonly id: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
}

/** Answers with JSON, or with one line of JSON for each object of a generator. */
export type Command = (input: CommandInput) => unknown;

/** The control API: everything a test in another process needs. `*` stands for one part of the path. */
export const commands: Readonly<Record<string, Command>> = {
  'GET state': ({ teams }) => stateOf(teams),
  'GET stats': ({ teams }) => teams.stats,
  'GET ledger': ({ teams }) => ledgerLines(teams),
  'GET requests': ({ teams }) => teams.requests().values(),
  'GET users': ({ teams, query }) =>
    userLines(teams, Number(query.get('from') ?? 0), Number(query.get('to') ?? Number.POSITIVE_INFINITY)),

  'PATCH settings': ({ teams, body }) => {
    const { limits, latency, endpoint, bot, region } = settings.parse(body);
    if (limits !== undefined) teams.setLimits(limits);
    if (latency !== undefined) teams.setLatency(latency);
    if (endpoint !== undefined) teams.events.endpoint = endpoint;
    if (bot !== undefined) teams.setBot(bot);
    if (region !== undefined) teams.moveTo(region);
    return stateOf(teams);
  },

  'GET faults': ({ teams }) => teams.faults(),
  'POST faults': ({ teams, body }) => teams.fault(faultRule.parse(body)),
  'DELETE faults': ({ teams }) => teams.clearFaults(),
  'DELETE faults/*': ({ teams, id }) => teams.clearFaults(Number(id)),

  'POST install': ({ teams, body }) => teams.installAll(installOptions.parse(body)),
  'PATCH users/*': ({ teams, id, body }) => {
    const { status, deleteConversation } = userChange.parse(body);
    const user = reference(id);
    if (status !== undefined) teams.setStatus(user, status);
    if (deleteConversation) teams.deleteConversation(user);
    return { user: teams.userIndex(user), status: teams.status(user), conversationId: teams.conversationId(user) };
  },
  'POST users/*/install': ({ teams, id, body }) => teams.events.install(reference(id), eventOptions.parse(body)),
  'POST users/*/uninstall': ({ teams, id, body }) => teams.events.uninstall(reference(id), eventOptions.parse(body)),
  'POST users/*/upgrade': ({ teams, id, body }) =>
    teams.events.upgrade(reference(id), 'add-upgrade', eventOptions.parse(body)),
  'POST users/*/say': ({ teams, id, body }) => {
    const { text, ...options } = saying.parse(body);
    return teams.events.say(reference(id), text, options);
  },

  'POST teams/*/install': ({ teams, id, body }) =>
    teams.events.addToTeam(at(teams.org.teams, id), eventOptions.parse(body)),
  'POST teams/*/uninstall': ({ teams, id, body }) =>
    teams.events.removeFromTeam(at(teams.org.teams, id), eventOptions.parse(body)),
  'POST group-chats/*/install': ({ teams, id, body }) =>
    teams.events.addToGroupChat(at(teams.org.groupChats, id), eventOptions.parse(body)),
  'POST group-chats/*/uninstall': ({ teams, id, body }) =>
    teams.events.removeFromGroupChat(at(teams.org.groupChats, id), eventOptions.parse(body)),
};

function stateOf(teams: SimulatedTeams): object {
  const { tenant, bot, users, teams: inTeams, groupChats } = teams.org;
  return {
    ...{ tenant, bot, users, teams: inTeams, groupChats },
    ...{ serviceUrl: teams.serviceUrl, endpoint: teams.events.endpoint ?? null },
    ...teams.settings(),
    faults: teams.faults(),
    stats: teams.stats,
  };
}

/** A user by index or id, as a path names them. */
function reference(id: string): number | string {
  return /^\d+$/.test(id) ? Number(id) : id;
}

function at<T>(list: readonly T[], index: string): T {
  const found = list[Number(index)];
  if (found === undefined) throw new RangeError(`There is no number ${index}: there are ${list.length}.`);
  return found;
}
