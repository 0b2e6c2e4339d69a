import { type Answer, answer, refusals } from '../answers.ts';
import { isGuid } from '../org/ids.ts';
import { placeKey, placeRefusal } from '../places.ts';
import { createRefusal } from '../presence.ts';
import type { ArrivedRequest } from '../request.ts';
import type { World } from '../world.ts';
import { field, textField } from './fields.ts';
import { acceptActivity, isActivity } from './post-activity.ts';

/** `POST /v3/conversations`: gets or makes a personal chat, or starts a thread in a channel. */
export function createConversation(world: World, request: ArrivedRequest): Answer {
  const { body } = request;
  if (body === undefined) return refusals['400-payload'];
  const channelData = field(body, 'channelData');
  const tenant = textField(body, 'tenantId') ?? textField(field(channelData, 'tenant'), 'id');
  if (body['isGroup'] === true) {
    const channel = textField(field(channelData, 'channel'), 'id');
    // The only group a bot can make is a thread in a channel, and that needs its first message.
    return channel === undefined ? refusals['400-bad-syntax'] : startThread(world, request, channel, body['activity']);
  }
  if (tenant === undefined) return refusals['400-bad-syntax'];
  if (tenant.toLowerCase() !== world.org.tenant) return refusals['403-service-error-acl'];
  const members = body['members'];
  if (!Array.isArray(members) || members.length !== 1) return refusals['400-bad-syntax'];
  const member = textField(members[0], 'id');
  return member === undefined ? refusals['400-bad-syntax'] : openChat(world, request, member, body['activity']);
}

/** The user a create is for, by the id in its body; undefined when it is for none of ours. */
export function createdUser(world: Pick<World, 'org'>, body: unknown): number | undefined {
  const members = field(body, 'members');
  const id = Array.isArray(members) ? textField(members[0], 'id') : undefined;
  return id === undefined ? undefined : world.org.find(id);
}

function openChat(world: World, request: ArrivedRequest, member: string, activity: unknown): Answer {
  const user = world.org.find(member);
  if (user === undefined) return strangeMember(member);
  const refusal = createRefusal(world.presence.status(user), isGuid(member));
  if (refusal !== undefined) return refusal;
  if (activity !== undefined && activity !== null && !isActivity(activity)) return refusals['400-payload'];
  const id = world.presence.openConversation(user);
  if (isActivity(activity)) acceptActivity(world, request, user, activity);
  return answer(201, { id });
}

/** What a chat with somebody is refused with who is none of ours. */
export function strangeMember(member: string): Answer {
  if (member.startsWith('28:')) return refusals['400-bad-argument-bot-member'];
  if (isGuid(member)) return refusals['403-forbidden-operation'];
  return member.startsWith('29:') ? refusals['400-bad-argument-pairwise'] : refusals['400-service-error-bad-user'];
}

function startThread(world: World, request: ArrivedRequest, channel: string, activity: unknown): Answer {
  if (!isActivity(activity)) return refusals['400-bad-syntax'];
  const place = world.places.find(channel);
  const refusal = placeRefusal(world.presence, channel, place);
  if (refusal !== undefined || place?.kind !== 'channel') return refusal ?? refusals['400-bad-syntax'];
  const activityId = acceptActivity(world, request, placeKey(place), activity);
  return answer(201, { id: `${place.channel.id};messageid=${activityId}`, activityId });
}
