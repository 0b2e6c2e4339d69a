import { MemoryTeams } from '../../../local/memory/memory-teams.ts';
import { teamsSuite } from './teams-suite.ts';
import { USERS } from './world.ts';

const tenant = '11111111-2222-4333-8444-555555555555';
const ids = Array.from({ length: USERS }, (_, i) => `0000000${i}-0000-4000-8000-0000000000aa`);

teamsSuite('memory', () => {
  const memory = new MemoryTeams({ users: new Set(ids), tenant, now: Date.now });
  const idOf = (index: number) => ids[index]!;
  return {
    teams: memory.port(),
    hasty: memory.port(),
    tenant,
    nowhere: 'https://nobody.example/amer/',
    serviceUrl: () => memory.serviceUrl,
    user: (index) => ({ aadObjectId: idOf(index), id: memory.userId(idOf(index)) }),
    conversationId: (index) => memory.conversationId(idOf(index)),
    deleteConversation: (index) => memory.deleteConversation(idOf(index)),
    setStatus: (index, status) => memory.setStatus(idOf(index), status),
    setBot: (status) => {
      memory.bot = status;
    },
    moveTo: (region) => {
      memory.region = region;
    },
    next: (...troubles) => memory.next(...troubles),
    received: (index) => memory.received(idOf(index)),
    arrived: () => memory.met,
  };
});
