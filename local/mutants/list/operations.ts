import type { Mutant } from '../mutant.ts';

/** What an operator relies on: the switch of a tenant, dry runs, the guard, redriving. */
export const operationsMutants: readonly Mutant[] = [
  {
    name: 'a lost gate is made anew although its tenant is stopped',
    kind: 'foul',
    breaks: 'stop',
    changes: [
      {
        file: 'shared/pace/gate-store.ts',
        find: '  if (all) blocked[EVERYBODY] = all;',
        put: '  if (all) delete blocked[EVERYBODY];',
      },
    ],
    caughtBy: ['after-cancel'],
  },
  {
    name: 'a stop is answered before the gate is told',
    kind: 'foul',
    breaks: 'stop',
    changes: [
      {
        file: 'shared/lifecycle/stop-tenant.ts',
        find: '    await settleSwitch(context, tenant);\n    context.log',
        put: '    context.log',
      },
    ],
    caughtBy: ['after-cancel'],
  },
  {
    name: 'a start leaves the gate closed',
    kind: 'foul',
    breaks: 'stop',
    changes: [
      {
        file: 'shared/lifecycle/stop-tenant.ts',
        find: '    const wasClosed = await settleSwitch(context, tenant);',
        put: '    const wasClosed = false;',
      },
      {
        file: 'shared/lifecycle/watch.ts',
        find: '  if (stopped !== isClosed) await settleSwitch(context, tenant);',
        put: '  if (stopped) await settleSwitch(context, tenant);',
      },
    ],
    caughtBy: ['stuck', 'left-behind'],
  },
  {
    name: 'a dry run counts those who are excluded',
    breaks: 'dry run',
    changes: [
      {
        file: 'shared/audience/tally-audience.ts',
        find: '    tally.excluded += page.excluded;',
        put: '    tally.total += page.excluded;',
      },
    ],
    caughtBy: { test: 'test/lifecycle/resolve.test.ts' },
  },
  {
    name: 'a dry run that goes on begins anew',
    breaks: 'dry run',
    changes: [
      {
        file: 'shared/api/resolve.ts',
        find: '  return { ...read, done: false, unknownIds: [] };',
        put: '  return { ...read, at: read.total > 5_000 ? read.at : undefined, done: false, unknownIds: [] };',
      },
    ],
    caughtBy: { test: 'test/lifecycle/resolve.test.ts' },
  },
  {
    name: 'the guard does not count',
    breaks: 'guard',
    changes: [{ file: 'shared/lifecycle/guarded-day.ts', find: '    broadcasts++;\n', put: '' }],
    caughtBy: { test: 'test/lifecycle/guard.test.ts' },
  },
  {
    name: 'two broadcasts at once take the last place of the day',
    breaks: 'guard',
    changes: [
      {
        file: 'shared/lifecycle/guard.ts',
        find: 'changes: (wid) => [renewal(row?.etag, wid)]',
        put: 'changes: (wid) => [renewal(row?.etag, wid)].slice(1)',
      },
    ],
    caughtBy: { test: 'test/lifecycle/guard.test.ts' },
  },
  {
    name: 'what nobody has released counts for the day',
    breaks: 'guard',
    changes: [
      {
        file: 'shared/lifecycle/guarded-day.ts',
        find: '    else if (isReleasedIn(release)) count',
        put: '    else if (isReleasedIn(release) || true) count',
      },
    ],
    caughtBy: { test: 'test/lifecycle/guarded-release.test.ts' },
  },
  {
    name: 'a release is not held against the day',
    breaks: 'guard',
    changes: [{ file: 'shared/lifecycle/release.ts', find: '...(confirm && { confirm })', put: 'confirm: true' }],
    caughtBy: ['unguarded'],
    kind: 'foul',
  },
  {
    name: 'what was created long ago and is released today counts for no day',
    breaks: 'guard',
    changes: [
      {
        file: 'shared/lifecycle/guarded-day.ts',
        find: '    if (id < timeOf(Math.max(0, since))) count(expected, true);\n',
        put: '    void [id, expected, timeOf];\n',
      },
    ],
    caughtBy: { test: 'test/lifecycle/guarded-release.test.ts' },
  },
  {
    name: 'of those who edited what waits only the last is kept',
    breaks: 'release',
    changes: [
      {
        file: 'shared/lifecycle/writer.ts',
        find: 'editor: { id, name }, editors, since',
        put: 'editor: { id, name }, editors: [], since',
      },
    ],
    caughtBy: { test: 'test/lifecycle/release-authors.test.ts' },
  },
  {
    name: 'a redrive that is asked for twice is done twice',
    breaks: 'redrive',
    changes: [
      {
        file: 'shared/lifecycle/redrive.ts',
        find: '    mine = plan.redrivenAt === undefined || now - plan.redrivenAt >= ONCE;',
        put: '    mine = true;',
      },
    ],
    caughtBy: { test: 'test/lifecycle/redrive.test.ts' },
  },
  {
    name: 'an action is done although it can’t be kept who asked',
    breaks: 'audit',
    changes: [
      {
        file: 'shared/audit/audited.ts',
        find: '  await between(await trail.begin(tenant, asked), act);',
        put: '  await between(await trail.begin(tenant, asked).catch(() => async () => {}), act);',
      },
    ],
    kind: 'foul',
    caughtBy: ['unaudited'],
  },
  {
    name: 'what was refused is kept as done',
    breaks: 'audit',
    changes: [
      {
        file: 'shared/audit/audited.ts',
        find: 'await keep({ status, code });',
        put: 'await keep({ status: 200, code });',
      },
    ],
    caughtBy: ['unaudited'],
  },
];
