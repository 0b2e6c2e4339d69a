import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Benchmark } from '../benchmark.ts';
import { textTable } from '../text-table.ts';
import { curvesSvg } from './curve-svg.ts';
import { type Holding, holdingOf } from './holding.ts';
import { type PaceCase, type PaceRun, runPace } from './run.ts';

const PICTURE = fileURLToPath(new URL('../../docs/pace.svg', import.meta.url));
/** Seconds of nothing but 429, from this second on. */
const STORM = { from: 900, seconds: 60 };

/** A way to Teams that varies more than the usual one, ms. */
const ROUGH_WAY = [5, 40] as const;

const algorithms = { sliding: 'any second', bucket: 'token bucket' } as const;

/** How Carillon is configured for a limit, whatever the number of processes. */
type Setting = Pick<PaceCase, 'configured' | 'perSecond' | 'algorithm'>;

const settings: readonly Setting[] = [45, 100].flatMap((configured) =>
  [20, 50, 80].flatMap((perSecond) =>
    (['sliding', 'bucket'] as const).map((algorithm) => ({ configured, perSecond, algorithm })),
  ),
);

/** One process or two, told when to come back or not: the worst of the four, in each column. */
async function worstOf(setting: Setting, minutes: number, there?: PaceCase['there']): Promise<Holding> {
  const storm = { from: minutes * 30, seconds: 60 };
  const holdings: Holding[] = [];
  for (const processes of [1, 2])
    for (const retryAfter of [true, false]) {
      const of = { ...setting, processes, retryAfter, minutes, storm, ...(there && { there }), seed: 11 };
      holdings.push(holdingOf(await runPace(of)));
    }
  return {
    share: Math.min(...holdings.map(({ share }) => share)),
    refused: Math.max(...holdings.map(({ refused }) => refused)),
    recovery: Math.max(...holdings.map(({ recovery }) => recovery!)),
  };
}

const cells = ({ configured, perSecond, algorithm }: Setting, { share, refused, recovery }: Holding) => [
  `${perSecond}, ${algorithms[algorithm]}`,
  String(configured),
  `${(share * 100).toFixed(1)} %`,
  `${(refused * 100).toFixed(2)} %`,
  `${recovery} s`,
];

export const pace: Benchmark = {
  name: 'pace',
  title: 'Holding a limit nobody was told of, in virtual time',

  async run({ paceMinutes }, say) {
    const rows: string[][] = [];
    for (const setting of settings) rows.push(cells(setting, await worstOf(setting, paceMinutes)));
    say(textTable(['true limit', 'configured', 'held', '429s', 'back after a storm'], rows));
    const hardest = { configured: 45, perSecond: 20, algorithm: 'sliding' } as const;
    const [, , held] = cells(hardest, await worstOf(hardest, paceMinutes, ROUGH_WAY));
    say(`the first of these when the way to Teams takes ${ROUGH_WAY.join(' to ')} ms: ${held}`);
    // A quick run is too short for the picture in the docs.
    if (paceMinutes >= 30) {
      await drawCurves(paceMinutes);
      say(`drawn: ${PICTURE}`);
    }
    return {};
  },
};

async function drawCurves(minutes: number): Promise<void> {
  const runs: PaceRun[] = [];
  for (const perSecond of [20, 50]) {
    const limit = { algorithm: 'sliding', perSecond, retryAfter: true } as const;
    runs.push(
      await runPace({
        ...limit,
        configured: perSecond === 20 ? 45 : 100,
        processes: 1,
        minutes,
        storm: STORM,
        seed: 1,
      }),
    );
  }
  const curves = runs.map(({ of, accepted }) => ({
    title: `Teams takes ${of.perSecond} in any second, and ${of.configured} are configured`,
    rates: accepted,
    limit: of.perSecond,
    configured: of.configured,
    storm: STORM,
  }));
  writeFileSync(
    PICTURE,
    curvesSvg(curves, 'The rate over time under limits nobody told Carillon of, with a storm of 429s'),
  );
}
