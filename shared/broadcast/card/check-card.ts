import { child, type FaultCode, type Noting } from '../../input/faults.ts';
import { isObject, type JsonObject, kindOf, objectAt, quote } from '../../input/fields.ts';
import { actionShapes, cardShape, elementShapes, inlineShapes, partShapes, type Rule, type Shape } from './elements.ts';

/** Teams shows Adaptive Cards up to version 1.5. */
export const cardVersion = /^0{0,2}1\.0{0,2}[0-5]$/;

const isVersion = (version: unknown): boolean => typeof version === 'string' && cardVersion.test(version);

/** What is wrong with a version that Teams does not take. */
export function versionFault(version: unknown): [code: FaultCode, message: string] {
  return typeof version === 'string' && /^\d{1,3}\.\d{1,3}$/.test(version)
    ? ['card-version-unsupported', `Teams shows cards up to version 1.5, not ${quote(version)}.`]
    : ['card-version-invalid', `${quote(version)} is not a version; write "1.5" for example.`];
}

/**
 * Checks an Adaptive Card as far as Teams would fail to show it, noting every fault by its pointer: elements and actions
 * that there are not, those without what they need, and what would call the bot.
 * @param card nested at most 100 levels deep; at `''` is the message's own
 */
export function checkCard(card: JsonObject, path: string, faults: Noting): void {
  // What is shown by an action is a card as well, and need not say its version.
  const { version } = card;
  if (path !== '' && version !== undefined && !isVersion(version))
    faults.add(child(path, 'version'), ...versionFault(version));
  if (card['refresh'] !== undefined && card['refresh'] !== null) {
    // Without userIds as well: in a chat of fewer than 60 people, Teams refreshes such a card for each of them.
    const at = child(path, 'refresh');
    const named = isObject(card['refresh']) && card['refresh']['userIds'] !== undefined;
    const message = 'A card with `refresh` calls the bot each time one of its readers opens the chat; leave it out.';
    faults.add(named ? child(at, 'userIds') : at, 'card-refresh', message);
  }
  checkShape(card, cardShape, path, faults);
}

function checkShape(object: JsonObject, shape: Shape, path: string, faults: Noting): void {
  const whose = typeof object['type'] === 'string' ? quote(object['type']) : 'This';
  for (const [name, rule] of Object.entries(shape)) {
    const value = object[name];
    // Adaptive Cards take null for absent.
    if (value !== undefined && value !== null) checkRule(value, rule, child(path, name), faults);
    else if (rule.needed) faults.add(child(path, name), 'missing-field', `${whose} needs ${quote(name)}.`);
  }
}

function checkRule(value: unknown, rule: Rule, path: string, faults: Noting): void {
  switch (rule.is) {
    case 'any':
      break;
    case 'string':
      if (typeof value !== 'string') faults.add(path, 'wrong-type', `This must be a string, not ${kindOf(value)}.`);
      break;
    case 'elements':
      eachOf(value, path, faults, (item, at) => checkTyped(item, element, at, faults));
      break;
    case 'actions':
      eachOf(value, path, faults, (item, at) => checkTyped(item, action, at, faults));
      break;
    case 'action':
      checkTyped(value, action, path, faults);
      break;
    case 'inlines':
      eachOf(value, path, faults, (item, at) => {
        if (typeof item !== 'string') checkTyped(item, inline, at, faults);
      });
      break;
    case 'parts':
      eachOf(value, path, faults, (item, at) => checkPart(item, rule.of, at, faults));
      break;
    case 'card': {
      const card = objectAt(value, path, faults);
      if (card) checkCard(card, path, faults);
    }
  }
}

function eachOf(value: unknown, path: string, faults: Noting, check: (item: unknown, path: string) => void): void {
  if (!Array.isArray(value)) faults.add(path, 'wrong-type', `This must be an array, not ${kindOf(value)}.`);
  else for (const [i, item] of value.entries()) check(item, child(path, i));
}

/** A place where one of several types may stand. */
interface Place {
  readonly shapes: ReadonlyMap<string, Shape>;
  readonly unknown: FaultCode;
  readonly name: string;
}

const element: Place = { shapes: elementShapes, unknown: 'unknown-card-element', name: 'an element' };
const inline: Place = { shapes: inlineShapes, unknown: 'unknown-card-element', name: 'a part of a text' };
const action: Place = { shapes: actionShapes, unknown: 'unknown-card-action', name: 'an action' };

function checkTyped(value: unknown, place: Place, path: string, faults: Noting): void {
  const object = objectAt(value, path, faults);
  if (!object) return;
  const type = object['type'];
  const shape = typeof type === 'string' ? place.shapes.get(type) : undefined;
  const fallback = object['fallback'];
  if (shape) checkShape(object, shape, path, faults);
  // A client that does not know an element shows its fallback, so who gives one may use any.
  else if (typeof type !== 'string' || fallback === undefined) noteUnknown(type, place, child(path, 'type'), faults);
  if (isObject(fallback)) checkTyped(fallback, place, child(path, 'fallback'), faults);
  else if (fallback !== undefined && fallback !== null && fallback !== 'drop') {
    faults.add(
      child(path, 'fallback'),
      'unknown-value',
      `A fallback is "drop" or ${place.name}, not ${quote(fallback)}.`,
    );
  }
}

function noteUnknown(type: unknown, place: Place, path: string, faults: Noting): void {
  if (type === undefined) {
    faults.add(path, 'missing-field', `The type of ${place.name} is missing.`);
    return;
  }
  const lower = typeof type === 'string' ? type.toLowerCase() : '';
  const near = [...place.shapes.keys()].find((known) => known.toLowerCase() === lower);
  const hint = near ? ` Did you mean ${quote(near)}?` : '';
  faults.add(path, place.unknown, `${quote(type)} is not ${place.name} of Adaptive Cards in Teams.${hint}`);
}

function checkPart(value: unknown, type: string, path: string, faults: Noting): void {
  const object = objectAt(value, path, faults);
  if (!object) return;
  const given = object['type'];
  if (given !== undefined && given !== type) {
    faults.add(child(path, 'type'), 'unknown-card-element', `Only ${quote(type)} can stand here, not ${quote(given)}.`);
    return;
  }
  checkShape(object, partShapes.get(type) ?? {}, path, faults);
}
