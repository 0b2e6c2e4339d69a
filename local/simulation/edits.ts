/** A message's text after an edit: by it everybody knows what it was at first. */
export const editedText = (text: string, i: number): string => `${text}, edit ${i}`;

/** The text that a message had at first. */
export const firstText = (text: string): string => text.replace(/, edit \d+$/, '');
