import type { Mutant } from '../mutant.ts';

/** What breaks when a message is edited or taken back. */
export const takingBackMutants: readonly Mutant[] = [
  {
    name: 'an answer that is late after a recall or an edit is recorded, and nobody looks at it again',
    breaks: 'taking back',
    changes: [
      {
        file: 'shared/lifecycle/recount.ts',
        find: 'const next: Broadcast = { ...withChangeUndone(read), recount: context.now() };',
        put: 'void withChangeUndone;\n    const next: Broadcast = { ...read, recount: context.now() };',
      },
      {
        file: 'shared/lifecycle/end-change.ts',
        find: 'if (!end || (recount !== undefined && context.now() - recount < context.timing.recountAfter)) return false;',
        put: 'if (!end) return false;\n    void recount;',
      },
    ],
    caughtBy: { test: 'test/lifecycle/recall.test.ts' },
  },
  {
    name: 'which version is sent is not on record',
    kind: 'foul',
    breaks: 'taking back',
    changes: [
      {
        file: 'shared/shard/wave.ts',
        find: '    ...(version > 1 && { version }),\n',
        put: '    ...(version > 1e9 && { version }),\n',
      },
    ],
    caughtBy: ['edited-in-vain', 'old-version'],
  },
  {
    name: 'a message that is gone when it is to be removed counts as one that can’t be',
    breaks: 'taking back',
    changes: [
      {
        file: 'shared/shard/change.ts',
        find: "  if (kind === 'recall') return { ...d, state: 'recalled', at: now };",
        put: "  if (kind === 'recall' && outcome.kind === 'gone') return { ...d, change: n, code: 'not-recalled' };\n  if (kind === 'recall') return { ...d, state: 'recalled', at: now };",
      },
    ],
    caughtBy: ['undeserved'],
  },
  {
    name: 'what was recalled can be edited',
    breaks: 'taking back',
    changes: [
      {
        file: 'shared/lifecycle/edit.ts',
        find: "    if (isRecalled(read)) throw new Problem('broadcast-recalled');\n",
        put: '    void isRecalled;\n    void Problem;\n',
      },
    ],
    caughtBy: ['taken-back'],
  },
  {
    name: 'senders never hear of an edit',
    breaks: 'taking back',
    changes: [
      {
        file: 'shared/pace/gate-view.ts',
        find: '    return this.#edits[broadcast] ?? 1;',
        put: '    return this.#edits[broadcast] === undefined ? 1 : 1;',
      },
    ],
    caughtBy: ['old-version'],
  },
  {
    name: 'a lost gate is made anew without what was edited',
    kind: 'foul',
    rare: true,
    breaks: 'precondition: R4',
    changes: [
      {
        file: 'shared/pace/gate-store.ts',
        find: '    if (edit !== undefined) edits[id] = edit;',
        put: '    if (edit !== undefined) edits[id] = 1;',
      },
    ],
    caughtBy: ['old-version'],
  },
  {
    name: 'a recall is over when it looks so, though the broadcast is not',
    kind: 'foul',
    rare: true,
    breaks: 'taking back',
    changes: [
      {
        file: 'shared/lifecycle/end-change.ts',
        find: '    if (!end ||',
        put: '    if (',
      },
      {
        file: 'shared/lifecycle/end-change.ts',
        find: 'end: { ...end, counts }, change',
        put: '...(end && { end: { ...end, counts } }), change',
      },
    ],
    caughtBy: ['not-taken-back', 'old-version', 'stuck', 'left-behind'],
  },
  {
    name: 'two edits of one shard do not wait for each other',
    breaks: 'taking back',
    changes: [
      {
        file: 'shared/delivery/change-shard.ts',
        find: "  if (shard.changer !== undefined) return { kind: 'put-back', ms: left };\n",
        put: '',
      },
    ],
    caughtBy: { test: 'test/lifecycle/edit.test.ts' },
  },
  {
    name: 'the chat a message went to is not on record where it is not the planned one',
    breaks: 'taking back',
    changes: [
      {
        file: 'shared/shard/wave.ts',
        find: '    ...(conversation !== undefined && { conversation }),\n  };',
        put: '    ...(conversation === null && { conversation }),\n  };',
      },
    ],
    caughtBy: ['undeserved', 'not-taken-back', 'old-version'],
  },
  {
    name: 'nobody changes what was in flight when the change was asked for',
    breaks: 'taking back',
    changes: [
      {
        file: 'shared/lifecycle/end.ts',
        find: '    if (isChanging(ended) && !(await tryEndChange(context, tenant, id))) await wakeChanges(context, ended);\n',
        put: '    void wakeChanges;\n    void tryEndChange;\n',
      },
      {
        file: 'shared/lifecycle/reading.ts',
        find: '  await reviveChanges(context, reading);\n',
        put: '  void reviveChanges;\n',
      },
    ],
    caughtBy: ['stuck'],
  },
  {
    name: 'an edit or a recall that Teams refuses for everybody is tried for ever',
    breaks: 'taking back',
    changes: [
      {
        file: 'shared/lifecycle/stop-change.ts',
        find: 'now >= (change.heldSince ?? change.at) + stopAfter;',
        put: 'now >= (change.heldSince ?? change.at) + stopAfter * 1e9;',
      },
    ],
    caughtBy: { test: 'test/lifecycle/stopped-change.test.ts' },
  },
  {
    name: 'how long a change is held counts on from a failure that was mended',
    breaks: 'taking back',
    changes: [
      {
        file: 'shared/lifecycle/stop-change.ts',
        find: '(change.heldSince ?? change.at)',
        put: 'change.at',
      },
    ],
    caughtBy: { test: 'test/lifecycle/stopped-change.test.ts' },
  },
  {
    name: 'a recall that was given up can’t be asked for again',
    breaks: 'taking back',
    changes: [
      {
        file: 'shared/lifecycle/recall.ts',
        find: 'isRecalled(read) && read.change?.stoppedAt === undefined',
        put: 'isRecalled(read)',
      },
    ],
    caughtBy: { test: 'test/lifecycle/stopped-change.test.ts' },
  },
];
