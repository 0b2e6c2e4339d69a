import { type Answer, answer, refusals } from '../answers.ts';
import { now } from '../now.ts';
import { placeKey, placeRefusal } from '../places.ts';
import type { ArrivedRequest } from '../request.ts';
import type { World } from '../world.ts';
import { isActivity } from './post-activity.ts';

/** `PUT …/activities/{id}`: a message gets another text. */
export function updateActivity(world: World, request: ArrivedRequest): Answer {
  const { body, conversation = '', target = '', place } = request;
  if (!isActivity(body)) return refusals['400-payload'];
  const refusal = placeRefusal(world.presence, conversation, place);
  if (refusal !== undefined || place === undefined) return refusal ?? refusals['404-conversation-not-found'];
  if (request.bodySize > world.maxActivityBytes) return refusals['413-message-too-big'];
  const isDone = world.ledger.update(placeKey(place), target, body, now());
  return isDone ? answer(200, { id: target }) : refusals['404-activity-not-found'];
}

/** `DELETE …/activities/{id}`: a message is taken back. */
export function deleteActivity(world: World, request: ArrivedRequest): Answer {
  const { conversation = '', target = '', place } = request;
  const refusal = placeRefusal(world.presence, conversation, place);
  if (refusal !== undefined || place === undefined) return refusal ?? refusals['404-conversation-not-found'];
  const isDone = world.ledger.delete(placeKey(place), target, now());
  return isDone ? answer(200) : refusals['404-activity-not-found'];
}
