import type { Mutant } from '../mutant.ts';

/** What breaks when an operator is not obeyed. */
export const steeringMutants: readonly Mutant[] = [
  {
    name: 'a pause does not tell the gate, and neither does whoever looks',
    kind: 'foul',
    breaks: 'X1',
    changes: [
      {
        file: 'shared/lifecycle/reading.ts',
        find: '  if (reading.unsettled) await settleGate(context, broadcast.tenant, broadcast.id);\n',
        put: '',
      },
      {
        file: 'shared/lifecycle/pause.ts',
        find: "    if (isClosing(paused)) throw new Problem('broadcast-canceling');\n    await settleGate(context, tenant, id);",
        put: "    if (isClosing(paused)) throw new Problem('broadcast-canceling');",
      },
    ],
    caughtBy: ['after-cancel'],
  },
  {
    name: 'a resume does not tell the gate, and neither does whoever looks',
    kind: 'foul',
    breaks: 'X1',
    changes: [
      {
        file: 'shared/lifecycle/pause.ts',
        find: '    await settleGate(context, tenant, id);\n    await wakeChains(context, resumed, KNOWN);',
        put: '    await wakeChains(context, resumed, KNOWN);',
      },
      {
        file: 'shared/lifecycle/reading.ts',
        find: '  if (reading.unsettled) await settleGate(context, broadcast.tenant, broadcast.id);\n',
        put: '',
      },
    ],
    caughtBy: ['stuck'],
  },
  {
    name: 'what waits for a release is planned by whoever looks',
    kind: 'foul',
    breaks: 'release',
    changes: [
      {
        file: 'shared/lifecycle/plan.ts',
        find: ' || isUnreleased(broadcast)) return;',
        put: ') return;\n    void isUnreleased;',
      },
      { file: 'shared/lifecycle/revive.ts', find: '!isUnreleased(broadcast) && (', put: '(' },
    ],
    caughtBy: ['unreleased'],
  },
  {
    name: 'a release does not compare what was read with what it is',
    kind: 'foul',
    breaks: 'release',
    changes: [
      {
        file: 'shared/lifecycle/release.ts',
        find: '    if (fingerprintOf(read, asked) !== fingerprint) throw',
        put: '    if (fingerprintOf(read, asked) === undefined) throw',
      },
    ],
    caughtBy: ['unreleased'],
  },
  {
    name: 'a scheduled broadcast begins at once',
    breaks: 'startAt',
    changes: [
      {
        file: 'shared/lifecycle/plan.ts',
        find: "  if (wait <= 0) return 'now';",
        put: "  if (wait <= 1e9) return 'now';",
      },
    ],
    caughtBy: ['too-early'],
  },
  {
    name: 'a scheduled broadcast begins when the watcher finds it',
    kind: 'fair',
    breaks: 'startAt',
    changes: [
      {
        file: 'shared/lifecycle/start-planning.ts',
        find: '    if (wait > 0) await context.queues.plan.put(encodeJob(job), longestDelay(wait - PLAN_AHEAD));\n    else if',
        put: '    void longestDelay;\n    void PLAN_AHEAD;\n    if (wait > 0) return;\n    if',
      },
    ],
    caughtBy: ['too-slow'],
  },
  {
    name: 'everybody is in the organisation’s time zone',
    breaks: 'local time',
    changes: [
      {
        file: 'shared/lifecycle/time-members.ts',
        find: 'timeZone !== undefined && isTimeZone(timeZone) ? timeZone : defaultZone',
        put: 'timeZone !== undefined && isTimeZone(timeZone) ? defaultZone : defaultZone',
      },
    ],
    caughtBy: ['too-early', 'in-quiet-hours'],
  },
  {
    name: 'whoever was canceled before their local time is sent to at once by a retry',
    breaks: 'local time',
    changes: [
      {
        file: 'shared/shard/rerun.ts',
        find: "    notBefore: state === 'canceled' ? notBefore : 0,",
        put: "    notBefore: state === 'canceled' ? 0 * notBefore : 0,",
      },
    ],
    caughtBy: ['too-early'],
  },
  {
    name: 'a chain waits for the last of a shard before it goes on with the next',
    kind: 'fair',
    breaks: 'local time',
    changes: [
      {
        file: 'shared/delivery/send-shard.ts',
        find: "  return { kind: 'parked', due: now + itinerary.agenda(parked, now).wait };",
        put: "  return { kind: 'put-back', ms: itinerary.agenda(parked, now).wait };",
      },
    ],
    caughtBy: ['too-slow'],
  },
  {
    name: 'quiet hours are asked about only when a broadcast is planned',
    breaks: 'quiet hours',
    changes: [
      {
        file: 'shared/delivery/itinerary.ts',
        find: '    if (!timetable.hasQuietHours) return (_, notBefore) => notBefore;',
        put: '    if (timetable) return (_, notBefore) => notBefore;',
      },
    ],
    caughtBy: ['in-quiet-hours'],
  },
  {
    name: 'that somebody is kept by quiet hours is not written down',
    kind: 'fair',
    rare: true,
    breaks: 'quiet hours',
    changes: [
      {
        file: 'shared/delivery/send-shard.ts',
        find: '  const parked = itinerary.parked(shard, now);',
        put: '  const parked = itinerary.parked(shard, now) && shard;',
      },
    ],
    caughtBy: ['too-slow', 'stuck'],
  },
  {
    name: 'senders do not look whether a broadcast has expired',
    breaks: 'expiry',
    changes: [
      {
        file: 'shared/schedule/timetable.ts',
        find: '    return now + this.#lead >= this.#expiresAt;',
        put: '    return now + this.#lead >= 2 * this.#expiresAt;',
      },
      {
        file: 'shared/records/broadcast-standing.ts',
        find: '  return expiresAt !== undefined && now >= expiresAt;',
        put: '  return expiresAt !== undefined && now >= expiresAt + 20_000;',
      },
    ],
    caughtBy: ['after-expiry'],
  },
  {
    name: 'nobody sweeps what has expired',
    breaks: 'expiry',
    changes: [
      {
        file: 'shared/lifecycle/revive.ts',
        find: '    return left.length > 0 && isSilent ?',
        put: '    return left.length < 0 && isSilent ?',
      },
    ],
    caughtBy: ['stuck'],
  },
  {
    name: 'what nobody mends is never stopped',
    breaks: 'stopped',
    changes: [
      {
        file: 'shared/lifecycle/stop.ts',
        find: 'now >= pausedAt + stopAfter;',
        put: 'now >= pausedAt + stopAfter * 1e9;',
      },
    ],
    caughtBy: { test: 'test/lifecycle/stopped.test.ts' },
  },
];
