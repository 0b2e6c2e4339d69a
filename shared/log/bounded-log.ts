import type { FirstFew } from './first-few.ts';
import type { Log } from './log.ts';

/**
 * A log for lines that strangers can cause. Of lines that are alike the first few in a minute are written as they come; the others
 * are one line at its end, with `times`: how many it stands for. Who counts takes a line without it for one.
 */
export function boundedLog(log: Log, few: FirstFew): Log {
  return (level, event, fields = {}) => {
    const rest = () => (times: number) => log(level, event, { ...fields, times });
    if (few.isOne(JSON.stringify([event, fields]), rest)) log(level, event, fields);
  };
}
