import assert from 'node:assert/strict';
import { test } from 'node:test';
import { botFrameworks } from './support/authority.ts';
import { install, startStage } from './support/stage.ts';

const limit = { timeout: 180_000 };
const NOBODY = 'abababab-0000-4000-8000-00000000cafe';

for (const cloud of ['gcc-high', 'china'] as const) {
  test(
    `in ${cloud} the app believes that cloud’s Bot Framework alone, and gets its own token for it`,
    limit,
    async () => {
      const { authorities, teams, broadcast, tell } = await startStage(5, cloud);
      const { failed } = await teams.installAll();
      assert.deepEqual(failed, []);
      const { counts } = await broadcast(await authorities.program(['Carillon.Sender']));
      assert.deepEqual([counts.delivered, counts.audience, teams.stats.ends['401'] ?? 0], [5, 5, 0]);
      for (const [other, iss] of Object.entries(botFrameworks)) {
        const token = await authorities.vouch({ ...authorities.botClaims(teams.serviceUrl), iss });
        assert.equal(await tell(install(NOBODY, teams.serviceUrl), token), other === cloud ? 200 : 401, other);
      }
    },
  );
}
