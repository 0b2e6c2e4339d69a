import type { Mutant } from '../mutant.ts';

/** What breaks when who asked to be told of the end is not, or is told wrongly. */
export const webhookMutants: readonly Mutant[] = [
  {
    name: 'an end is told before it is written',
    breaks: 'webhook',
    changes: [
      {
        file: 'shared/lifecycle/end.ts',
        find: '    const { counts, finished, shards } = await countShards(context, broadcast);\n',
        put: `    const { counts, finished, shards } = await countShards(context, broadcast);
    if (!finished && broadcast.webhook !== undefined && counts.delivered > 0) {
      const end = { status: 'completed', planned: true, startedAt: 0, counts } as const;
      const [told, mark] = tellingOf({ ...broadcast, endedAt: context.now(), end }, 'early');
      await context.tables.broadcasts.write(tenant, [told!, mark!]);
      await putTellJob(context, broadcast);
    }
`,
      },
      {
        file: 'shared/lifecycle/reading.ts',
        find: '  if (isGivenUp(context',
        put: '  if (planningOver && !resetting) await tryEnd(context, broadcast.tenant, broadcast.id);\n  if (isGivenUp(context',
      },
    ],
    caughtBy: ['told-wrong'],
  },
  {
    name: 'that an end is to be told is written after the end',
    breaks: 'webhook',
    kind: 'foul',
    changes: [
      { file: 'shared/lifecycle/end.ts', find: ', ...tellingOf(ended, wid)] as const;', put: '] as const;' },
      {
        file: 'shared/lifecycle/end.ts',
        find: '    await finishEnd(context, { ...ended, etag: result.etags[0]! });\n',
        put: `    await finishEnd(context, { ...ended, etag: result.etags[0]! });
    const [told, mark] = tellingOf(ended, wid);
    if (told && mark) await commit(context, context.tables.broadcasts, tenant, [told, mark], wid);
    if (told) await putTellJob(context, ended);
`,
      },
      {
        file: 'shared/lifecycle/end.ts',
        find: '    if (ended.webhook !== undefined) await putTellJob(context, ended);\n',
        put: '',
      },
    ],
    caughtBy: ['untold'],
  },
  {
    name: 'an end that is told during an edit says that nothing is left of that',
    breaks: 'webhook',
    changes: [
      { file: 'shared/lifecycle/end.ts', find: '  left: allLeftToChange(shards, change),', put: '  left: 0,' },
      { file: 'shared/lifecycle/end.ts', find: 'import { allLeftToChange, failed', put: 'import { failed' },
    ],
    caughtBy: { test: 'test/webhook/unusual-ends.test.ts' },
  },
  {
    name: 'nobody looks for ends whose job was lost',
    breaks: 'webhook',
    kind: 'foul',
    changes: [
      {
        file: 'shared/lifecycle/watch.ts',
        find: '  for (const row of rows) await apart(context, row.key, () => reviveTelling(context, tenant, row));\n',
        put: '',
      },
    ],
    caughtBy: ['untold'],
  },
  {
    name: 'each attempt has an id of its own',
    breaks: 'webhook',
    kind: 'foul',
    changes: [
      {
        file: 'shared/api/tell-end.ts',
        find: 'webhooks.headers(webhookId(ended), now(), body)',
        put: 'webhooks.headers(webhookId(ended) + now(), now(), body)',
      },
    ],
    caughtBy: ['told-wrong'],
  },
  {
    name: 'what is told is the broadcast as it is when it is told',
    breaks: 'webhook',
    kind: 'foul',
    changes: [
      {
        file: 'shared/api/tell-end.ts',
        find: '    const answer = await call(context, claimed);',
        put: `    const { readBroadcast } = await import('../records/store.ts');
    const ended = (await readBroadcast(context, tenant, id))!;
    const answer = await call(context, { ...claimed, ended: ended.end ? ended : claimed.ended });`,
      },
    ],
    caughtBy: ['told-wrong', 'untold'],
  },
  {
    name: 'an attempt without success is the last',
    breaks: 'webhook',
    kind: 'foul',
    changes: [
      {
        file: 'shared/webhook/policy.ts',
        find: "  if (wait === undefined) return 'failed';",
        put: "  if (made > 0) return 'failed';",
      },
    ],
    caughtBy: ['untold'],
  },
  {
    name: 'a redirect, or a refusal, is taken for success',
    breaks: 'webhook',
    changes: [{ file: 'shared/webhook/policy.ts', find: 'answer.status < 300', put: 'answer.status < 500' }],
    caughtBy: { test: 'test/webhook/policy.test.ts' },
  },
  {
    name: 'only the first address of a name is looked at',
    breaks: 'webhook',
    changes: [
      {
        file: 'shared/webhook/guarded-lookup.ts',
        find: '!addresses.every(({ address }) => isPublicAddress(address))',
        put: '!isPublicAddress(first.address)',
      },
    ],
    caughtBy: { test: 'test/webhook/https-call.test.ts' },
  },
];
