import type { Carillon } from '../api/carillon.ts';
import { Failure } from '../failure.ts';
import { impatient } from './connection.ts';
import { type Finding, problem, well } from './finding.ts';

/**
 * Whether there is anybody to send to. That nobody has the app yet is how every deployment begins, and no fault of it; that
 * nobody of those who had it can be reached is.
 */
export async function reachedOf(api: Carillon, tenant: string | undefined): Promise<Finding> {
  try {
    const query = new URLSearchParams(tenant === undefined ? {} : { tenant });
    const { people, complete } = await api.reach(query, impatient);
    if (people.known === 0 && complete) return well('reach', nobodyYet);
    if (people.reachable === 0 && complete) return problem('reach', ...nobodyAnyMore(people.known));
    const atLeast = complete ? '' : 'At least ';
    const { lastDay } = people.confirmed;
    return well(
      'reach',
      `${atLeast}${people.reachable} of ${people.known} people on record can be reached; ${lastDay} of them told so in the last 24 hours.`,
    );
  } catch (error) {
    if (!(error instanceof Failure) || error.problem.code !== 'tenant-required') throw error;
    return well('reach', 'There are several tenants: --tenant says whose people are counted.');
  }
}

const nobodyYet =
  'Nobody has the app yet, as far as is known: a broadcast to everyone would reach nobody. docs/admin.md says how everyone gets it; if they should have it, docs/operate.md has "Nobody new is heard of".';

function nobodyAnyMore(known: number): [says: string, why: string, todo: string] {
  return [
    `Nobody of the ${known} people on record can be reached.`,
    'A broadcast to everyone would reach nobody.',
    'See in the Teams admin centre whether the app is blocked or its installation was taken away; carillon reach says how many removed it.',
  ];
}
