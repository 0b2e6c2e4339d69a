import * as z from 'zod/mini';
import { checkCharacters } from '../input/characters.ts';
import type { Faults, Noting } from '../input/faults.ts';
import { isObject } from '../input/fields.ts';
import { isTooDeep } from '../input/json.ts';
import { fault, notingOf, readable } from '../input/schema.ts';
import { card } from './card/parse-card.ts';
import { MESSAGE_LIMIT, type Message, sizeOf, textFormats } from './message.ts';

/** Longer than any toast or list shows it, short enough to be kept in a row and listed a thousand at a time. */
const SUMMARY_LIMIT = 500;

/** A text with something to read in it. */
const text = readable('text');

const textFormat = z.enum(textFormats);

const summary = text.check(
  z.maxLength(
    SUMMARY_LIMIT,
    fault('too-long', (given) => `The summary has ${String(given).length} characters; ${SUMMARY_LIMIT} is the most.`),
  ),
);

/** A message that is a text. */
const textMessage = z.strictObject({
  text,
  textFormat: z._default(textFormat, 'markdown'),
  summary: z.exactOptional(summary),
});

/** A message that is a card. */
const cardMessage = z.strictObject({ card, summary });

/** `message`, as it is described: one or the other. */
export const messageShape = z.union([textMessage, cardMessage]);

/** `message`, as it is read: what is wrong with text and card is told, also where there are both. */
const asked = z
  .strictObject({
    text: z.optional(text),
    textFormat: z.optional(textFormat),
    card: z.optional(card),
    summary: z.optional(summary),
  })
  .check(notingOf(checkTogether));

export const message = z.pipe(
  asked,
  z.transform((given): Message => {
    const { text, textFormat = 'markdown', card, summary } = given;
    if (card) return { card, summary: summary ?? '' };
    return { text: text ?? '', textFormat, ...(summary !== undefined && { summary }) };
  }),
);

type Asked = z.output<typeof asked>;

/** What neither a text nor a card is wrong by alone. */
function checkTogether(given: Partial<Asked>, faults: Noting): void {
  const hasText = given.text !== undefined;
  const hasCard = given.card !== undefined;
  if (hasText && hasCard) {
    faults.add('', 'text-and-card', 'A message is a text or a card; Teams would make two messages of both.');
  }
  if (!hasText && !hasCard) faults.add('', 'text-or-card-missing', 'A message needs a `text` or a `card`.');
  if (hasCard && !hasText && given.textFormat !== undefined) {
    faults.add('/textFormat', 'text-format-with-card', '`textFormat` goes with `text`; a card has none.');
  }
  if (hasCard && given.summary === undefined) {
    faults.add('/summary', 'missing-field', 'A card needs a `summary`: without it the toast says "Sent a card".');
  }
  const size = hasText === hasCard ? 0 : sizeOf(asFarAsTold(given));
  if (size > MESSAGE_LIMIT) {
    const told = `${size} bytes as JSON in UTF-16; Teams takes ${MESSAGE_LIMIT}`;
    faults.add(hasCard ? '/card' : '/text', 'message-too-large', `The message comes to ${told}.`);
  }
}

/** The message, whatever is wrong with it: to be measured. */
function asFarAsTold({ text, textFormat, card, summary }: Partial<Asked>): Message {
  const given = typeof summary === 'string' ? summary : undefined;
  if (isObject(card)) return { card, summary: given ?? '' };
  const format = textFormats.find((known) => known === textFormat) ?? 'markdown';
  const told = typeof text === 'string' ? text : '';
  return { text: told, textFormat: format, ...(given !== undefined && { summary: given }) };
}

/** Notes what no message can hold, in names that are not known as well. */
export function checkMessageCharacters(value: unknown, path: string, faults: Faults): void {
  if (isObject(value) && !isTooDeep(value)) checkCharacters(value, path, faults);
}
