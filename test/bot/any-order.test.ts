import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { memoryTable } from '../../local/memory/memory-table.ts';
import { TENANTS } from '../../shared/audience/conversation.ts';
import { openRegister } from '../../shared/audience/tenants.ts';
import { applyEffects } from '../../shared/bot/apply-effects.ts';
import { effectsOf } from '../../shared/bot/effects-of.ts';
import { readActivity } from '../../shared/bot/inbound-activity.ts';
import { systemClock } from '../../shared/clock.ts';
import type { Table } from '../../shared/storage/table.ts';
import { type Activity, activity, at } from './payloads.ts';

const patience = { clock: systemClock };
const start = Date.UTC(2026, 1, 17);

/** Activities about few places, so that a history is about the same ones again and again. */
const named = [
  ...['install-add-personal', 'install-remove-personal', 'install-upgrade-personal', 'install-remove-upgrade-personal'],
  ...['bot-removed-personal', 'message-personal-image', 'reaction-removed-personal', 'invoke-message-submit-action'],
  ...[
    'install-remove-team',
    'install-add-upgrade-team',
    'team-restored',
    'team-hard-deleted',
    'message-channel-mention',
  ],
  ...[
    'bot-added-group-chat',
    'install-remove-group-chat',
    'message-guest-user',
    'message-action-submit-channel-trimmed',
  ],
  ...['channel-shared', 'bot-allowed-in-shared-channel'],
].map(activity);

/** One event: seconds apart or at the same instant as others, with this or that language, name, chat and address. */
const event: fc.Arbitrary<Activity> = fc
  .record({
    base: fc.constantFrom(...named),
    second: fc.integer({ min: 0, max: 6 }),
    locale: fc.constantFrom(undefined, 'en-US', 'de-DE', 'fr-FR'),
    localTimezone: fc.constantFrom(undefined, 'Europe/Berlin', 'Asia/Tokyo'),
    chat: fc.constantFrom(undefined, 'a:one', 'a:two'),
    serviceUrl: fc.constantFrom('https://smba.trafficmanager.net/amer/', 'https://smba.trafficmanager.net/emea/'),
  })
  .map(({ base, second, locale, localTimezone, chat, serviceUrl }) => {
    const { entities: _, ...rest } = at(start + second * 1_000, base);
    const conversation = rest['conversation'] as Record<string, unknown>;
    const isPersonal = conversation['conversationType'] === 'personal';
    return {
      ...rest,
      type: base.type,
      locale,
      localTimezone,
      serviceUrl,
      ...(isPersonal && chat && { conversation: { ...conversation, id: chat } }),
    };
  });

/** A history, and the same with some events twice and all of them in another order. */
const histories = fc
  .array(event, { minLength: 1, maxLength: 12 })
  .chain((history) =>
    fc
      .subarray(history)
      .chain((again) =>
        fc.tuple(
          fc.constant(history),
          fc.shuffledSubarray([...history, ...again], { minLength: history.length + again.length }),
        ),
      ),
  );

async function live(history: readonly Activity[]): Promise<unknown> {
  const table = memoryTable(() => 0);
  const register = openRegister(patience, () => 0, table);
  for (const raw of history) {
    const seen = readActivity(raw, start);
    await register.note({ tenant: seen.tenant!, serviceUrl: seen.serviceUrl!, at: seen.at });
    await applyEffects(patience, table, seen.tenant!, effectsOf(seen), () => {});
  }
  return {
    conversations: await contents(table, 'a1b2c3d4-e5f6-7890-abcd-ef1234567890'),
    tenants: await contents(table, TENANTS),
  };
}

async function contents(table: Table, partition: string): Promise<unknown> {
  return (await table.range(partition, {})).rows.map(({ key, values }) => ({ key, values }));
}

suite('activities in any order, some of them twice', () => {
  test('end in the same rows and the same addresses, column by column', async () => {
    await fc.assert(
      fc.asyncProperty(histories, async ([history, shuffled]) => {
        assert.deepEqual(await live(shuffled), await live(history));
      }),
      { numRuns: 300 },
    );
  });

  test('said again as a whole, change nothing', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(event, { minLength: 1, maxLength: 8 }), async (history) => {
        assert.deepEqual(await live([...history, ...history]), await live(history));
      }),
      { numRuns: 100 },
    );
  });
});
