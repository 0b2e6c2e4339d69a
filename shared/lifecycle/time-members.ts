import type { Member } from '../audience/audience-page.ts';
import { isTimeZone } from '../schedule/time-zone.ts';
import type { Timetable } from '../schedule/timetable.ts';

/**
 * Members as they are planned: due at their own time, and with their time zone where it will be asked for again.
 * @param now service clock, ms
 * @param defaultZone of those whose own is not known
 */
export function timeMembers(
  members: readonly Member[],
  timetable: Timetable,
  now: number,
  defaultZone: string,
): readonly Member[] {
  const isOver = timetable.isOver(now);
  const dues = new Map<string, number>();
  const dueIn = (zone: string): number => {
    const due = dues.get(zone) ?? timetable.openFrom(zone, Math.max(now, timetable.startIn(zone)));
    dues.set(zone, due);
    return due;
  };
  return members.map(({ timeZone, ...member }) => {
    if (member.skip !== undefined) return member;
    if (isOver) return { ...member, skip: 'expired' };
    if (!timetable.isByZone) return member;
    const zone = timeZone !== undefined && isTimeZone(timeZone) ? timeZone : defaultZone;
    const due = dueIn(zone);
    return {
      ...member,
      ...(timetable.hasQuietHours && { timeZone: zone }),
      ...(due > now && { notBefore: due }),
    };
  });
}
