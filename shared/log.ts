import type { Log } from './context.ts';

/** One JSON object a line: what a log search reads without being told how. */
export const jsonLog: Log = (level, event, fields = {}) => {
  const line = JSON.stringify({ level, event, ...fields });
  if (level === 'error') console.error(line);
  else if (level === 'warn') console.warn(line);
  else console.log(line);
};
