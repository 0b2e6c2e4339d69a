import type { Mutant } from '../mutant.ts';

const shardStore = 'shared/shard/shard-store.ts';
const gateStore = 'shared/pace/gate-store.ts';
const wave = 'shared/shard/wave.ts';

/** What breaks without each rule of the sending protocol. */
export const protocolMutants: readonly Mutant[] = [
  {
    name: 'a claim without an answer is taken for mine',
    breaks: 'W2',
    changes: [
      {
        file: 'shared/storage/commit.ts',
        find: "    return answer.outcome === 'unanswered' ? new Unanswered(answer.cause) : answer;",
        put: "    return answer.outcome === 'unanswered' ? { outcome: 'applied', etags: changes.map(() => '') } : answer;",
      },
    ],
    caughtBy: ['told-twice', 'unclaimed', 'lost', 'false-state', 'two-broadcasts', 'after-cancel'],
  },
  {
    name: 'refused, read, and it says sending: taken for mine',
    kind: 'foul',
    rare: true,
    breaks: 'W2',
    changes: [
      {
        file: shardStore,
        find: "  if (result.outcome === 'lost') return undefined;",
        put: "  if (result.outcome === 'lost') {\n    if (result.row?.values['wave'] === undefined) return undefined;\n    return { ...next, etag: result.row.etag, writtenAt: context.now(), wid };\n  }",
      },
    ],
    caughtBy: ['told-twice', 'unclaimed', 'taken-back', 'false-state'],
  },
  {
    name: 'refused: the old body is written again with the new ETag',
    breaks: 'W3',
    changes: [
      {
        file: shardStore,
        find: "  if (result.outcome === 'lost') return undefined;",
        put: "  if (result.outcome === 'lost') {\n    return result.row && writeShard(context, broadcast, { ...from, etag: result.row.etag }, next);\n  }",
      },
    ],
    caughtBy: ['told-twice', 'unclaimed', 'taken-back', 'false-state'],
  },
  {
    name: 'a reservation without an answer is taken for granted',
    kind: 'foul',
    rare: true,
    breaks: 'W4',
    changes: [
      {
        file: gateStore,
        find: "  return answer.outcome === 'applied' ? { gate, etag: answer.etags[0]! } : answer.outcome;",
        put: "  if (answer.outcome === 'unanswered') return { gate, etag };\n  return answer.outcome === 'applied' ? { gate, etag: answer.etags[0]! } : answer.outcome;",
      },
    ],
    caughtBy: ['after-cancel', 'too-fast', 'stuck'],
  },
  {
    name: 'a cancel is answered although the gate’s write was not',
    kind: 'foul',
    rare: true,
    breaks: 'W5',
    changes: [
      {
        file: gateStore,
        find: "    if (typeof written === 'object') return written;",
        put: "    if (written !== 'refused') return typeof written === 'object' ? written : held;",
      },
    ],
    caughtBy: ['after-cancel', 'stuck'],
  },
  {
    name: 'a cancel is on the broadcast alone, and read once a shard',
    breaks: 'X1',
    changes: [
      {
        file: gateStore,
        find: 'return { ...(why && { block: { why, run, since } }),',
        put: "return { ...(why === 'paused' && { block: { why, run, since } }),",
      },
      {
        file: 'shared/delivery/send-shard.ts',
        find: "  if (timetable.isOver(context.now())) return { kind: 'nothing' };",
        put: "  const { readBroadcast } = await import('../records/store.ts');\n  if ((await readBroadcast(context, job.tenant, job.broadcast))?.canceledAt !== undefined) return { kind: 'nothing' };",
      },
    ],
    caughtBy: ['after-cancel'],
  },
  {
    name: 'a dead wave goes back to pending under hold',
    breaks: 'S2',
    changes: [
      {
        file: wave,
        find: "d.state === 'sending' ? afterUnknown(d, 'sender-crashed', true, 0, onUncertain, now) : d,",
        put: "d.state === 'sending' ? afterUnknown(d, 'sender-crashed', true, 0, 'retry', now) : d,",
      },
    ],
    caughtBy: ['told-twice'],
  },
  {
    name: 'failed although an earlier attempt may have arrived',
    breaks: 'D1',
    changes: [
      {
        file: wave,
        find: "  if (d.unknown) return { ...d, state: 'uncertain', code: 'no-answer', at: now };\n  return { ...d, state: 'failed', code, at: now };",
        put: "  return { ...d, state: 'failed', code, at: now };",
      },
    ],
    caughtBy: ['false-state'],
  },
  {
    name: 'canceled although an earlier attempt may have arrived',
    breaks: 'E0',
    changes: [
      {
        file: wave,
        find: "    if (d.unknown) return { ...d, state: 'uncertain', code: 'no-answer', at: now };\n    return { ...d, state: unsent[why]",
        put: '    return { ...d, state: unsent[why]',
      },
    ],
    caughtBy: ['false-state', 'taken-back'],
  },
  {
    name: 'whether all is planned is read after the shards',
    rare: true,
    breaks: 'E1',
    changes: [
      {
        file: 'shared/lifecycle/end.ts',
        find: '    const plan = await readPlan(context, id);\n    if (!plan || !(plan.planned || plan.stop === broadcast.run)) return false;\n    const { counts, finished, shards } = await countShards(context, broadcast);',
        put: '    const { counts, finished, shards } = await countShards(context, broadcast);\n    const plan = await readPlan(context, id);\n    if (!plan || !(plan.planned || plan.stop === broadcast.run)) return false;',
      },
    ],
    caughtBy: ['ended-early', 'lost', 'counts-wrong'],
  },
  {
    name: 'a retry does not hold the broadcast open while shards are reset',
    breaks: 'T1',
    changes: [
      {
        file: 'shared/lifecycle/retry.ts',
        find: 'rerun: { states, resettingSince: context.now() } };',
        put: 'rerun: { states } };',
      },
      {
        file: 'shared/lifecycle/retry.ts',
        find: '    if (broadcast?.run !== run || broadcast.rerun?.resettingSince === undefined) return;',
        put: '    if (broadcast?.run !== run || broadcast.rerun === undefined) return;',
      },
    ],
    caughtBy: ['lost', 'counts-wrong', 'ended-early', 'stuck', 'bad-answer'],
  },
  {
    name: 'a retry does not mark that there is work',
    breaks: 'T1',
    changes: [
      {
        file: 'shared/lifecycle/retry.ts',
        find: '    const changes = [broadcastChange(next, wid, read.etag), active] as const;',
        put: '    const changes = [broadcastChange(next, wid, read.etag)] as const;\n    void active;',
      },
    ],
    caughtBy: ['stuck'],
  },
  {
    name: 'the end of planning holds for every run',
    breaks: 'T1',
    changes: [
      { file: 'shared/lifecycle/plan.ts', find: 'current.stop === broadcast.run', put: 'current.stop !== undefined' },
      { file: 'shared/lifecycle/end.ts', find: 'plan.stop === broadcast.run', put: 'plan.stop !== undefined' },
      { file: 'shared/lifecycle/reading.ts', find: 'plan.stop === broadcast.run', put: 'plan.stop !== undefined' },
      { file: 'shared/lifecycle/revive.ts', find: 'plan.stop !== broadcast.run', put: 'plan.stop === undefined' },
    ],
    caughtBy: ['lost'],
  },
  {
    name: 'who may not send is written step by step, not settled',
    kind: 'foul',
    rare: true,
    breaks: 'X1',
    changes: [
      {
        file: gateStore,
        find: '  await changeGate(context, tenant, async (gate) => {\n    const { block, edit } = await standingByRow(context, tenant, broadcast);',
        put: '  const { block, edit } = await standingByRow(context, tenant, broadcast);\n  await changeGate(context, tenant, async (gate) => {',
      },
    ],
    caughtBy: ['after-cancel', 'stuck', 'left-behind'],
  },
  {
    name: 'the gate is not told of an end',
    breaks: 'E1',
    changes: [{ file: 'shared/lifecycle/end.ts', find: '  await settleGate(context, tenant, id);\n', put: '' }],
    caughtBy: ['left-behind'],
  },
  {
    name: 'an end that was cut short is left as it is',
    kind: 'kills',
    breaks: 'E1',
    changes: [
      {
        file: 'shared/lifecycle/watch.ts',
        find: "  if (reading?.kind === 'ended') await finishEnd",
        put: "  if (reading?.kind === 'working' && false) await finishEnd",
      },
    ],
    caughtBy: ['left-behind'],
  },
  {
    name: 'a retry forgets that an attempt may have arrived',
    breaks: 'T1',
    changes: [{ file: 'shared/shard/rerun.ts', find: '    unknown,\n', put: '    unknown: false && unknown,\n' }],
    caughtBy: ['taken-back', 'false-state'],
  },
  {
    name: 'a late answer is not announced to an ended broadcast',
    kind: 'freezes',
    breaks: 'D3',
    changes: [
      {
        file: 'shared/delivery/record-late.ts',
        find: '  await setRecount(context, job.tenant, job.broadcast);\n',
        put: '',
      },
    ],
    caughtBy: ['counts-wrong'],
  },
  {
    name: 'a chain looks at its next shard only',
    kind: 'fair',
    breaks: 'J2',
    changes: [
      {
        file: 'shared/lifecycle/chain.ts',
        find: '    if (chainOf(shard.n) === chain && !isFinished(shard.counts)) return shard;',
        put: '    if (chainOf(shard.n) === chain) return isFinished(shard.counts) ? undefined : shard;',
      },
    ],
    caughtBy: ['too-slow'],
  },
  {
    name: 'a revival is not remembered',
    breaks: 'J5',
    changes: [
      {
        file: 'shared/lifecycle/revive.ts',
        find: '  if (!last || last.n !== n || last.at < written) return 0;',
        put: '  if (n >= 0) return 0;\n  if (!last || last.n !== n || last.at < written) return 0;',
      },
    ],
    caughtBy: ['flood'],
  },
  {
    name: 'nobody looks between two rounds of the watcher',
    kind: 'kills',
    rare: true,
    breaks: 'J5',
    changes: [
      {
        file: 'shared/lifecycle/round.ts',
        find: '    if (seen.goesOn) await putLook(context, next);\n',
        put: '',
      },
    ],
    caughtBy: ['slow-to-recover'],
  },
  {
    name: 'the planner’s cursor is written after the shards',
    breaks: 'P2',
    changes: [
      {
        file: 'shared/lifecycle/plan.ts',
        find: '  const changes = [planChange(page.plan, wid, from.etag), ...rows] as const;',
        put: "  const [first, ...others] = rows.map((row): Change => ({ ...row, do: 'put' }) as Change);\n  if (first) await commit(context, context.tables.deliveries, id, [first, ...others], wid);\n  const changes = [planChange(page.plan, wid, from.etag)] as const;",
      },
    ],
    caughtBy: ['two-shards', 'taken-back', 'told-twice', 'lost'],
  },
];
