import { type Answer, answer, refusals } from '../answers.ts';
import { now } from '../now.ts';
import { type PlaceKey, placeKey, placeRefusal } from '../places.ts';
import type { ArrivedRequest, PostedActivity } from '../request.ts';
import type { World } from '../world.ts';

/** `POST …/activities` and `POST …/activities/{replyTo}`: a message into a conversation. */
export function postActivity(world: World, request: ArrivedRequest): Answer {
  const { body, conversation = '', target, place } = request;
  if (!isActivity(body)) return refusals['400-payload'];
  const refusal = placeRefusal(world.presence, conversation, place);
  if (refusal !== undefined || place === undefined) return refusal ?? refusals['404-conversation-not-found'];
  if (request.bodySize > world.maxActivityBytes) return refusals['413-message-too-big'];

  const root = target ?? /;messageid=([^;]+)/.exec(conversation)?.[1];
  return posted(partsOf(body).map((part) => acceptActivity(world, request, placeKey(place), part, root)));
}

/** What a post is answered with: the message's id; of two that were made of one, neither. */
export function posted(ids: readonly string[]): Answer {
  return answer(201, ids.length === 1 ? { id: ids[0] } : {});
}

/** The messages Teams makes of an activity. */
export function partsOf(activity: PostedActivity): readonly PostedActivity[] {
  if (!isSplit(activity)) return [activity];
  const { text, attachments, ...rest } = activity;
  return [
    { ...rest, text: text ?? '' },
    { ...rest, attachments: attachments ?? [] },
  ];
}

/** Whether Teams makes two messages of an activity: it has text and attachments. That costs two requests. */
export function isSplit(activity: unknown): boolean {
  return isActivity(activity) && !!activity.text && !!activity.attachments?.length;
}

/** Whether this is an activity: all it needs is a type. */
export function isActivity(value: unknown): value is PostedActivity {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

/** Records an activity, if it is one that people see, and gives its id. */
export function acceptActivity(
  world: World,
  request: ArrivedRequest,
  place: PlaceKey,
  activity: PostedActivity,
  replyTo?: string,
): string {
  const at = now();
  if (activity.type !== 'message') return String(Math.floor(at));
  return world.ledger.accept(place, {
    ...{ activity, at, request: request.number },
    ...(replyTo === undefined ? {} : { replyTo }),
  });
}
