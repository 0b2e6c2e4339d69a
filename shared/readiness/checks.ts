import type { CheckCode, CheckName } from '../api/views/readiness.ts';
import type { Context } from '../context.ts';
import { GATE_ROW } from '../pace/gate-row.ts';
import { TokenRefused } from '../teams/token-cache.ts';

/** One thing without which nothing can be sent. */
export interface Check {
  readonly name: CheckName;
  /** Rejects when it is not well. */
  look(): Promise<unknown>;
  /** What its failure is called. */
  readonly codeOf: (error: unknown) => CheckCode;
}

const storage = (): CheckCode => 'storage-unavailable';

/**
 * What /api/ready looks at: a row of the tables, the gate of a tenant, the next job on a queue, and the bot's token. Each is
 * one request at most, changes nothing, and needs the very rights that sending needs.
 * @param tenants whose gates are looked at; none is known in local mode
 * @param signIn gets the bot's token, from memory as long as it is good
 */
export function checksOf(
  { tables, queues }: Pick<Context, 'tables' | 'queues'>,
  tenants: readonly string[],
  signIn: () => Promise<unknown>,
): readonly Check[] {
  // Any row will do, and one that is not there costs the least.
  const tenant = tenants[0] ?? 'nobody';
  return [
    { name: 'tables', look: () => tables.broadcasts.read(tenant, 'ready'), codeOf: storage },
    { name: 'gate', look: () => tables.gates.read(tenant, GATE_ROW, ['v']), codeOf: storage },
    { name: 'queue', look: () => queues.deliver.oldest(), codeOf: storage },
    {
      name: 'token',
      look: signIn,
      codeOf: (error) => (error instanceof TokenRefused ? 'credential-refused' : 'token-not-had'),
    },
  ];
}
