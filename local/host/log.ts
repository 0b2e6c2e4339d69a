import type { LogCategory, LogLevel } from './contract.ts';

/** One line of the log: `user` is what the app wrote, `system` what the host says of it. */
export interface LogEntry {
  readonly level: LogLevel;
  readonly category: LogCategory;
  readonly message: string;
  readonly functionName?: string;
  readonly invocationId?: string;
}

export type Log = (entry: LogEntry) => void;

const levels: readonly LogLevel[] = ['trace', 'debug', 'information', 'warning', 'error', 'critical', 'none'];

/** Writes entries of `lowest` and above: warnings and errors to stderr, the rest to stdout. */
export function consoleLog(lowest: LogLevel): Log {
  return ({ level, functionName, message }) => {
    const rank = levels.indexOf(level);
    if (rank < levels.indexOf(lowest)) return;
    const line = `[${new Date().toISOString()}] ${level}: ${functionName ? `${functionName}: ` : ''}${message}\n`;
    (rank >= levels.indexOf('warning') ? process.stderr : process.stdout).write(line);
  };
}

/** A level as host.json writes it (`Information`), or undefined. */
export function parseLevel(text: unknown): LogLevel | undefined {
  return levels.find((level) => level === String(text).toLowerCase());
}
