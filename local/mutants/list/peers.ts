import type { Mutant } from '../mutant.ts';

const policy = 'shared/shard/retry-policy.ts';

/** Holes that other products of this kind have, one at a time in this one. */
export const peerMutants: readonly Mutant[] = [
  {
    name: 'a 429 is a final state',
    breaks: 'hole 1',
    changes: [
      {
        file: policy,
        find: "  { status: 429, verdict: { do: 'throttled' } },",
        put: "  { status: 429, verdict: { do: 'fail', code: 'message-refused' } },",
      },
    ],
    caughtBy: ['undeserved', 'too-fast'],
  },
  {
    name: 'Retry-After is ignored',
    breaks: 'hole 1',
    changes: [
      {
        file: 'shared/delivery/post-wave.ts',
        find: 'pace.throttled(token, verdict.after);',
        put: 'pace.throttled(token, undefined);',
      },
    ],
    caughtBy: ['too-fast'],
  },
  {
    name: 'a conversation that is not found stays on record',
    breaks: 'hole 2',
    changes: [
      {
        file: policy,
        find: "  { status: 404, verdict: { do: 'recreate' } },",
        put: "  { status: 404, verdict: { do: 'fail', code: 'conversation-not-found' } },",
      },
    ],
    caughtBy: ['undeserved'],
  },
  {
    name: 'a 5xx is sent again',
    breaks: 'hole 3',
    changes: [
      {
        file: policy,
        find: "  { status: [502, 503, 504], verdict: { do: 'unknown', code: 'no-answer', repeatable: true } },",
        put: "  { status: [502, 503, 504], verdict: { do: 'again', code: 'waiting-to-retry', free: false } },",
      },
    ],
    caughtBy: ['told-twice', 'false-state'],
  },
  {
    name: 'two copies of a message send twice',
    breaks: 'hole 3',
    changes: [
      {
        file: 'shared/shard/shard-store.ts',
        find: "const change = { do: 'replace', key: shardRow(next.key), values, etag: from.etag } as const;",
        put: "const change = { do: 'put', key: shardRow(next.key), values } as const;",
      },
    ],
    caughtBy: ['told-twice', 'taken-back', 'unclaimed'],
  },
  {
    name: 'a planning message that comes twice plans twice',
    breaks: 'hole 4',
    changes: [
      {
        file: 'shared/lifecycle/plan.ts',
        find: '    if (current.planned) return;\n',
        put: '',
      },
      {
        file: 'shared/lifecycle/plan.ts',
        find: 'audiencePage(context, tenant, audience, plan.at, limit)',
        put: 'audiencePage(context, tenant, audience, plan.planned ? undefined : plan.at, limit)',
      },
      {
        file: 'shared/lifecycle/plan.ts',
        find: "    { do: 'insert', key: shardRow(shard.key)",
        put: "    { do: 'put', key: shardRow(shard.key)",
      },
      {
        file: 'shared/lifecycle/plan.ts',
        find: "    { do: 'insert', key: recipientsRow(shard.key)",
        put: "    { do: 'put', key: recipientsRow(shard.key)",
      },
    ],
    caughtBy: ['two-shards', 'taken-back', 'told-twice'],
  },
  {
    name: 'a write that races overwrites a cancel',
    kind: 'foul',
    breaks: 'hole 5',
    changes: [
      {
        file: 'shared/records/store.ts',
        find: "  return etag === undefined ? { do: 'insert', key, values } : { do: 'replace', key, values, etag };\n}\n\n/**\n * Changes a broadcast",
        put: "  return { do: 'put', key, values };\n}\n\n/**\n * Changes a broadcast",
      },
    ],
    caughtBy: ['taken-back', 'after-cancel', 'ended-early', 'stuck', 'counts-wrong', 'told-wrong'],
  },
  {
    name: 'a cancel while planning does not end the planning',
    breaks: 'hole 5',
    changes: [
      {
        file: 'shared/lifecycle/cancel.ts',
        find: '  await changePlan(context, tenant, id, (plan) => ((plan.stop ?? 0) >= run ? undefined : { ...plan, stop: run }));\n',
        put: '',
      },
    ],
    caughtBy: ['stuck'],
  },
  {
    name: 'one user whose chat cannot be opened fails all of the shard',
    breaks: 'hole 6',
    changes: [
      {
        file: 'shared/delivery/open-conversations.ts',
        find: "  if (verdict.do === 'fail') return failed(",
        put: "  if (verdict.do === 'fail') throw new Error(verdict.code);\n  if (verdict.do === 'fail') return failed(",
      },
    ],
    caughtBy: ['bad-answer', 'undeserved'],
  },
  {
    name: 'nobody notices what is stuck',
    breaks: 'hole 7',
    changes: [
      {
        file: 'shared/lifecycle/revive.ts',
        find: '  if (silent.length === 0) return;',
        put: '  if (silent.length >= 0) return;',
      },
    ],
    caughtBy: ['stuck', 'slow-to-recover'],
  },
  {
    name: 'the cursor goes on past people who were left out',
    breaks: 'hole 8',
    changes: [
      {
        file: 'shared/lifecycle/plan.ts',
        find: '  const shards = withNext(packed.slice(0, MOST_SHARDS));',
        put: '  const shards = withNext(packed.length > 3 ? packed.slice(0, -1) : packed);',
      },
      {
        file: 'shared/lifecycle/plan.ts',
        find: '  const cut = shards.length < packed.length;',
        put: '  const cut = shards.length < packed.length - 1;',
      },
    ],
    caughtBy: ['lost'],
  },
  {
    name: 'planning begins anew after a crash',
    breaks: 'hole 10',
    changes: [
      {
        file: 'shared/lifecycle/plan.ts',
        find: '      ...(at !== undefined && { at }),\n',
        put: '',
      },
    ],
    caughtBy: ['lost', 'stuck', 'two-shards', 'bad-answer'],
  },
  {
    name: 'nobody reads what the queues gave up',
    kind: 'storage-outs',
    rare: true,
    breaks: 'hole 13',
    changes: [
      {
        file: 'shared/lifecycle/poison.ts',
        find: '  for (const name of',
        put: '  if (HIDDEN > 0) return;\n  for (const name of',
      },
    ],
    caughtBy: ['stuck'],
  },
  {
    name: 'a credential that has expired fails everybody',
    breaks: 'hole 13',
    changes: [
      {
        file: policy,
        find: "  { status: 401, code: 'botnotregistered', verdict: { do: 'pause', problem: 'bot-not-registered' } },",
        put: "  { status: 401, code: 'botnotregistered', verdict: { do: 'fail', code: 'message-refused' } },",
      },
    ],
    caughtBy: ['undeserved'],
  },
  {
    name: 'a third of the pace is used',
    kind: 'fair',
    breaks: 'hole 14',
    changes: [
      {
        file: 'shared/pace/gate.ts',
        find: '  const rate = rateOf(estimate, gate.sent, limits.ceiling);',
        put: '  const rate = rateOf(estimate, gate.sent, limits.ceiling) / 3;',
      },
    ],
    caughtBy: ['too-slow'],
  },
];
