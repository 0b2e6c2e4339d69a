import type { BroadcastView } from '../../../shared/api/views/broadcast.ts';
import type { PageOf } from '../../../shared/api/views/page.ts';
import type { PersonView } from '../../../shared/api/views/person.ts';
import type { Undertaking } from '../scenario.ts';
import { userId, type World } from '../world.ts';
import type { Client } from './client.ts';

/** Looks where a broadcast shows: a test among tests, and what is none among the others. */
export async function lookApart(
  world: World,
  client: Client,
  { text, test, few = [] }: Undertaking,
  id: string,
): Promise<void> {
  const listed = async (path: string): Promise<boolean> => {
    const { items } = await read<PageOf<BroadcastView>>(client, path);
    return items.some((item) => item.id === id);
  };
  const among = { tests: await listed('broadcasts?test=true'), others: await listed('broadcasts') };
  const isTest = test === true;
  if (among.tests !== isTest || among.others === isTest) blame(`${text} is listed ${JSON.stringify(among)}`);
  if (!isTest) return;
  const { deliveries } = await read<PersonView>(client, `people/${userId(few[0]!)}`);
  if (deliveries.items.some(({ broadcast }) => broadcast.id === id))
    blame(`${text} is counted with a person's messages`);

  function blame(what: string): void {
    world.verdicts.blame('test-not-apart', what);
  }
}

async function read<T>(client: Client, path: string): Promise<T> {
  for (;;) {
    const told = await client.call<T>({ method: 'GET', path });
    if (told?.status === 200) return told.body;
    await client.pause(500, 5_000);
  }
}
