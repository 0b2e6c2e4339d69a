import type { Mutant } from '../mutant.ts';

/** Other rules, half of them what the protocol presupposes. */
export const ownMutants: readonly Mutant[] = [
  {
    name: 'a refused write is taken for mine without a look at its id',
    breaks: 'precondition: wid',
    changes: [
      {
        file: 'shared/storage/commit.ts',
        find: "  if (row?.values[WID] !== wid) return { outcome: 'lost', row };",
        put: "  if (!row) return { outcome: 'lost', row };",
      },
    ],
    caughtBy: ['told-twice', 'unclaimed', 'taken-back', 'two-broadcasts', 'lost', 'counts-wrong', 'after-cancel'],
  },
  {
    name: 'a token does not die',
    kind: 'crawls',
    breaks: 'precondition: R2',
    changes: [
      {
        file: 'shared/pace/token-pool.ts',
        find: ' && this.#clock.monotonic() < token.expires;',
        put: ';',
      },
      {
        file: 'shared/delivery/post-wave.ts',
        find: 'pace.slot(token, deadline)',
        put: 'pace.slot(token, Number.POSITIVE_INFINITY)',
      },
      // A token dies by its slot, too.
      { file: 'shared/pace/tenant-pace.ts', find: '    if (next > latest) return false;\n', put: '' },
      { file: 'shared/pace/tenant-pace.ts', find: 'return posted <= latest && posted', put: 'return posted' },
    ],
    caughtBy: ['after-cancel', 'old-version', 'too-fast', 'unclaimed', 'told-twice', 'undeserved'],
  },
  {
    name: 'a wave is taken for dead after two seconds',
    kind: 'foul',
    rare: true,
    breaks: 'precondition: wave life',
    changes: [{ file: 'shared/pace/timing.ts', find: '  waveLife: 30_000,', put: '  waveLife: 2_000,' }],
    caughtBy: ['told-twice', 'undeserved', 'unclaimed'],
  },
  {
    name: 'a lost gate is made anew without those who may not send',
    kind: 'foul',
    breaks: 'precondition: R4',
    changes: [
      {
        file: 'shared/pace/gate-store.ts',
        find: '  const { blocked, edits } = await standingsByRows(context, tenant);',
        put: '  const { blocked, edits } = { ...(await standingsByRows(context, tenant)), blocked: {} };',
      },
    ],
    caughtBy: ['after-cancel'],
  },
  {
    name: 'a lost gate grants at once',
    kind: 'gates',
    rare: true,
    breaks: 'precondition: R4',
    changes: [{ file: 'shared/pace/gate-store.ts', find: 'now + context.timing.gateRebuild', put: 'now' }],
    caughtBy: ['too-fast'],
  },
  {
    name: 'a lost gate counts its episodes from nothing',
    kind: 'foul',
    rare: true,
    breaks: 'precondition: R4',
    changes: [{ file: 'shared/pace/gate.ts', find: 'const gen = Math.floor(now);', put: 'const gen = 1;' }],
    caughtBy: ['stuck', 'too-slow'],
  },
  {
    name: 'an idempotency key is stored after the broadcast',
    breaks: 'I1',
    changes: [
      { file: 'shared/lifecycle/create.ts', find: '      ...key,\n', put: '' },
      {
        file: 'shared/lifecycle/create.ts',
        find: "    if (result.outcome === 'mine') break;",
        put: "    if (key[0]) await context.tables.broadcasts.write(tenant, [{ ...key[0], do: 'put' }]);\n    if (result.outcome === 'mine') break;",
      },
    ],
    caughtBy: ['two-broadcasts'],
  },
  {
    name: 'a 429 uses up an attempt',
    kind: 'foul',
    breaks: 'D1',
    changes: [
      {
        file: 'shared/shard/wave.ts',
        find: "      return parked(d, d.attempts - 1, 'throttled', notBefore, now);",
        put: "      if (d.attempts >= MAX_ATTEMPTS) return failed(d, 'teams-busy', now);\n      return parked(d, d.attempts, 'throttled', notBefore, now);",
      },
    ],
    caughtBy: ['undeserved'],
  },
  {
    name: 'the sweep does not wait for a wave that is being sent',
    breaks: 'E0',
    changes: [
      {
        file: 'shared/lifecycle/sweep.ts',
        find: '    if (shard.wave !== undefined && age < context.timing.waveLife) {',
        put: '    if (shard.wave !== undefined && age < 0) {',
      },
    ],
    caughtBy: ['undeserved', 'slow-to-recover', 'unclaimed'],
  },
  {
    name: 'the counts of a shard are those from before',
    breaks: 'counts',
    changes: [
      {
        file: 'shared/shard/shard-row.ts',
        find: '    ...countStates(shard.deliveries),',
        put: "    ...countStates(shard.deliveries.map((d) => (d.state === 'uncertain' ? { ...d, state: 'failed' } : d))),",
      },
    ],
    caughtBy: ['counts-wrong', 'bad-answer'],
  },
  {
    name: 'a page of deliveries repeats the last of the page before',
    breaks: 'cursor',
    changes: [{ file: 'shared/api/walk-deliveries.ts', find: 'id <= after) + 1', put: 'id < after) + 1' }],
    caughtBy: ['counts-wrong'],
  },
  {
    name: 'what is shut down goes on claiming',
    kind: 'stops',
    breaks: 'SIGTERM',
    changes: [
      {
        file: 'shared/pace/tenant-pace.ts',
        find: '    if (stopping.aborted || posted <',
        put: '    if (posted <',
      },
      {
        file: 'shared/pace/counter.ts',
        find: "      if (stopping.aborted) return this.#dismiss({ kind: 'stopping' });\n",
        put: '',
      },
    ],
    caughtBy: ['slow-to-recover', 'too-fast'],
  },
  {
    name: 'twice as much is in doubt as may be',
    kind: 'kills',
    breaks: 'promise 4',
    changes: [
      { file: 'shared/pace/doubt.ts', find: 'const IN_DOUBT = 3;', put: 'const IN_DOUBT = 6;' },
      // Claims are written as early as there are tokens.
      {
        file: 'shared/pace/gate-view.ts',
        find: '    return Math.max(this.#context.timing.handOver, this.#lead());',
        put: '    return 1_000;',
      },
    ],
    caughtBy: ['slow-to-recover'],
  },
  {
    name: 'a slot is used however late',
    kind: 'crawls',
    breaks: 'promise 3',
    changes: [
      { file: 'shared/pace/tenant-pace.ts', find: '    if (next > latest) return false;\n', put: '' },
      { file: 'shared/pace/tenant-pace.ts', find: 'return posted <= latest && posted', put: 'return posted' },
    ],
    caughtBy: ['too-fast', 'over-its-rate'],
  },
];
