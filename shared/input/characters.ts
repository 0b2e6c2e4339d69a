import { child, type Faults } from './faults.ts';

/** C0 controls but tab, line feed and carriage return: no client shows them, and XML cannot hold them. */
const control = /[^\P{Cc}\t\n\r\x7f-\x9f]/u;
/** Something that leaves ink: not only spaces, controls, and characters of no width. */
const visible = /[^\p{White_Space}\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/u;

/** Whether a text can travel and be shown as it is: no lone surrogates (UTF-8 has none), no C0 controls. */
export function isClean(text: string): boolean {
  return text.isWellFormed() && !control.test(text);
}

/** Whether there is anything to read in a text. */
export function isVisible(text: string): boolean {
  return visible.test(text);
}

/** Notes every string and name in a JSON value (at most 100 levels deep) that is not clean, and every infinite number. */
export function checkCharacters(value: unknown, path: string, faults: Faults): void {
  if (typeof value === 'string' && !isClean(value)) {
    faults.add(path, 'invalid-characters', 'This text has a control character or half of a surrogate pair in it.');
  }
  // JSON.parse reads 1e999 as Infinity, which JSON cannot say.
  if (typeof value === 'number' && !Number.isFinite(value)) {
    faults.add(path, 'invalid-number', 'This number is too large.');
  }
  if (typeof value !== 'object' || value === null) return;
  for (const [name, member] of Object.entries(value)) {
    const at = child(path, name);
    if (!isClean(name))
      faults.add(at, 'invalid-characters', 'This name has a control character or half of a surrogate pair in it.');
    if (name === '__proto__') faults.add(at, 'unknown-field', '"__proto__" is not a name to use.');
    checkCharacters(member, at, faults);
  }
}

/**
 * Nothing that is seen, but it turns, hides or joins what stands beside it, or tells a terminal what to do: controls (C1 too),
 * overrides of the direction and other formats, and what has no width. White space that breaks a line is none of it.
 */
const unseen = /(?:(?![\t\n\r])[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}])+/gu;

/**
 * A name as people are shown it, wherever it is from: on one line, and what is not seen in it leaves a mark, so that nobody
 * is taken for somebody else for want of one.
 * @param limit UTF-16 code units
 */
export function shownName(name: string, limit: number): string {
  return shortened(name.replace(unseen, '\ufffd'), limit);
}

/**
 * A text on one line, of at most so many UTF-16 code units. What is cut is cut between graphemes (what a reader takes
 * for one character), and an ellipsis says so.
 */
export function shortened(text: string, limit: number): string {
  const line = text.toWellFormed().replace(/\s+/gu, ' ').trim();
  if (line.length <= limit) return line;
  let end = 0;
  for (const { index, segment } of new Intl.Segmenter().segment(line)) {
    if (index + segment.length > limit - 1) break;
    end = index + segment.length;
  }
  // A grapheme may be of any length (accents upon accents): one that alone is too long is cut all the same.
  const cut = line.slice(0, end > 0 ? end : limit - 1);
  return `${(cut.isWellFormed() ? cut : cut.slice(0, -1)).trimEnd()}…`;
}
