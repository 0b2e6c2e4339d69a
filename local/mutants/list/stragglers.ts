import type { Mutant } from '../mutant.ts';

const wave = 'shared/shard/wave.ts';
const sender = 'shared/delivery/shard-sender.ts';

/** What breaks without each rule about answers that are late. */
export const stragglerMutants: readonly Mutant[] = [
  {
    name: 'a record closes the wave although stragglers are missing',
    breaks: 'D1',
    changes: [
      {
        file: wave,
        find: "  return { ...(open ? shard : without(shard, 'wave')), faults: 0, deliveries };",
        put: "  void open;\n  return { ...without(shard, 'wave'), faults: 0, deliveries };",
      },
    ],
    caughtBy: ['stuck', 'undeserved', 'told-twice', 'unclaimed', 'lost', 'bad-answer', 'slow-to-recover'],
  },
  {
    name: 'a straggler goes back to pending',
    breaks: 'D1',
    changes: [
      {
        file: wave,
        find: '    return outcome && d.state ===',
        put: "    if (!outcome && d.state === 'sending') return { ...d, state: 'pending' as const, attempts: d.attempts - 1 };\n    return outcome && d.state ===",
      },
    ],
    caughtBy: ['told-twice', 'unclaimed', 'false-state'],
  },
  {
    name: 'an answer is recorded again with each write',
    breaks: 'D1',
    changes: [
      {
        file: 'shared/delivery/flight.ts',
        find: '    for (const position of landed.keys()) this.#landed.delete(position);',
        put: '    void landed;',
      },
    ],
    caughtBy: ['stuck', 'told-twice', 'unclaimed', 'undeserved', 'false-state', 'slow-to-recover'],
  },
  {
    name: 'what a lost claim had claimed is posted',
    breaks: 'W2',
    changes: [
      {
        file: sender,
        find: '    if (!isMine || !wave) return;',
        put: '    if (!wave) return;\n    void isMine;',
      },
    ],
    caughtBy: ['unclaimed', 'told-twice'],
  },
  {
    name: 'the answers of stragglers are not waited for at the end of the work',
    breaks: 'SIGTERM',
    changes: [
      {
        file: sender,
        find: "if (end?.kind !== 'straggling') await this.#settle().finally(() => this.#report());",
        put: "if (end?.kind !== 'straggling') this.#report();",
      },
    ],
    caughtBy: ['undeserved', 'slow-to-recover', 'told-twice', 'bad-answer'],
  },
];
