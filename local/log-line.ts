/** An event of the app's log, as it was logged. */
export type LogLine = Readonly<Record<string, unknown>> & { readonly event: string };

/**
 * The event in a line that the app's process has printed: alone, or behind what the host puts in front of what an
 * invocation says.
 * @returns nothing where the line tells of none, or only of the half of one: whoever is killed has said no more
 */
export function logLineIn(line: string): LogLine | undefined {
  const at = line.indexOf('{"level"');
  if (at < 0) return undefined;
  try {
    return JSON.parse(line.slice(at));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return undefined;
  }
}
