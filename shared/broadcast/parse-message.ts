import { checkCharacters, isVisible } from '../input/characters.ts';
import { child, type Faults } from '../input/faults.ts';
import { isObject, type JsonObject, kindOf, objectAt, oneOf, refuseUnknown } from '../input/fields.ts';
import { checkCard } from './card/check-card.ts';
import { MESSAGE_LIMIT, type Message, sizeOf, type TextFormat, textFormats } from './message.ts';

/** Longer than any toast or list shows it, short enough to be kept in a row and listed a thousand at a time. */
export const SUMMARY_LIMIT = 500;

/** Reads `message`, noting every fault; undefined when there is one. */
export function parseMessage(value: unknown, path: string, faults: Faults): Message | undefined {
  const before = faults.count;
  const message = objectAt(value, path, faults);
  if (!message) return undefined;
  refuseUnknown(message, ['text', 'textFormat', 'card', 'summary'], path, faults);
  checkCharacters(message, path, faults);
  const hasText = message['text'] !== undefined;
  const hasCard = message['card'] !== undefined;
  if (hasText && hasCard) {
    faults.add(path, 'text-and-card', 'A message is a text or a card; Teams would make two messages of both.');
  }
  if (!hasText && !hasCard) faults.add(path, 'text-or-card-missing', 'A message needs a `text` or a `card`.');
  if (hasText) checkText(message['text'], child(path, 'text'), faults);
  if (hasCard) checkCard(message['card'], child(path, 'card'), faults);
  const textFormat = parseFormat(message, hasText, child(path, 'textFormat'), faults);
  checkSummary(message['summary'], hasCard, child(path, 'summary'), faults);
  const parsed = hasText === hasCard ? undefined : assemble(message, textFormat);
  if (parsed) checkSize(parsed, child(path, hasCard ? 'card' : 'text'), faults);
  return faults.count > before ? undefined : parsed;
}

function checkSize(message: Message, path: string, faults: Faults): void {
  const size = sizeOf(message);
  if (size <= MESSAGE_LIMIT) return;
  const told = `${size} bytes as JSON in UTF-16; Teams takes ${MESSAGE_LIMIT}`;
  faults.add(path, 'message-too-large', `The message comes to ${told}.`);
}

function checkText(text: unknown, path: string, faults: Faults): void {
  if (typeof text !== 'string') faults.add(path, 'wrong-type', `This must be a string, not ${kindOf(text)}.`);
  else if (!isVisible(text)) faults.add(path, 'empty-text', 'There is nothing to read in this text.');
}

function parseFormat(message: JsonObject, hasText: boolean, path: string, faults: Faults) {
  const format = message['textFormat'];
  if (format === undefined) return 'markdown';
  if (!hasText && message['card'] !== undefined) {
    faults.add(path, 'text-format-with-card', '`textFormat` goes with `text`; a card has none.');
  }
  return oneOf(format, textFormats, path, faults) ?? 'markdown';
}

function checkSummary(summary: unknown, hasCard: boolean, path: string, faults: Faults): void {
  if (summary === undefined) {
    if (hasCard)
      faults.add(path, 'missing-field', 'A card needs a `summary`: without it the toast says "Sent a card".');
    return;
  }
  checkText(summary, path, faults);
  if (typeof summary === 'string' && summary.length > SUMMARY_LIMIT) {
    faults.add(path, 'too-long', `The summary has ${summary.length} characters; ${SUMMARY_LIMIT} is the most.`);
  }
}

/** The message, as far as it can be told; undefined when its text or card is of a wrong type. */
function assemble(message: JsonObject, textFormat: TextFormat): Message | undefined {
  const { text, card, summary } = message;
  const given = typeof summary === 'string' ? summary : undefined;
  if (isObject(card)) return { card, summary: given ?? '' };
  if (typeof text === 'string') return { text, textFormat, ...(given !== undefined && { summary: given }) };
  return undefined;
}
