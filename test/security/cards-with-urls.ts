import fc from 'fast-check';
import {
  actionShapes,
  elementShapes,
  inlineShapes,
  partShapes,
  type Rule,
} from '../../shared/broadcast/card/elements.ts';

type Json = Record<string, unknown>;

/**
 * Cards with an address in every place where one can stand, and in many where none should: each element and action there
 * is, with all it may hold, a few to a card; then as many cards at random.
 * @param address gives another address at each call
 */
export function cardsWithUrls(address: () => string, random: number): readonly Json[] {
  const cards: Json[] = [];
  const elements = [...elementShapes.keys()].map((type) => typed(type, address, 3));
  while (elements.length > 0) cards.push(card(elements.splice(0, FEW), [], address));
  const actions = [...actionShapes.keys()].map((type) => typed(type, address, 3));
  while (actions.length > 0) cards.push(card([], actions.splice(0, FEW), address));
  const types = fc.array(fc.constantFrom(...elementShapes.keys()), { minLength: 1, maxLength: 4 });
  for (const some of fc.sample(types, random)) {
    const items = some.map((type) => typed(type, address, 2));
    cards.push(card([{ type: 'Container', items, ...everywhere(address) }], [], address));
  }
  return cards;
}

/** So many to a card, which may have 100 KB. */
const FEW = 6;

function card(body: readonly Json[], actions: readonly Json[], address: () => string): Json {
  return { type: 'AdaptiveCard', version: '1.5', body, actions, ...everywhere(address), $schema: address() };
}

/** Names under which some client, template engine or service might look for something to fetch. */
function everywhere(address: () => string): Json {
  const names =
    'iconUrl poster src href uri $ref $data $when speak icon endpoint callback dataSource contentUrl previewUrl';
  return {
    ...Object.fromEntries(names.split(' ').map((name) => [name, address()])),
    backgroundImage: { url: address(), fillMode: 'cover' },
    msteams: { type: 'task/fetch', width: 'Full', entities: [{ type: 'mention', text: address(), mentioned: {} }] },
    metadata: { webUrl: address() },
    authentication: { connectionName: 'x', buttons: [{ type: 'signin', value: address() }] },
    captionSources: [{ mimeType: 'vtt', url: address(), label: 'x' }],
    data: { url: address(), msteams: { type: 'invoke', value: { url: address() } } },
    'choices.data': { type: 'Data.Query', dataset: address() },
    formula: `\${json(${address()})}`,
  };
}

/** Something of a type, with all that its shape knows, and addresses beside it. */
function typed(type: string, address: () => string, depth: number): Json {
  const shape = {
    ...elementShapes.get(type),
    ...actionShapes.get(type),
    ...inlineShapes.get(type),
    ...partShapes.get(type),
  };
  const known = Object.entries(shape).map(([name, rule]) => [name, valueFor(rule, address, depth - 1)]);
  return { type, ...everywhere(address), ...Object.fromEntries(known) };
}

function valueFor(rule: Rule, address: () => string, depth: number): unknown {
  switch (rule.is) {
    case 'string':
      return address();
    case 'any':
      return [address()];
    case 'elements':
      return [depth > 0 ? typed('Image', address, depth) : { type: 'TextBlock', text: `![](${address()})` }];
    case 'actions':
      return [typed('Action.OpenUrl', address, depth)];
    case 'action':
      return typed('Action.Execute', address, depth);
    case 'inlines':
      return [{ type: 'TextRun', text: address(), ...everywhere(address) }];
    case 'parts':
      return [depth > 0 ? typed(rule.of, address, depth) : { type: rule.of, ...needs(rule.of, address) }];
    case 'card':
      return { type: 'AdaptiveCard', body: [typed('Image', address, depth)] };
  }
}

/** What a part can't do without, where it gets too deep for the rest. */
function needs(type: string, address: () => string): Json {
  const shape = Object.entries(partShapes.get(type) ?? {}).filter(([, { needed }]) => needed);
  return Object.fromEntries(shape.map(([name, rule]) => [name, rule.is === 'string' ? address() : []]));
}
