import type { Context } from '../context.ts';
import type { Outcome } from '../shard/wave.ts';
import type { Landing } from './flight.ts';
import { serviceUrlOf } from './service-url.ts';

/**
 * What became of messages, in the end. Teams may say that some were sent to the wrong region: if the tenant has been
 * heard from a new address since, they are sent there; if not, there is no other address to try.
 */
export async function readdress(
  context: Context,
  tenant: string,
  landed: ReadonlyMap<number, Landing>,
): Promise<ReadonlyMap<number, Outcome>> {
  const outcomes = new Map([...landed].map(([position, { outcome }]) => [position, outcome]));
  const astray = [...landed].filter(([, { outcome: o }]) => o.kind === 'answered' && o.verdict.do === 'readdress');
  if (astray.length === 0) return outcomes;
  const current = await serviceUrlOf(context, tenant, true);
  for (const [position, { serviceUrl }] of astray) {
    if (serviceUrl !== current) continue;
    outcomes.set(position, { kind: 'answered', verdict: { do: 'fail', code: 'wrong-region' }, notBefore: 0 });
  }
  return outcomes;
}
