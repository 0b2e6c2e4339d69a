const words: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  EACCES: 'it is not allowed',
  EPERM: 'it is not allowed',
  EISDIR: 'it is a folder',
  ENOTDIR: 'what is said to be a folder is a file',
  ENOSPC: 'there is no room left',
};

/** Why a file could not be read or written, in words of a person where there are any. */
export function fileTrouble(error: unknown): string {
  const { code = '', message } = error as NodeJS.ErrnoException;
  return Object.hasOwn(words, code) ? `${words[code]}.` : message;
}
