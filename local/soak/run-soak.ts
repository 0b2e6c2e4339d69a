import type { Screen } from '../../cli/terminal/screen.ts';
import { Closing } from '../copies/closing.ts';
import { doubtOf } from './dead-waves.ts';
import { planEnds } from './ends.ts';
import { follow } from './follow.ts';
import type { SoakOptions } from './options.ts';
import type { SoakReport } from './report.ts';
import { duplicates, lost, mostInDoubt, review, type Witnessed } from './review.ts';
import { longestSilence } from './silence.ts';
import { openStage, type Stage } from './stage.ts';

/** What surrounds a soak. */
export interface Surroundings {
  readonly screen: Screen;
  /** Called when the broadcast has ended, while all that was started still runs. */
  readonly ended?: (stage: Stage, broadcast: string) => Promise<void>;
}

/**
 * Runs the whole soak. Whatever it started has ended when this resolves or rejects.
 * @throws {Error} when something could not be brought to its end
 */
export async function runSoak(options: SoakOptions, around: Surroundings): Promise<SoakReport> {
  const closing = new Closing();
  const cut = Promise.withResolvers<never>();
  try {
    const run = perform(options, around, closing, cut.reject);
    run.catch(() => {});
    return await Promise.race([run, cut.promise]);
  } finally {
    await closing.close('kill');
  }
}

async function perform(
  options: SoakOptions,
  { screen, ended }: Surroundings,
  closing: Closing,
  failed: (error: Error) => void,
): Promise<SoakReport> {
  const { users, kills, term } = options;
  const stage = await screen.step('Starting storage, Teams and two copies of the app', async () => [
    await openStage(options, screen, closing, failed),
    'Storage, Teams and two copies of the app are up',
  ]);
  await everybodyWrites(stage);
  const ends = planEnds({ users, kills, term });
  const since = Date.now();
  const id = await begin(stage);
  const { broadcast, ends: came } = await follow(stage, id, ends);
  const seconds = Math.round((Date.now() - since) / 1000);
  stage.mishaps.on = false;
  // What a dead copy had handed over last may still be on its way.
  await stage.teams.waitFor(({ stats }) => stats.inFlight === 0);
  const doubt = doubtOf(
    stage.deadWaves.all,
    came.map(({ at }) => at),
  );
  const { org, ledger } = stage.teams;
  const witnessed: Witnessed = {
    ...options,
    broadcast,
    deliveries: await stage.api.deliveries(id),
    everyone: Array.from({ length: users }, (_, user) => org.ids.aadObjectId(user)),
    received: stage.teams.countsByUser(),
    ends: came,
    doubt,
    silence: longestSilence(ledger, since),
  };
  await ended?.(stage, id);
  return {
    ...figures(witnessed, stage),
    seconds,
    broken: [...unended(came.length, ends.length), ...review(witnessed)],
  };
}

/** Everybody has the app, and writes a word: so the app knows them. */
async function everybodyWrites({ screen, teams, copies, options: { users } }: Stage): Promise<void> {
  const endpoints = copies.running.map(({ url }) => `${url}/api/messages`);
  await screen.step(`${users} people write to the app`, async (tell) => {
    let next = 0;
    const write = async (endpoint: string) => {
      while (next < users) {
        await teams.events.say(next++, 'Hello', { endpoint, redeliveries: 3 });
        tell(`${next} of ${users} people have written to the app`);
      }
    };
    await Promise.all(Array.from({ length: 24 }, (_, i) => write(endpoints[i % endpoints.length]!)));
    return [undefined, `${users} people wrote to the app`];
  });
}

/** Asks for the broadcast; from then on storage has its mishaps. */
async function begin({ api, teams, mishaps, options }: Stage): Promise<string> {
  const request = {
    message: { text: '**Water** is off until 14:00' },
    audience: { include: [{ type: 'everyone' }] },
    onUncertain: options.onUncertain,
    tenant: teams.org.tenant,
  };
  const { id } = await api.enqueue(request, crypto.randomUUID());
  mishaps.on = options.storageFaults;
  return id;
}

/** A soak whose kills did not come has shown nothing. */
function unended(came: number, planned: number): readonly string[] {
  return came === planned ? [] : [`only ${came} of ${planned} ends came before the broadcast's own`];
}

function figures(witnessed: Witnessed, { mishaps }: Stage) {
  const { broadcast, deliveries, ends, doubt, rate, everyone, onUncertain, silence } = witnessed;
  const of = (signal: string) =>
    ends.flatMap((end, i) => (end.signal === signal ? [{ ...end, doubt: doubt.byEnd[i]! }] : []));
  const processes = (signal: string) => of(signal).reduce((sum, { copies }) => sum + copies, 0);
  return {
    users: everyone.length,
    rate,
    onUncertain,
    sigkills: processes('SIGKILL'),
    sigterms: processes('SIGTERM'),
    recipients: deliveries.length,
    delivered: broadcast.counts.delivered,
    duplicates: duplicates(witnessed),
    lost: lost(witnessed),
    uncertain: broadcast.counts.uncertain,
    inDoubtMost: Math.ceil(Math.max(0, ...of('SIGKILL').map((end) => end.doubt / end.copies))),
    inDoubt: doubt.byEnd.reduce((sum, n) => sum + n, doubt.others),
    inDoubtBound: mostInDoubt(rate),
    inDoubtByEnd: doubt.byEnd,
    inDoubtAfterSigterm: of('SIGTERM').reduce((sum, end) => sum + end.doubt, 0),
    storageFaults: mishaps.struck,
    longestSilenceSeconds: Math.round(silence / 100) / 10,
  };
}
