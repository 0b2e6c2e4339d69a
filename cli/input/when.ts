import { usageFailure } from '../failure.ts';

const units = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/**
 * A time as the API takes it. `+10s`, `+5m`, `+2h`, `+1d` are from now; anything else is the API's to judge.
 * @param now ms since 1970
 * @throws {Failure} when it is from now, and not as that is written
 */
export function readWhen(option: string, text: string, now = Date.now()): string {
  if (!text.startsWith('+')) return text;
  const [, count, unit] = /^\+(\d{1,6})([smhd])$/.exec(text) ?? [];
  if (count === undefined) {
    throw usageFailure(`${option} takes a time such as 2026-12-01T09:00:00Z or +10m, not "${text}".`);
  }
  return new Date(now + Number(count) * units[unit as keyof typeof units]).toISOString();
}
