import type { Context } from '../context.ts';
import type { Outcome } from '../shard/wave.ts';
import { serviceUrlOf } from './service-url.ts';

/**
 * Teams says that some messages were sent to the wrong region. If the tenant has been heard from a new address since,
 * they are sent there; if not, there is no other address to try.
 * @param used the address they were sent to
 */
export async function readdress(
  context: Context,
  tenant: string,
  used: string,
  outcomes: ReadonlyMap<number, Outcome>,
): Promise<ReadonlyMap<number, Outcome>> {
  const astray = [...outcomes].filter(([, o]) => o.kind === 'answered' && o.verdict.do === 'readdress');
  if (astray.length === 0) return outcomes;
  const moved = (await serviceUrlOf(context, tenant, true)) !== used;
  if (moved) return outcomes;
  const final: Outcome = { kind: 'answered', verdict: { do: 'fail', code: 'wrong-region' }, notBefore: 0 };
  return new Map([...outcomes, ...astray.map(([position]) => [position, final] as const)]);
}
