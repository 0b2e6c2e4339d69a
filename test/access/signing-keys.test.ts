import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { errors } from 'jose';
import { keysAt } from '../../shared/access/published-keys.ts';
import { KeysUnavailable, MOST_WAITING, SigningKeys } from '../../shared/access/signing-keys.ts';
import type { Log } from '../../shared/log/log.ts';
import { openBotKeys } from '../../shared/teams/bot-keys.ts';
import { newKey, startBotAuthority } from '../bot/support/bot-authority.ts';
import { eventually } from '../support/eventually.ts';
import { handClock } from '../support/hand-clock.ts';
import { startTokenAuthority, TENANT } from '../support/token-authority.ts';

const HOUR = 3_600_000;

/** An authority and its keys. */
interface Opened {
  readonly key: (kid: string) => Promise<unknown>;
  /** How often it was asked. */
  readonly asked: () => number;
  readonly fail: (how: 'answers' | 'fails' | 'hangs') => void;
  /** Publishes a second key. */
  readonly rotate: () => Promise<void>;
}

type Ports = { readonly clock: ReturnType<typeof handClock>['clock']; readonly log: Log };

async function entra(ports: Ports): Promise<Opened> {
  const { url, asked, fail, rotate } = await startTokenAuthority();
  const keys = new SigningKeys(keysAt(`${url}/${TENANT}/discovery/v2.0/keys`), TENANT, ports);
  return { key: (kid) => keys.key({ alg: 'RS256', kid }), asked: () => asked.length, fail, rotate };
}

async function botFramework(ports: Ports): Promise<Opened> {
  const authority = await startBotAuthority(await newKey('key-1', ['msteams']));
  const keys = openBotKeys(authority.metadataUrl, ports);
  return {
    key: (kid) => keys.find({ alg: 'RS256', kid }),
    // The metadata are asked for first, each time.
    asked: () => authority.asked.filter((path) => path === '/metadata').length,
    fail: (how) => {
      authority.trouble = how === 'answers' ? undefined : how === 'fails' ? { status: 503 } : 'hangs';
    },
    rotate: async () => {
      authority.keys = [...authority.keys, await newKey('key-2')];
    },
  };
}

const isOut = (error: unknown) => error instanceof KeysUnavailable;
const isUnknown = (error: unknown) => error instanceof errors.JWKSNoMatchingKey;

for (const [whose, open] of Object.entries({ 'Entra’s keys': entra, 'the Bot Framework’s keys': botFramework })) {
  describe(whose, () => {
    async function start() {
      const { clock, pass } = handClock();
      const logged: string[] = [];
      const opened = await open({ clock, log: (_, event) => void logged.push(event) });
      return { ...opened, pass, logged, known: () => opened.key('key-1') };
    }

    test('are asked for again after an hour, and nobody waits for it', async () => {
      const { asked, fail, known, pass } = await start();
      await known();
      pass(HOUR - 1);
      await known();
      assert.equal(asked(), 1);
      fail('hangs');
      pass(1);
      await known();
      await eventually(
        async () => asked(),
        (times) => times === 2,
      );
    });

    test('are good for a day of an outage, and no longer', async () => {
      const { fail, known, pass, logged } = await start();
      await known();
      fail('fails');
      for (let hours = 1; hours < 24; hours++) {
        pass(HOUR);
        await known();
        // The request that nobody waits for has failed before the next hour.
        await eventually(
          async () => logged.length,
          (lines) => lines === hours,
        );
      }
      pass(HOUR);
      await assert.rejects(known(), isOut);
      fail('answers');
      pass(1_000);
      await known();
    });

    test('are asked for, and written about, once a second while they are not to be had', async () => {
      const { asked, fail, known, logged, pass } = await start();
      fail('fails');
      for (let second = 1; second <= 3; second++) {
        const first = await Promise.allSettled(Array.from({ length: 20 }, known));
        for (const one of first) assert.ok(one.status === 'rejected' && isOut(one.reason));
        pass(999);
        await assert.rejects(known(), isOut);
        assert.deepEqual([asked(), logged.length], [second, second]);
        pass(1);
      }
    });

    test('are waited for by so many and no more; who is signed by one that is known is not among them', async () => {
      const { asked, fail, key, known } = await start();
      await known();
      fail('hangs');
      let isOver = false;
      const over = () => {
        isOver = true;
      };
      for (let i = 0; i < MOST_WAITING; i++) key(`made-up-${i}`).then(over, over);
      await eventually(
        async () => asked(),
        (times) => times === 2,
      );
      await assert.rejects(key('made-up'), isOut);
      await known();
      assert.equal(isOver, false, 'Nothing was waited for.');
      fail('answers');
    });

    test('are looked at again for one that is not known, once in half a minute', async () => {
      const { asked, key, known, pass, rotate } = await start();
      await known();
      await assert.rejects(key('key-2'), isUnknown);
      await rotate();
      pass(29_999);
      await assert.rejects(key('key-2'), isUnknown);
      assert.equal(asked(), 2);
      pass(1);
      await key('key-2');
      await known();
      assert.equal(asked(), 3);
    });
  });
}
