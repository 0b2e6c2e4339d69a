import { type Answer, answer, refusals } from '../answers.ts';
import type { Team } from '../org/org.ts';
import type { ArrivedRequest } from '../request.ts';
import type { World } from '../world.ts';

/** `GET /v3/teams/{id}`: a team's name, group and size. */
export function getTeam(world: World, request: ArrivedRequest): Answer {
  const team = teamOf(world, request);
  if (team === undefined) return refusals['404-service-error-unknown'];
  return world.presence.teams.has(team.index) ? answer(200, details(team)) : refusals['403-bot-not-in-roster'];
}

/** `GET /v3/teams/{id}/conversations`: its channels. General comes first, with the team's id and no name. */
export function listChannels(world: World, request: ArrivedRequest): Answer {
  const team = teamOf(world, request);
  if (team === undefined) return refusals['404-service-error-unknown'];
  return world.presence.teams.has(team.index)
    ? answer(200, { conversations: team.channels })
    : refusals['403-bot-not-in-roster'];
}

function details({ id, name, aadGroupId, channels, members }: Team): object {
  return { id, name, aadGroupId, channelCount: channels.length, memberCount: members.length, type: 'standard' };
}

function teamOf(world: World, request: ArrivedRequest): Team | undefined {
  return world.org.teams.find((team) => team.id === request.target);
}
