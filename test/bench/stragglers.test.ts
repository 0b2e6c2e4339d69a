import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runBroadcast } from '../../bench/stragglers/broadcast-run.ts';
import { timing } from '../../shared/pace/timing.ts';
import { WINDOW } from '../../shared/records/jobs.ts';

const RECIPIENTS = 4_000;

test('posts that hang are nobody else’s matter: each is posted once, and a chain stays one chain', async () => {
  const { postedAt, counts, jobs, took } = await runBroadcast(RECIPIENTS, 45, 0.02, 1);
  assert.equal(postedAt.length, RECIPIENTS);
  assert.equal(counts.delivered + counts.uncertain, RECIPIENTS);
  assert.ok(counts.uncertain > 0);
  // A chain begins with a message, and is passed on by one each time a job has followed it for long enough.
  const passed = Math.ceil(took / timing.follow);
  assert.ok(jobs <= WINDOW * (1 + passed), `${jobs} jobs in ${took / 1000} s`);
});
