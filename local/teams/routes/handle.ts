import type { Answer } from '../answers.ts';
import type { ThreadBudget } from '../limits/limits.ts';
import { botRefusal } from '../presence.ts';
import type { ArrivedRequest, Operation } from '../request.ts';
import type { World } from '../world.ts';
import { deleteActivity, updateActivity } from './change-activity.ts';
import { createConversation } from './create-conversation.ts';
import { postActivity } from './post-activity.ts';
import { getMember, listMembers, listMembersPaged } from './roster.ts';
import { getTeam, listChannels } from './teams.ts';
import { wrongHost } from './wrong-host.ts';

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
  const { org, presence } = world;
  const home = { tenant: org.tenant, region: presence.region };
  return botRefusal(presence.bot) ?? wrongHost(home, request) ?? HANDLERS[request.operation](world, request);
}
