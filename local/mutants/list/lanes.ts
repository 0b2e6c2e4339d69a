import type { Mutant } from '../mutant.ts';

const gate = 'shared/pace/gate.ts';
const lanesFile = 'shared/pace/lanes.ts';
const lanes = { test: 'test/pace/lanes.test.ts' } as const;

/** What breaks when somebody is to come first, or to take less than all. */
export const laneMutants: readonly Mutant[] = [
  {
    name: 'bulk does not wait for urgent work',
    kind: 'fair',
    breaks: 'R5',
    changes: [
      {
        file: gate,
        find: '  if (!demand.urgent && gate.urgentUntil > now) return',
        put: '  if (!demand.urgent && gate.urgentUntil > 2 * now) return',
      },
      {
        file: 'shared/pace/counter.ts',
        find: '    if (!demand.urgent && this.#isBehindHere) return Number.POSITIVE_INFINITY;\n',
        put: '',
      },
    ],
    caughtBy: ['urgent-waits'],
  },
  {
    name: 'urgent work has the pace for ever',
    breaks: 'R5',
    changes: [{ file: lanesFile, find: ', now + urgentLife)', put: ', now + 1_000 * urgentLife)' }],
    caughtBy: ['stuck', 'too-slow', 'slow-to-recover'],
  },
  {
    name: 'urgent jobs wait on the queue of bulk',
    breaks: 'lanes',
    changes: [
      {
        file: 'shared/records/deliver-queue.ts',
        find: '(job.urgent ? queues.urgent : queues.deliver)',
        put: '(job.urgent ? queues.deliver : queues.deliver)',
      },
    ],
    caughtBy: lanes,
  },
  {
    name: 'bulk that leaves urgent work the pace is taken for dead',
    breaks: 'J5',
    changes: [
      {
        file: 'shared/lifecycle/reading.ts',
        find: 'Math.max(gate.pauseUntil, gate.urgentUntil)',
        put: 'Math.max(gate.pauseUntil, 0)',
      },
    ],
    caughtBy: lanes,
  },
  {
    name: 'what is used of a rate of its own is not told to the gate',
    breaks: 'maxRate',
    changes: [
      {
        file: lanesFile,
        find: '    paced: limited ? { ...paced, [limited.broadcast]: { next: start + SECOND, requests } } : paced,',
        put: '    paced,',
      },
    ],
    caughtBy: ['over-its-rate'],
  },
  {
    name: 'what is reserved for one with a rate of its own is for anybody',
    breaks: 'maxRate',
    changes: [
      {
        file: 'shared/pace/token-pool.ts',
        find: '(token) => token.only === only && isOpen(token)',
        put: '(token) => isOpen(token) || only === token.only',
      },
    ],
    caughtBy: ['over-its-rate'],
  },
];
