import * as z from 'zod/mini';
import { count, instant, type Shown, says } from './shown.ts';

/** The conversations of one kind. */
const kind = z.object({
  known: says(count, 'All that are on record: the sum of `states`.'),
  reachable: says(count, '`active` and `unopened`.'),
  states: z.object({
    active: says(count, 'Can be sent to.'),
    unopened: says(count, 'Can be sent to, once the chat is created: that takes a request of its own.'),
    uninstalled: says(count, 'The app was removed there. Of a channel: from its team.'),
    blocked: says(count, 'The user blocked the app.'),
    archived: says(count, 'The team or the channel is archived.'),
    deleted: says(count, 'The team or the channel is deleted.'),
  }),
  confirmed: says(
    z.object({
      lastHour: count,
      lastDay: count,
      newestAt: says(z.nullable(instant), 'null: none ever said so.'),
    }),
    'Of those that can be reached: how many told so by an install or a message of the last hour, and of the last 24.',
  ),
});

/** Who is on record in a tenant, and how many of them can be reached. */
export const reachView = z.object({
  tenant: says(z.nullable(z.string()), 'null: no tenant was heard from yet.'),
  asOf: says(instant, 'When it was counted.'),
  complete: says(
    z.boolean(),
    'All was counted; if not, ask again with `cursor`: the answer then counts on from this one.',
  ),
  cursor: z.nullable(z.string()),
  people: says(kind, 'Personal chats: whom a broadcast to everyone is for.'),
  teams: kind,
  channels: kind,
  chats: says(kind, 'Group chats.'),
  languages: says(
    z.array(z.object({ language: z.string(), count })),
    'People who can be reached by the language of their Teams, the most frequent first; `unknown`: none was told.',
  ),
});

export type ReachView = Shown<typeof reachView>;
export type ReachKindView = ReachView['people'];
