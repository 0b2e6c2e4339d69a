import assert from 'node:assert/strict';
import { test } from 'node:test';
import { actionShapes, elementShapes, inlineShapes } from '../../shared/broadcast/card/elements.ts';
import { parseWithLibrary, registeredTypes } from './adaptive-cards-library.ts';
import { faultsOf, goodCard, withCard } from './bodies.ts';
import { cards } from './cards.ts';

const body = (...elements: unknown[]) => faultsOf(withCard({ ...goodCard(), body: elements }));
const actions = (...list: unknown[]) => faultsOf(withCard({ ...goodCard(), actions: list }));

for (const [what, card] of Object.entries(cards)) {
  test(`a card is taken: ${what}`, () => assert.deepEqual(faultsOf(withCard(card)), []));
  test(`Microsoft's own library finds nothing to say about it either: ${what}`, () => {
    assert.deepEqual(parseWithLibrary(card), []);
  });
}

test('every element and action that the library knows is known here', () => {
  const { elements, actions } = registeredTypes();
  assert.ok(elements.length > 10 && actions.length >= 5);
  const known = new Set([...elementShapes.keys(), ...inlineShapes.keys()]);
  assert.deepEqual(
    elements.filter((type) => !known.has(type)),
    [],
  );
  assert.deepEqual(
    actions.filter((type) => !actionShapes.has(type)),
    [],
  );
});

for (const version of ['1.0', '1.1', '1.2', '1.3', '1.4', '1.5']) {
  test(`version ${version} is taken`, () => assert.deepEqual(faultsOf(withCard({ ...goodCard(), version })), []));
}

test('elements that there are not are named, wherever they stand', () => {
  assert.deepEqual(
    body(
      { type: 'Bogus' },
      { type: 'Container', items: [{ type: 'ColumnSet', columns: [{ items: [{ type: 'Nope' }] }] }] },
    ),
    [
      'unknown-card-element /message/card/body/0/type',
      'unknown-card-element /message/card/body/1/items/0/columns/0/items/0/type',
    ],
  );
  assert.deepEqual(
    body({ type: 'Table', rows: [{ type: 'TableRow', cells: [{ type: 'TableCell', items: [{ type: 'X' }] }] }] }),
    ['unknown-card-element /message/card/body/0/rows/0/cells/0/items/0/type'],
  );
  assert.deepEqual(body({ type: 'RichTextBlock', inlines: ['a', { type: 'Run' }, 5] }), [
    'unknown-card-element /message/card/body/0/inlines/1/type',
    'wrong-type /message/card/body/0/inlines/2',
  ]);
});

test('elements without what they need are named', () => {
  assert.deepEqual(body({ type: 'TextBlock' }, { type: 'Image', url: 5 }, {}, null, 'text', { type: 'Input.Text' }), [
    'missing-field /message/card/body/0/text',
    'wrong-type /message/card/body/1/url',
    'missing-field /message/card/body/2/type',
    'wrong-type /message/card/body/3',
    'wrong-type /message/card/body/4',
    'missing-field /message/card/body/5/id',
  ]);
  assert.deepEqual(
    body({ type: 'FactSet', facts: [{ title: 'a' }] }, { type: 'ImageSet', images: [{ type: 'TextBlock' }] }),
    ['missing-field /message/card/body/0/facts/0/value', 'unknown-card-element /message/card/body/1/images/0/type'],
  );
});

test('names that objects inherit are no elements', () => {
  assert.deepEqual(body({ type: 'constructor' }, { type: '__proto__' }, { type: { toString: 1 } }), [
    'unknown-card-element /message/card/body/0/type',
    'unknown-card-element /message/card/body/1/type',
    'unknown-card-element /message/card/body/2/type',
  ]);
});

test('actions are checked in bars, sets, taps and cards to show', () => {
  const shown = { type: 'AdaptiveCard', version: '1.6', body: [{ type: 'TextBlock' }], refresh: {} };
  assert.deepEqual(
    actions({ type: 'Action.OpenUrl' }, { type: 'Action.Http' }, { type: 'Action.ShowCard', card: shown }),
    [
      'missing-field /message/card/actions/0/url',
      'unknown-card-action /message/card/actions/1/type',
      'card-version-unsupported /message/card/actions/2/card/version',
      'card-refresh /message/card/actions/2/card/refresh',
      'missing-field /message/card/actions/2/card/body/0/text',
    ],
  );
  assert.deepEqual(
    body({ type: 'ActionSet', actions: {} }, { type: 'Image', url: 'x', selectAction: { type: 'TextBlock' } }),
    ['wrong-type /message/card/body/0/actions', 'unknown-card-action /message/card/body/1/selectAction/type'],
  );
});

test('an unknown element with a fallback is taken, as clients take it; its fallback is checked', () => {
  assert.deepEqual(body({ type: 'Hologram', fallback: 'drop' }), []);
  assert.deepEqual(body({ type: 'Hologram', fallback: { type: 'TextBlock', text: 'a' } }), []);
  assert.deepEqual(body({ type: 'Hologram', fallback: { type: 'TextBlock' } }), [
    'missing-field /message/card/body/0/fallback/text',
  ]);
  assert.deepEqual(body({ type: 'TextBlock', text: 'a', fallback: 'hide' }), [
    'unknown-value /message/card/body/0/fallback',
  ]);
});
