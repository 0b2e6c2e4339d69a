import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Benchmark } from '../benchmark.ts';
import { textTable } from '../text-table.ts';
import { curvesSvg } from './curve-svg.ts';
import { holdingOf } from './holding.ts';
import { type PaceCase, type PaceRun, runPace } from './run.ts';

const PICTURE = fileURLToPath(new URL('../../docs/pace.svg', import.meta.url));
/** Seconds of nothing but 429, from this second on. */
const STORM = { from: 900, seconds: 60 };

const algorithms = { sliding: 'any second', bucket: 'token bucket' } as const;

function cases(minutes: number): PaceCase[] {
  const all: PaceCase[] = [];
  for (const configured of [45, 100])
    for (const perSecond of [20, 50, 80])
      for (const algorithm of ['sliding', 'bucket'] as const)
        for (const processes of [1, 2]) {
          // Every other one is not told when to come back.
          const retryAfter = all.length % 2 === 0;
          all.push({ configured, perSecond, algorithm, processes, retryAfter, minutes, seed: 1 });
        }
  return all;
}

export const pace: Benchmark = {
  name: 'pace',
  title: 'Holding a limit nobody was told of, in virtual time',

  async run({ paceMinutes }, say) {
    const rows: string[][] = [];
    for (const of of cases(paceMinutes)) {
      const { share, refused } = holdingOf(await runPace(of));
      const stormy = { ...of, storm: { from: (paceMinutes * 60) / 2, seconds: 60 } };
      const { recovery } = holdingOf(await runPace(stormy));
      rows.push([
        `${of.perSecond}, ${algorithms[of.algorithm]}`,
        String(of.configured),
        String(of.processes),
        of.retryAfter ? 'yes' : 'no',
        `${(share * 100).toFixed(1)} %`,
        `${(refused * 100).toFixed(2)} %`,
        `${recovery} s`,
      ]);
    }
    const head = ['true limit', 'configured', 'processes', 'Retry-After', 'held', '429s', 'back after a storm'];
    say(textTable(head, rows));
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
    title: `Messages a second, configured ${of.configured}, under a true limit of ${of.perSecond} in any second`,
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
