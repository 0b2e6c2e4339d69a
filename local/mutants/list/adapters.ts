import type { Mutant } from '../mutant.ts';

/** What is below the ports, where the simulation does not reach: the suites over the wire must notice. */
export const adapterMutants: readonly Mutant[] = [
  {
    name: 'the storage SDK repeats a write by itself',
    breaks: 'W1',
    changes: [
      {
        file: 'shared/storage/azure-service.ts',
        find: '    retryOptions: { maxRetries: 0 },',
        put: '    retryOptions: { maxRetries: 3, retryDelayInMs: 50 },',
      },
    ],
    caughtBy: { test: 'test/storage/conformance/azurite.test.ts' },
  },
  {
    name: 'the Connector’s client repeats a message by itself',
    breaks: 'precondition: one POST',
    changes: [
      {
        file: 'shared/teams/connector.ts',
        find: 'for (const { name } of pipeline.getOrderedPolicies()) if (!kept.has(name)) pipeline.removePolicy({ name });',
        put: 'for (const { name } of pipeline.getOrderedPolicies()) {\n    if (!kept.has(name) && !/retry/i.test(name)) pipeline.removePolicy({ name });\n  }',
      },
    ],
    caughtBy: { test: 'test/teams/refusals.test.ts' },
  },
  {
    name: 'a storage account answers, and half of its answer counts as all',
    breaks: 'precondition: W2',
    changes: [
      {
        file: 'shared/storage/azure-answer.ts',
        find: "  if (status === undefined || status < 400) return { kind: 'silent', cause: networkCause(error, code) };",
        put: "  if (status === undefined || status < 400) return { kind: 'refused' };\n  void networkCause;",
      },
    ],
    caughtBy: { test: 'test/storage/conformance/azurite.test.ts' },
  },
];
