import type { BroadcastView } from '../../../shared/api/views/broadcast.ts';
import { WINDOW } from '../../../shared/records/jobs.ts';
import { deliveryStates } from '../../../shared/shard/delivery.ts';
import type { World } from '../world.ts';

/** Jobs a chain may have on the queue beside its own: one for each minute that it stood still. */
const A_MINUTE = 2;
/** What a machine has taken from a queue when it dies stays hidden there. */
const TAKEN = 12;

/** What every look at a broadcast must show: counts that add up, and an end that stays one. */
export function checkPoll(world: World, view: BroadcastView, before: BroadcastView | undefined): void {
  const { verdicts } = world;
  const { counts } = view;
  const sum = deliveryStates.reduce((total, state) => total + counts[state], 0);
  if (sum !== counts.audience) verdicts.blame('counts-wrong', `They do not add up: ${JSON.stringify(counts)}`);
  if (before?.run === view.run) {
    const got = counts.delivered + counts.recalled;
    if (got < before.counts.delivered + before.counts.recalled)
      verdicts.blame('counts-wrong', 'Fewer are delivered than before.');
    if (counts.audience < before.counts.audience) verdicts.blame('lost', 'There are fewer recipients than before.');
    if (before.endedAt && !view.endedAt) verdicts.blame('ended-early', 'It had ended, and has not.');
  }
  if (view.endedAt && counts.pending + counts.sending > 0) {
    verdicts.blame('ended-early', `It ended with work left: ${JSON.stringify(counts)}`);
  }
  const unplanned = view.status === 'completed' && !view.planned;
  // A retry that does not ask for the canceled leaves unplanned what a cancel kept from being planned.
  if (unplanned && view.run === 1) verdicts.blame('ended-early', 'It completed without being planned.');
  checkQueues(world);
}

/** At most one job a chain is on the queue, and what revived it since: the queue does not grow with those who look. */
function checkQueues({ storage, scenario, fleet, time, start, verdicts }: World): void {
  const { lost, twice, late, lapses } = scenario.weather.queue;
  if (lost + twice + late + lapses > 0) return;
  const minutes = (time.now - start) / 60_000;
  const chains = 5 * scenario.undertakings.length;
  const ends = fleet.ends.crashes + fleet.ends.stops;
  // A shard that waits for stragglers while its chain goes on has a job of its own; half a second's worth may straggle.
  const straggling = (scenario.instances * scenario.rate) / 2;
  // Each time that an edit or a recall is asked for, its chains are woken.
  const woken = scenario.undertakings
    .flatMap(({ changes }) => changes)
    .reduce((sum, { copies }) => sum + WINDOW * copies, 0);
  const most = chains * (2 + A_MINUTE * minutes) + TAKEN * ends + straggling + woken;
  const length = storage.queues.deliver.length + storage.queues.urgent.length;
  if (length > most) verdicts.blame('flood', `${length} jobs are on the queue after ${minutes.toFixed(1)} minutes`);
}
