import type { BroadcastView } from '../../../shared/api/views/broadcast.ts';
import type { ReleaseView } from '../../../shared/api/views/release.ts';
import type { Undertaking } from '../scenario.ts';
import type { World } from '../world.ts';
import { by } from './callers.ts';
import { Client } from './client.ts';

/** So long somebody reads what they release, at most, ms: it may be edited meanwhile. */
const READING = 20_000;

/**
 * Somebody else reads what an author has written, and lets it go, and confirms it where it is more than is usual; its author
 * tries to at times, and is refused. Blames a release of anything else than was read.
 */
export async function release(world: World, { text, releaseAfter }: Undertaking, id: string): Promise<void> {
  if (releaseAfter === undefined) return;
  const { broadcasts, chance, guarded, timeline, verdicts } = world;
  const client = new Client(world, `who releases ${text}`);
  const path = `broadcasts/${id}/release`;
  await client.pause(releaseAfter);
  guarded.releasing(text);
  let confirms = false;
  for (;;) {
    const shown = await client.call<ReleaseView>({ method: 'GET', path, headers: by('releaser') });
    if (shown?.status === 200 && shown.body.status !== 'awaiting') return;
    if (shown?.status === 200) guarded.shown(text, shown.body.confirmation !== null);
    await client.pause(0, READING);
    if (shown?.status !== 200) continue;
    const { fingerprint, version } = shown.body;
    const who = chance() < 0.3 ? 'author' : 'releaser';
    const body = { fingerprint, ...(confirms && { confirm: true }) };
    const told = await client.call<BroadcastView>({ method: 'POST', path, headers: by(who), body });
    if (told?.status === 202) {
      timeline.note(`${text} is released as version ${version}`);
      const released = broadcasts.releasedVersion(id);
      if (who === 'author') verdicts.blame('unreleased', `${text} was released by who wrote it`);
      if (released !== version) verdicts.blame('unreleased', `Version ${released} went where ${version} was read`);
      return;
    }
    const { code } = (told?.body ?? {}) as { code?: string };
    if (code === 'confirmation-required' && who === 'releaser') {
      timeline.note(`the release of ${text} needs a confirmation`);
      guarded.refused(text);
      guarded.confirmed(text);
      confirms = true;
      continue;
    }
    const isOver = code === 'broadcast-ended' || code === 'broadcast-canceling';
    if (isOver) return;
    const isRefused = code === 'release-changed' || (who === 'author' && told?.status === 403);
    if (told && told.status < 500 && !isRefused) {
      verdicts.blame('bad-answer', `a release was answered ${JSON.stringify(told)}`);
      return;
    }
  }
}
