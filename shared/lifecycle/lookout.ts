import type { Context } from '../context.ts';
import { nextLook } from './rounds.ts';

/** The look that this process made last: whoever asks for the same one has it. */
const looks = new WeakMap<Context, { readonly at: number; readonly over: Promise<void> }>();

/** So many jobs are at work in a process, and what ends its lookout. */
const posts = new WeakMap<Context, { jobs: number; readonly end: AbortController }>();

/**
 * Looks at everything that has work, once in a process for each time that a look is due at, whoever asks for it.
 * @param at which look it is (service clock, ms)
 * @throws {StorageUnavailable}
 */
export async function keepLook(context: Context, at: number): Promise<void> {
  const last = looks.get(context);
  if (last?.at === at) return await last.over;
  const over = look(context);
  looks.set(context, { at, over });
  try {
    await over;
  } catch (error) {
    if (looks.get(context)?.over === over) looks.delete(context);
    throw error;
  }
}

async function look(context: Context): Promise<void> {
  // Whoever sends is loaded without it: that is until an instance can send its first message.
  const { watch } = await import('./watch.ts');
  await watch(context);
}

/**
 * Does a job of those who send, and meanwhile makes the look between two rounds: a process that has as many jobs as its host
 * gives it does not get to the one that is put for it (look-again.ts).
 */
export async function withLookout<T>(context: Context, work: () => Promise<T>): Promise<T> {
  const post = posts.get(context) ?? open(context);
  post.jobs++;
  try {
    return await work();
  } finally {
    if (--post.jobs === 0) {
      posts.delete(context);
      post.end.abort();
    }
  }
}

function open(context: Context): { jobs: number; readonly end: AbortController } {
  const post = { jobs: 0, end: new AbortController() };
  posts.set(context, post);
  void keepLookout(context, post.end.signal);
  return post;
}

/** A look that is under way when the last job returns is not waited for: it mends, and can be broken off anywhere. */
async function keepLookout(context: Context, ended: AbortSignal): Promise<void> {
  const off = AbortSignal.any([ended, context.stopping]);
  for (;;) {
    const at = nextLook(context.now());
    await context.clock.sleep(at - context.now(), off);
    if (off.aborted) return;
    // The service's clock is an estimate, and may be set back meanwhile.
    if (context.now() < at) continue;
    try {
      await keepLook(context, at);
    } catch (error) {
      context.log('error', 'watch-failed', { error: String(error) });
    }
  }
}
