import type { Screen } from '../../cli/terminal/screen.ts';
import type { Broadcast } from '../copies/broadcast-api.ts';
import type { DemoOptions } from './options.ts';
import type { Stage } from './stage.ts';

/** What the reader is about to see, and what of it is simulated. */
export function showCast(screen: Screen, { users, kills, latency }: DemoOptions): void {
  const killed = ['', ', one killed half way'][kills] ?? `, ${kills} killed on the way`;
  screen.line(screen.paint('bold', `Carillon: one message to ${users} people, two copies of the app${killed}`));
  screen.line();
  screen.text(
    '  simulated  ',
    `Teams (50 requests in any second, answers after ${latency.min} to ${latency.max} ms) and the ${users} people`,
  );
  screen.text(
    '  real       ',
    'the app’s code and processes (npm start twice), HTTP between them and Teams, the contract of Azure Functions ' +
      '(spoken by a small host of ours), Microsoft’s storage emulator',
  );
  screen.line();
}

/** Where everything is, for who wants to look around. */
export function showAround({ screen, copies, teams }: Stage, broadcast: Broadcast): void {
  const url = copies.running[0]?.url ?? '';
  const body = { message: { text: 'Again' }, audience: { include: [{ type: 'everyone' }] }, tenant: teams.org.tenant };
  screen.line();
  screen.line(screen.paint('bold', 'Still running, until Ctrl-C'));
  for (const copy of copies.running) screen.line(`  ${copy.name}  ${copy.url}`);
  screen.line(`  Teams   ${teams.origin}`);
  screen.line();
  screen.line(`  curl '${url}/api/broadcasts/${broadcast.id}'`);
  screen.line(`  curl '${url}/api/broadcasts/${broadcast.id}/deliveries?state=failed&limit=5'`);
  screen.line(`  curl '${url}/api/broadcasts' -H 'Content-Type: application/json' -d '${JSON.stringify(body)}'`);
  screen.line(`  curl '${teams.origin}/sim/users?from=0&to=5'    # people, and how many messages each has`);
  screen.line(`  curl '${teams.origin}/sim/stats'`);
}
