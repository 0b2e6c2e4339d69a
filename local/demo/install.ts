import { type Life, lifeOf, live, trouble } from './life.ts';
import type { Stage } from './stage.ts';

/**
 * Everybody gets the app, each copy being told of its share; then some think better of it.
 * @returns who did what
 * @throws {Error} when the app does not take an event
 */
export async function install({ screen, teams, copies, options: { users, faults } }: Stage): Promise<Life> {
  const endpoints = copies.running.map((copy) => `${copy.url}/api/messages`);
  await screen.step(`${users} people install the app`, async (tell) => {
    let done = 0;
    const progress = () => tell(`${++done} of ${users} people have installed the app`);
    const bound = (i: number) => Math.floor((i * users) / endpoints.length);
    const results = await Promise.all(
      endpoints.map((endpoint, i) => teams.installAll({ endpoint, from: bound(i), to: bound(i + 1), progress })),
    );
    const [missed] = results.flatMap(({ failed }) => failed);
    if (missed) throw new Error(`The app did not take an install: ${JSON.stringify(missed.deliveries)}`);
    return [undefined, `${users} people installed the app: Teams told each copy of half of them`];
  });

  const life = lifeOf(faults, users);
  await live(teams, life, endpoints);
  const { removed, removedUntold, blocked, chatDeleted } = life;
  if (removed.length + removedUntold.length + blocked.length + chatDeleted.length > 0) {
    screen.check(
      `Since then ${removed.length} removed it, ${removedUntold.length} more did and Teams did not say so, ` +
        `${blocked.length} blocked it, ${chatDeleted.length} deleted the chat`,
    );
  }
  trouble(teams, faults, users);
  return life;
}
