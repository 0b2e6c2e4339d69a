import type { ReachView } from '../../shared/api/views/reach.ts';
import { type Finding, open, problem, well } from './finding.ts';

/**
 * Whether there is anybody to send to. That nobody has the app yet is how every deployment begins, so it is no fault; but it
 * is also how one looks whose bot Teams can't reach, which nothing else that is looked at would show. That nobody of those who had it
 * can be reached is a fault.
 */
export function reachedOf({ people, complete }: Pick<ReachView, 'people' | 'complete'>): Finding {
  if (people.known === 0 && complete) return open('reach', ...nobodyYet);
  if (people.reachable === 0 && complete) return problem('reach', ...nobodyAnyMore(people.known));
  const atLeast = complete ? '' : 'At least ';
  const { lastDay } = people.confirmed;
  return well(
    'reach',
    `${atLeast}${people.reachable} of ${people.known} people on record can be reached; ${lastDay} of them told so in the last 24 hours.`,
  );
}

const nobodyYet = [
  'Nobody has been heard from yet: a broadcast to everyone would reach nobody.',
  'If nobody has the app, docs/admin.md says how everyone gets it. If somebody has, Teams does not reach the bot: the Azure Bot’s messaging endpoint is this address with /api/messages, its Teams channel is on, its app id is MicrosoftAppId; docs/operate.md, "Nobody new is heard of", has what the log says then.',
] as const;

function nobodyAnyMore(known: number): [says: string, why: string, todo: string] {
  return [
    `Nobody of the ${known} people on record can be reached.`,
    'A broadcast to everyone would reach nobody.',
    'See in the Teams admin centre whether the app is blocked or its installation was taken away; carillon reach says how many removed it.',
  ];
}
