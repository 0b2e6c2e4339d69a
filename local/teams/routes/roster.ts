import { type Answer, answer, refusals } from '../answers.ts';
import { placeMembers, placeRefusal } from '../places.ts';
import type { ArrivedRequest } from '../request.ts';
import type { World } from '../world.ts';

/** Page sizes outside these are moved to the nearest one, as Teams does. */
const PAGE = { least: 50, usual: 200, most: 500 };

/** `GET …/members`: the whole roster as one array. */
export function listMembers(world: World, request: ArrivedRequest): Answer {
  return ofRoster(world, request, (users) =>
    answer(
      200,
      users.map((user) => member(world, user)),
    ),
  );
}

/** `GET …/members/{id}`: one of them, by `29:` id or Entra object id. */
export function getMember(world: World, request: ArrivedRequest): Answer {
  return ofRoster(world, request, (users) => {
    const user = world.org.find(request.target ?? '');
    const isMember = user !== undefined && users.includes(user);
    return isMember ? answer(200, member(world, user)) : refusals['400-member-not-found'];
  });
}

/** `GET …/pagedmembers?pageSize=&continuationToken=`: a page of the roster, and the token of the next. */
export function listMembersPaged(world: World, request: ArrivedRequest): Answer {
  return ofRoster(world, request, (users) => {
    const asked = Number.parseInt(request.query.get('pageSize') ?? '', 10) || PAGE.usual;
    const start = readToken(request.query.get('continuationToken'));
    if (start === undefined) return refusals['400-bad-argument-token'];
    const end = start + Math.min(PAGE.most, Math.max(PAGE.least, asked));
    return answer(200, {
      ...(end < users.length ? { continuationToken: writeToken(end) } : {}),
      members: users.slice(start, end).map((user) => member(world, user)),
    });
  });
}

/** Answers from the users of the conversation, or says why their roster is not to be had. */
function ofRoster(world: World, request: ArrivedRequest, read: (users: readonly number[]) => Answer): Answer {
  const { conversation = '', place } = request;
  if (place === undefined) return refusals['404-service-error-unknown'];
  return placeRefusal(world.presence, conversation, place) ?? read(placeMembers(place));
}

function member(world: World, index: number): object {
  const user = world.org.user(index);
  return {
    id: user.id,
    name: user.name,
    objectId: user.aadObjectId,
    givenName: user.givenName,
    surname: user.surname,
    email: user.userPrincipalName,
    userPrincipalName: user.userPrincipalName,
    tenantId: world.org.tenant,
    userRole: 'user',
  };
}

function writeToken(start: number): string {
  return Buffer.from(`page ${start}`).toString('base64url');
}

function readToken(token: string | null): number | undefined {
  if (!token) return 0;
  const start = /^page (\d+)$/.exec(Buffer.from(token, 'base64url').toString())?.[1];
  return start === undefined ? undefined : Number(start);
}
