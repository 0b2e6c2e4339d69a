import type { Mutant } from '../mutant.ts';

const test = 'test/retention/forget.test.ts';

/** What is deleted after its time, and what is not. */
export const retentionMutants: readonly Mutant[] = [
  {
    name: 'what has not ended is forgotten',
    breaks: 'retention',
    changes: [
      {
        file: 'shared/retention/age.ts',
        find: 'if (endedAt === undefined || isChanging(broadcast)) return undefined;',
        put: 'if (endedAt === undefined || isChanging(broadcast)) return broadcast.createdAt;',
      },
      {
        file: 'shared/retention/forget-broadcasts.ts',
        find: '|| (await hasWork(context, broadcast))',
        put: '',
      },
    ],
    caughtBy: ['forgotten'],
  },
  {
    name: 'how long something is kept counts from when it was asked for',
    breaks: 'retention',
    changes: [{ file: 'shared/retention/age.ts', find: 'Math.max(endedAt, ', put: 'Math.max(broadcast.createdAt, ' }],
    caughtBy: { test },
  },
  {
    name: 'what was taken up again meanwhile is forgotten',
    breaks: 'retention',
    changes: [
      {
        file: 'shared/retention/forget-broadcasts.ts',
        find: 'key: broadcastRow(id), etag }',
        put: 'key: broadcastRow(id) }',
      },
    ],
    caughtBy: { test },
  },
  {
    name: 'that something is to be deleted is itself deleted first',
    breaks: 'retention',
    changes: [
      {
        file: 'shared/retention/delete-forgotten.ts',
        find: '    if (!(await deleteRange(context, deliveries',
        put: '    await deleteRow(context, tenant, forgottenRow(id));\n    if (!(await deleteRange(context, deliveries',
      },
    ],
    caughtBy: ['forgotten'],
  },
];
