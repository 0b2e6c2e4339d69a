import { isVisible, shortened } from '../input/characters.ts';
import { isObject, type JsonObject } from '../input/fields.ts';
import { hasShape, isText, optional } from '../storage/columns.ts';

export const textFormats = ['plain', 'markdown', 'xml'] as const;
export type TextFormat = (typeof textFormats)[number];

/** What everybody gets: a text or a card. Teams splits an activity that has both, so a message never has. */
export type Message = TextMessage | CardMessage;

export interface TextMessage {
  readonly text: string;
  readonly textFormat: TextFormat;
  /** The toast's text; from the text when absent (see summaryOf). */
  readonly summary?: string;
}

export interface CardMessage {
  /** An Adaptive Card of version 1.5 at most. */
  readonly card: JsonObject;
  readonly summary: string;
}

/**
 * Teams refuses a message above 100 KB, counting the whole payload in UTF-16 (msteams-docs, "Format your bot
 * messages": 413 MessageSizeTooBig). Bytes.
 */
export const MESSAGE_LIMIT = 100 * 1024;

/**
 * The size of the activity that carries a message, as Teams counts: its JSON in UTF-16, in bytes. So what JSON escapes
 * (a quote, a line feed) counts twice, and a character beyond U+FFFF, an emoji, as two.
 */
export function sizeOf(message: Message): number {
  const summary = summaryOf(message);
  const payload =
    'card' in message
      ? { attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content: message.card }] }
      : { text: message.text, textFormat: message.textFormat };
  const activity = { type: 'message', ...payload, summary, channelData: { notification: { alert: true } } };
  return JSON.stringify(activity).length * 2;
}

/** Toasts show two or three lines; more than 150 characters are on no screen at once. */
const TOAST = 150;
/** Enough markup to make a toast of, and little enough to strip in no time. */
const LOOKED_AT = 2_000;

/** The toast's text: the summary as it was given, or else the beginning of the text on one line, without its markup. Never empty. */
export function summaryOf(message: Message): string {
  if (message.summary !== undefined) return message.summary;
  const { text, textFormat } = message as TextMessage;
  const head = text.trimStart().slice(0, LOOKED_AT);
  const bare = textFormat === 'plain' ? head : textFormat === 'xml' ? withoutTags(head) : withoutMarkdown(head);
  return shortened(isVisible(bare) ? bare : head, TOAST);
}

function withoutMarkdown(text: string): string {
  return text
    .replace(/^[ \t]*(`{3,}|~{3,}).*$/gmu, '')
    .replace(/!?\[([^[\]]*)\]\([^()\s]*(?:\s+"[^"]*")?\)/gu, '$1')
    .replace(/^[ \t]*(?:#{1,6}[ \t]+|>[ \t]?|[-*+][ \t]+|\d{1,9}[.)][ \t]+)/gmu, '')
    .replace(/^[ \t]*(?:[-*_][ \t]*){3,}$/gmu, '')
    .replace(/(?<!\\)(\*{1,3}|~~|`+)(?=\S)([^*~`]*[^*~`\s\\])\1/gu, '$2')
    .replace(/(?<![\p{L}\p{N}_])(_{1,3})(?=\S)([^_]*[^_\s])\1(?![\p{L}\p{N}_])/gu, '$2')
    .replace(/\\([\\`*_{}[\]()#+\-.!~>|])/gu, '$1');
}

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'", nbsp: ' ' };

function withoutTags(text: string): string {
  return text
    .replace(/<\/?(?:br|p|div|li|ul|ol|h[1-6]|tr|td|pre|blockquote)\b[^<>]*>/giu, ' ')
    .replace(/<[^<>]*(?:>|$)/gu, '')
    .replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,4}));/giu, (all, decimal, hex, name) => {
      if (name) return entities[name.toLowerCase()] ?? all;
      const code = decimal ? Number(decimal) : Number.parseInt(hex, 16);
      return code > 0x1f && code <= 0x10ffff ? String.fromCodePoint(code) : ' ';
    });
}

/** A message as it was stored, or nothing when it is none. */
export function storedMessage(value: unknown): Message | undefined {
  const isFormat = (format: unknown) => textFormats.some((known) => known === format);
  if (hasShape<CardMessage>(value, { card: isObject, summary: isText })) return value;
  const text = { text: isText, textFormat: isFormat, summary: optional(isText) };
  return hasShape<TextMessage>(value, text) ? value : undefined;
}
