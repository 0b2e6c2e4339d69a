import { after } from 'node:test';
import { connectorTeams } from '../../../shared/teams/connector-client.ts';
import { noToken } from '../../../shared/teams/token-cache.ts';
import { started } from '../../simulated-teams/started.ts';
import { teamsSuite } from './teams-suite.ts';
import { USERS } from './world.ts';

const teams = connectorTeams({ tokens: noToken });
const hasty = connectorTeams({ tokens: noToken, limits: { connect: 1_000, answer: 1_200 } });
after(() => {
  teams.close();
  hasty.close();
});

teamsSuite('botframework-connector, over HTTP', async (t) => {
  const simulated = await started(t, { org: { users: USERS } });
  const gone = await started(t);
  await gone.stop();
  return {
    teams,
    hasty,
    tenant: simulated.org.tenant,
    nowhere: gone.serviceUrl,
    serviceUrl: () => simulated.serviceUrl,
    user: (index) => simulated.org.user(index),
    conversationId: (index) => simulated.conversationId(index),
    deleteConversation: (index) => simulated.deleteConversation(index),
    setStatus: (index, status) => simulated.setStatus(index, status),
    setBot: (status) => simulated.setBot(status),
    moveTo: (region) => simulated.moveTo(region),
    next: (...troubles) => {
      // A rule strikes once, and the oldest first.
      for (const trouble of troubles) simulated.fault(trouble);
    },
    received: (index) => simulated.received(index),
    arrived: () => simulated.requests().length,
  };
});
