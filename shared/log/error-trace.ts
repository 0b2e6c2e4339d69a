/**
 * What the log is told of an error: its name, its message, where it was thrown, and the same of what caused it. Never
 * what else hangs on it: errors of HTTP clients carry their request, and that its token and its body.
 */
export function errorTrace(error: unknown): string {
  const lines: string[] = [];
  let next = error;
  for (let depth = 0; depth < DEEPEST && next !== undefined && next !== null; depth++) {
    lines.push(next instanceof Error ? (next.stack ?? String(next)) : `a thrown ${typeof next}`);
    next = next instanceof Error ? next.cause : undefined;
  }
  return lines.join('\ncaused by ');
}

/** Causes can go in circles. */
const DEEPEST = 5;
