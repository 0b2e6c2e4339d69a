/** What a pipeline can go by. They are stable: a number never gets another meaning. */
export const exitCode = {
  done: 0,
  failed: 1,
  usage: 2,
  refused: 3,
  unreachable: 4,
  notAll: 5,
  canceled: 6,
  unwell: 7,
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

/** Each code in a sentence, for `carillon help exit-codes` and the documentation. */
export const exitCodes: readonly (readonly [ExitCode, string])[] = [
  [exitCode.done, 'Done. With --watch: everybody got it.'],
  [
    exitCode.failed,
    'Something failed that should not have: a file could not be written, or there is a mistake in carillon.',
  ],
  [exitCode.usage, 'The command line, or a file it names, is not as it should be. Nothing was asked for.'],
  [exitCode.refused, 'Carillon refused it (4xx), or signing in failed. Asking again the same way will not help.'],
  [
    exitCode.unreachable,
    'Carillon gave no answer, or failed (5xx, 429). Ask again later; sending with the same --key is safe.',
  ],
  [exitCode.notAll, 'With --watch: the broadcast has ended, and not everybody got it.'],
  [exitCode.canceled, 'With --watch: the broadcast was canceled, or stopped.'],
  [exitCode.unwell, 'With doctor: something is to be mended.'],
  [exitCode.interrupted, 'You stopped it (Ctrl-C), or answered no. A broadcast that was sent goes on.'],
];
