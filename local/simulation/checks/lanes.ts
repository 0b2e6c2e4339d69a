import type { Undertaking } from '../scenario.ts';
import type { World } from '../world.ts';

/** From its creation to its first message: a look at the queue, and what was reserved before, ms. */
const FIRST = 10_000;
/** What bulk had reserved when urgent work came is sent out yet, ms. */
const RESERVED = 2_500;
/** Slow storage, ms. */
const SLOW = 100;
/** Of what is sent meanwhile, urgent messages are this share at least. */
const SHARE = 0.8;
/** Its last people are sent to one by one, as their answers come. */
const MOST = 0.9;

/** In fair weather whoever is urgent comes first. */
export function checkLanes(world: World): void {
  const { scenario } = world;
  if (scenario.kind !== 'fair' || scenario.storageMs > SLOW) return;
  const urgent = scenario.undertakings.filter((one) => one.urgent && one.maxRate === undefined && isPlain(one));
  for (const { text } of urgent) checkUrgent(world, text);
}

function isPlain({ times, runs }: Undertaking): boolean {
  return !times && runs.length === 1 && runs[0]?.cancelAfter === undefined;
}

function checkUrgent({ scenario, witness, broadcasts, verdicts }: World, text: string): void {
  const sent = witness.posts.filter((post) => post.text === text).map((post) => post.sent);
  const createdAt = broadcasts.idsOf(text).map((id) => broadcasts.row(id)?.createdAt)[0];
  const [first] = sent;
  if (first === undefined || createdAt === undefined) return;
  if (first > createdAt + FIRST + 2 * scenario.skew) {
    verdicts.blame('urgent-waits', `${text} began ${(first - createdAt).toFixed(0)} ms after it was created`);
  }
  const bulk = new Set(scenario.undertakings.filter((one) => !one.urgent).map((one) => one.text));
  const [from, until] = [first + RESERVED, sent[Math.floor(MOST * (sent.length - 1))]!];
  const among = witness.posts.filter((post) => post.sent > from && post.sent < until);
  const own = among.filter((post) => post.text === text).length;
  const others = among.filter((post) => bulk.has(post.text)).length;
  if (own < SHARE * (own + others)) {
    const seconds = ((until - from) / 1_000).toFixed(1);
    verdicts.blame('urgent-waits', `${own} of ${text} and ${others} of bulk were sent in ${seconds} s`);
  }
}
