import { retriableStates } from '../../shared/shard/rerun.ts';
import { allKinds, type Kind, strikesIn } from './kinds.ts';
import { between, type Chance, oneOf } from './random.ts';
import type { MessageChange, Precautions, Run, Scenario, Undertaking } from './scenario.ts';
import { type Strike, strikeOf } from './strikes.ts';
import { drawTimes } from './times.ts';
import { fair, foul } from './weather.ts';

/** Those where little goes wrong. `crawls` came later: it takes the place of some. */
const kinds = allKinds.filter((kind) => kind !== 'foul' && kind !== 'crawls');
const CRAWLS = 0.08;

/**
 * Draws a scenario, but for what its precautions are.
 * @param beside a source of its own for what came later
 * @param only of this kind, and of no other
 */
export function draw(
  chance: Chance,
  beside: Chance,
  only?: Kind,
): Omit<Scenario, Exclude<keyof Precautions, 'redrives'>> {
  // Half of all are foul.
  const drawn = chance() < 0.5 ? 'foul' : oneOf(chance, kinds);
  const replaced = beside() < CRAWLS && drawn !== 'foul' ? 'crawls' : drawn;
  const kind = only ?? replaced;
  // Where nothing goes wrong the pace is looked at, and that takes more people to see.
  const many = kind === 'fair' && chance() < 0.3;
  const people = Math.floor(many ? between(chance, 300, 800) : between(chance, 1, 160));
  // Two machines that send for long at the same time show what storage that crawls does to them.
  const crawls = kind === 'crawls';
  const rate = many ? 45 : oneOf(chance, crawls ? [5, 5, 20] : [5, 20, 45]);
  const limited = chance() < 0.5;
  const algorithm = oneOf(chance, ['sliding', 'bucket'] as const);
  const count = chance() < 0.4 || crawls ? 2 : 1;
  return {
    kind,
    weather: kind === 'foul' ? foul(chance) : fair,
    strikes: strikesOf(chance, kind, people / rate),
    people,
    odd: 0.1,
    joining: chance() < 0.5 ? Math.floor(between(chance, 0, people / 4)) : 0,
    instances: chance() < 0.3 && !crawls ? 1 : 2,
    rate,
    shardSize: many ? 50 : oneOf(chance, [3, 10, 25]),
    skew: oneOf(chance, [0, 20, 300]),
    storageMs: oneOf(chance, [30, 30, 600]),
    // As Teams' documented 50 stand to the 45 that are used of them.
    limit: limited ? { algorithm, perSecond: Math.ceil((rate * 50) / 45) } : undefined,
    undertakings: Array.from({ length: count }, (_, i) => undertaking(chance, i, kind, people, rate)),
    ...operation(chance, kind, people / rate),
  };
}

/** What an operator does where everything goes wrong. */
function operation(chance: Chance, kind: Kind, seconds: number): Pick<Scenario, 'stops' | 'redrives'> {
  const moment = () => between(chance, 0, 1_000 + seconds * 1_500);
  const times = (share: number) => (kind === 'foul' && chance() < share ? 1 + Math.floor(chance() * 2) : 0);
  return {
    stops: Array.from({ length: times(0.25) }, () => ({
      after: moment(),
      lasts: between(chance, 0, 40_000),
      losesGate: chance() < 0.4,
    })),
    redrives: Array.from({ length: times(0.25) }, moment),
  };
}

/** Within the time in which most is sent. */
function strikesOf(chance: Chance, kind: Kind, seconds: number): readonly Strike[] {
  const within = Math.min(60_000, 2_000 + seconds * 2_000);
  const among = strikesIn(kind);
  const count = kind === 'foul' ? Math.floor(chance() * 3) : 1 + Math.floor(chance() * 3);
  return Array.from({ length: among.length > 0 ? count : 0 }, () => strikeOf(chance, among, within));
}

/** While it is sent, or when it has long ended; what is recalled may be asked to be edited again. */
function drawChanges(chance: Chance, seconds: number): readonly MessageChange[] {
  const edits = chance() < 0.3 ? 1 + Math.floor(chance() * 3) : 0;
  const recalls = chance() < 0.25 ? oneOf(chance, [1, 1, 2]) : 0;
  const after = () => between(chance, 0, chance() < 0.6 ? 2_000 + seconds * 1_500 : 5 * 60_000);
  const change = (kind: MessageChange['kind']) => () => ({ kind, after: after(), copies: chance() < 0.2 ? 2 : 1 });
  const changes = [
    ...Array.from({ length: edits }, change('edit')),
    ...Array.from({ length: recalls }, change('recall')),
  ];
  return changes.toSorted((a, b) => a.after - b.after);
}

function undertaking(chance: Chance, i: number, kind: Kind, people: number, tenantRate: number): Undertaking {
  const maxRate = chance() < 0.2 ? Math.max(1, Math.floor(between(chance, 0.1, 0.9) * tenantRate)) : undefined;
  const seconds = people / (maxRate ?? tenantRate);
  const meddled = (kind === 'foul' || kind === 'crawls') && chance() < 0.4 ? 1 + Math.floor(chance() * 4) : 0;
  const pauses = Array.from({ length: meddled }, () => between(chance, 0, 1_000 + seconds * 1_500));
  const times = drawTimes(chance);
  const retries = chance() < 0.3 ? oneOf(chance, [1, 2]) : 0;
  const runs = Array.from({ length: 1 + retries }, (_, n): Run => {
    const asked = retriableStates.filter(() => chance() < 0.6);
    // Several operators at once: a cancel just when somebody else pauses or resumes.
    const [paused] = n === 0 && chance() < 0.5 ? pauses : [];
    const cancelAfter =
      paused === undefined ? between(chance, 0, seconds * 1_500) : paused + between(chance, -500, 1_000);
    return {
      states: n === 0 ? [] : asked.length > 0 ? asked : ['canceled'],
      ...((paused !== undefined || chance() < 0.3) && { cancelAfter: Math.max(0, cancelAfter) }),
      losesGate: kind === 'foul' && chance() < 0.3,
    };
  });
  const door = chance() < 0.25 ? 'queue' : 'http';
  const mayWait = kind === 'foul' && door === 'http' && !times;
  const releaseAfter = mayWait && chance() < 0.25 ? between(chance, 0, 15_000) : undefined;
  return {
    text: `message ${i + 1}`,
    door,
    audience: oneOf(chance, ['everyone', 'everyone', 'all-but-some', 'named'] as const),
    onUncertain: chance() < 0.5 ? 'hold' : 'retry',
    copies: chance() < 0.3 ? 2 : 1,
    begins: i === 0 ? 0 : between(chance, 0, oneOf(chance, [5_000, 30_000])),
    quiet: chance() < 0.3,
    pauses,
    runs,
    urgent: chance() < 0.25,
    ...(maxRate !== undefined && { maxRate }),
    changes: drawChanges(chance, seconds),
    ...(times && { times }),
    ...(releaseAfter !== undefined && { releaseAfter }),
    ...(chance() < 0.4 && { webhook: true as const }),
  };
}
