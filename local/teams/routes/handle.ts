import { type Answer, refusals } from '../answers.ts';
import type { ThreadBudget } from '../limits/limits.ts';
import type { ArrivedRequest, Operation } from '../request.ts';
import type { World } from '../world.ts';
import { deleteActivity, updateActivity } from './change-activity.ts';
import { createConversation } from './create-conversation.ts';
import { postActivity } from './post-activity.ts';
import { getMember, listMembers, listMembersPaged } from './roster.ts';
import { getTeam, listChannels } from './teams.ts';

type Handler = (world: World, request: ArrivedRequest) => Answer;

const HANDLERS: Readonly<Record<Operation, Handler>> = {
  create: createConversation,
  send: postActivity,
  reply: postActivity,
  update: updateActivity,
  delete: deleteActivity,
  members: listMembers,
  member: getMember,
  pagedmembers: listMembersPaged,
  team: getTeam,
  channels: listChannels,
  unknown: () => ({ status: 404 }),
};

/** Which of a thread's limits an operation counts against. */
export const THREAD_BUDGETS: Readonly<Record<Operation, ThreadBudget>> = {
  create: 'create',
  send: 'send',
  reply: 'send',
  update: 'send',
  delete: 'send',
  members: 'roster',
  member: 'roster',
  pagedmembers: 'roster',
  team: 'roster',
  channels: 'roster',
  unknown: 'send',
};

/** Carries a request out: the answer of a service that is in good order. */
export function handle(world: World, request: ArrivedRequest): Answer {
  if (request.operation === 'unknown') return HANDLERS.unknown(world, request);
  return world.presence.botRefusal() ?? wrongHost(world, request) ?? HANDLERS[request.operation](world, request);
}

/** A serviceUrl of another region or tenant; `/teams/` is the global one, good for all. */
function wrongHost({ org, presence }: World, { region, tenant, operation }: ArrivedRequest): Answer | undefined {
  if (tenant !== undefined && tenant !== org.tenant) return refusals['403-service-error-acl'];
  if (region === undefined || region === 'teams' || region === presence.region) return undefined;
  if (operation === 'create') return refusals['403-bad-argument-region'];
  const message = `Incoming request was redirected to the wrong geo! Current geo: ${region.toUpperCase()}, Target geo: ${presence.region.toUpperCase()}`;
  return { status: 400, body: { error: { code: 'BadArgument', message } } };
}
