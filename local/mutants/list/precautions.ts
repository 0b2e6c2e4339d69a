import type { Mutant } from '../mutant.ts';

/** What breaks when what comes before a message to everybody is not what it says: tests, dry runs, the guard, redriving. */
export const precautionMutants: readonly Mutant[] = [
  {
    name: 'a test is listed among the others',
    kind: 'foul',
    breaks: 'test',
    changes: [
      {
        file: 'shared/api/list-broadcasts.ts',
        find: '  if ((test === true) !== (filter.test === true)) return false;\n',
        put: '  if (filter.test === true && test !== true) return false;\n',
      },
    ],
    caughtBy: ['test-not-apart'],
  },
  {
    name: 'a test counts with the messages of a person',
    kind: 'foul',
    breaks: 'test',
    changes: [{ file: 'shared/api/person.ts', find: '    if (broadcast.test) return undefined;\n', put: '' }],
    caughtBy: ['test-not-apart'],
  },
  {
    name: 'a test counts as a broadcast of the day',
    kind: 'foul',
    breaks: 'test',
    changes: [{ file: 'shared/lifecycle/guarded-day.ts', find: '    if (test === true) continue;\n', put: '' }],
    caughtBy: ['unguarded'],
  },
  {
    name: 'a dry run leaves a note of itself',
    kind: 'foul',
    breaks: 'dry run',
    changes: [
      {
        file: 'shared/api/resolve.ts',
        find: '  const began = context.now();',
        put: "  const began = context.now();\n  await context.tables.broadcasts.write(tenant, [{ do: 'put', key: 'resolved', values: { v: 1 } }]);",
      },
    ],
    caughtBy: ['dry-run-wrong'],
  },
  {
    name: 'a dry run leaves out who is known not to be reachable',
    kind: 'foul',
    breaks: 'dry run',
    changes: [
      {
        file: 'shared/audience/tally-audience.ts',
        find: '    tally.total++;\n',
        put: '    if (!member.skip) tally.total++;\n',
      },
    ],
    caughtBy: ['dry-run-wrong'],
  },
  {
    name: 'the guard’s row is written, whoever wrote it meanwhile',
    kind: 'foul',
    breaks: 'guard',
    changes: [
      {
        file: 'shared/lifecycle/guard.ts',
        find: "    ? { do: 'insert', key: GUARD_ROW, values }\n    : { do: 'replace', key: GUARD_ROW, values, etag };",
        put: "    ? { do: 'put', key: GUARD_ROW, values }\n    : { do: 'put', key: GUARD_ROW, values };",
      },
    ],
    caughtBy: ['unguarded'],
  },
  {
    name: 'the guard does not count recipients',
    kind: 'foul',
    breaks: 'guard',
    changes: [
      {
        file: 'shared/lifecycle/guarded-day.ts',
        find: '    if (isCount(expected)) recipients += expected;\n',
        put: '    if (isCount(expected)) recipients += 0;\n',
      },
    ],
    caughtBy: ['unguarded'],
  },
  {
    name: 'a confirmation is not heard',
    kind: 'foul',
    breaks: 'guard',
    changes: [
      {
        file: 'shared/lifecycle/guard.ts',
        find: '      if (asked.confirm && released',
        put: '      if (asked.test && released',
      },
      { file: 'shared/lifecycle/guard.ts', find: '      if (!asked.confirm) {', put: '      {' },
    ],
    caughtBy: ['unguarded'],
  },
  {
    name: 'what needs a confirmation is stored all the same',
    kind: 'foul',
    breaks: 'guard',
    changes: [
      {
        file: 'shared/lifecycle/create.ts',
        find: 'await passUnless(() => firstOf(context, input), guard, now);',
        put: 'await passUnless(() => firstOf(context, input), guard, now).catch((error) => {\n      refusal = error;\n      return { expected: {}, changes: () => [] };\n    });',
      },
      {
        file: 'shared/lifecycle/create.ts',
        find: '  let begun = false;\n',
        put: '  let begun = false;\n  let refusal: unknown;\n',
      },
      {
        file: 'shared/lifecycle/create.ts',
        find: "    if (result.outcome === 'mine') break;",
        put: "    if (result.outcome === 'mine' && refusal !== undefined) throw refusal;\n    if (result.outcome === 'mine') break;",
      },
    ],
    caughtBy: ['unguarded'],
  },
  {
    name: 'who asks for a redrive again soon has it done again',
    kind: 'foul',
    breaks: 'redrive',
    changes: [{ file: 'shared/lifecycle/redrive.ts', find: 'const ONCE = 10_000;', put: 'const ONCE = 1_000;' }],
    caughtBy: ['driven-twice'],
  },
];
