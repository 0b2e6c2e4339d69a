/** What the tests of the Teams port do again and again. */
import assert from 'node:assert/strict';
import type { OutgoingActivity, Teams, TeamsAnswer } from '../../../shared/teams/teams.ts';
import type { World } from './world.ts';

export const hello: OutgoingActivity = { type: 'message', text: 'Hello', textFormat: 'plain', summary: 'Hello' };

/** Sends to a user's chat as it is now. */
export function sendTo(world: World, index: number, activity = hello, teams: Teams = world.teams) {
  return teams.send({ serviceUrl: world.serviceUrl(), conversation: world.conversationId(index) }, activity);
}

/** Gets or creates a chat by any id. */
export function create(world: World, user: string, teams: Teams = world.teams): Promise<TeamsAnswer> {
  return teams.createConversation({ serviceUrl: world.serviceUrl(), tenant: world.tenant, user });
}

/** The id of what has to be accepted. */
export function idOf(answer: TeamsAnswer): string {
  assert.ok(answer.kind === 'accepted' && answer.id, JSON.stringify(answer));
  return answer.id;
}

/** In short: what a refusal says. */
export function refusal(answer: TeamsAnswer): string {
  return answer.kind === 'refused' ? `${answer.status} ${answer.code ?? ''}`.trim() : JSON.stringify(answer);
}
