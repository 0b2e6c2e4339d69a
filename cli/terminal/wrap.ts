import { stripVTControlCharacters } from 'node:util';

/** Breaks a text between words into rows of at most so many characters; colours take no room. A longer word stays whole, as does
 * what more than one space holds apart. */
export function wrap(text: string, width: number): readonly string[] {
  const rows: string[] = [];
  let row = '';
  for (const word of text.split(/(?<=\S) (?=\S)/)) {
    const longer = row === '' ? word : `${row} ${word}`;
    if (row !== '' && stripVTControlCharacters(longer).length > width) {
      rows.push(row);
      row = word;
    } else {
      row = longer;
    }
  }
  return [...rows, row];
}
