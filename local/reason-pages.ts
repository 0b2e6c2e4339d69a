/** What there is to know of each reason beyond its two sentences: for docs/reasons.md. */
import type { Fault, ReasonCode } from '../shared/shard/reasons.ts';

/** Whose it is, in words. */
export const faults: Readonly<Record<Fault, string>> = {
  carillon: 'Carillon’s, or of what it runs on',
  teams: 'of Microsoft Teams',
  user: 'the user’s own choice',
  admin: 'of who administers Teams, or the directory',
  operator: 'of who sent the broadcast',
};

export interface ReasonPage {
  /** How it comes about, and how one can tell. */
  readonly how: string;
  /** What to do, step by step, for whom. */
  readonly todo: string;
  /** What sending it again would do. */
  readonly again: string;
}

const asked =
  'With `onUncertain: "hold"` nobody is asked twice by themselves. Ask the person, or look into their chat in Teams if you may. Only then decide.';
const twice =
  'A retry of the `uncertain` sends it again, and whoever has it already has it twice. Nothing else in Carillon ever does.';

export const reasonPages: Readonly<Record<ReasonCode, ReasonPage>> = {
  'app-uninstalled': {
    how: 'As `skipped`, with no attempt: Teams has told Carillon earlier that the app was removed, by the user or by an administrator. As `failed`: Teams said so in answer to this message (403 `BotNotInConversationRoster`); from then on the person is known as unreachable.',
    todo: 'Have an administrator install the app for them: in the Teams admin centre, *Setup policies*, it can be installed for everybody and kept from being removed. As soon as it is installed Teams tells Carillon, and `GET /api/people/{id}` says `reachable: true`.',
    again:
      'Helps the `failed` once the app is installed. The `skipped` are not in any retry: they are in the next broadcast.',
  },
  'blocked-by-user': {
    how: 'The person has blocked the bot in Teams (403 `ConversationBlockedByUser` or `MessageWritesBlocked`), or muted it in a way that Teams counts as that. As `skipped`: it was known before; as `failed`: this message found out.',
    todo: 'Nobody but the person can undo it: in Teams, at the chat with the app, *Unblock*. When they write to the app, Carillon takes them for reachable again. Until then use another way: mail, their manager.',
    again: 'Does not help before they have unblocked it.',
  },
  'not-reachable': {
    how: 'There was no chat on record, so Carillon asked Teams to open one by the person’s id, and Teams refused. Teams gives the same answer for two things: the app is not installed for them, or the id is of nobody in this tenant (a typing error, somebody who has left, a guest of another tenant).',
    todo: 'Look the id up in the Entra admin centre. If it is somebody: is the account enabled, has it a licence for Teams, is the app installed for them? If it is nobody: mend the list it came from.',
    again: 'Helps once the app is installed.',
  },
  'not-on-record': {
    how: 'Shown of a person, never of a delivery: Carillon has not heard anything of this id from Teams. It hears of everybody for whom the app is installed, at the moment of the install.',
    todo: 'Check the id. If it is right, have the app installed for them. If the app is installed, the install event was lost or came before Carillon was there: ask them to write anything to the app.',
    again:
      'A broadcast that names the person tries to open a chat all the same, and then says `not-reachable` if it can’t.',
  },
  'conversation-not-found': {
    how: 'The chat Carillon had on record was not there any more (404); a new one was created, and Teams did not find that one either. It is seen when accounts are moved, or for minutes after an account was made anew.',
    todo: 'Ask the person to open the app in Teams once: what it tells Carillon then is the right chat.',
    again: 'Helps after that, and often by itself after an hour.',
  },
  'message-refused': {
    how: 'Teams took the message for wrong for this person (400, or a 403 that no rule knows). If it is so for everybody it is the message: a card with an element that Teams does not show, markup it does not take. If it is so for a few, it is mostly their account.',
    todo: 'Find the code Teams gave in the log, under the broadcast’s id. Try the message on yourself first.',
    again: 'Does not help: the message is the same. Send a new broadcast.',
  },
  'wrong-region': {
    how: 'Teams serves each person in a region, and answers at the wrong address that they are not there. Carillon knows one address for each tenant, the newest it has heard, and has tried that.',
    todo: 'Ask the person to write to the app once. Where a whole tenant was moved, one such word is enough for everybody.',
    again: 'Helps after that.',
  },
  'message-too-large': {
    how: 'Teams counts differently for this client than for others (413). Carillon refuses what is above 100 KB before it is sent; what is just below may still be too much.',
    todo: 'Make the message smaller: fewer elements in the card, pictures by their address, not in it. 80 KB is a safe size.',
    again: 'Does not help: the message is the same.',
  },
  'teams-busy': {
    how: 'Teams said “later” (412, 502 to 504 while a chat was opened) five times, each a little later. None of them was delivered: Teams said so each time.',
    todo: 'Look at the service health of Microsoft 365. Then retry.',
    again: 'Helps. Nobody can get it twice by it.',
  },
  'teams-error': {
    how: 'Teams answered with a failure of its own (500) after it had taken the message. Microsoft says not to try that again, for it may have been delivered.',
    todo: asked,
    again: twice,
  },
  'no-answer': {
    how: 'The message was handed over, and then nothing came back: a time-out after 15 seconds, a broken connection, or a gateway that lost it (502 to 504). Most of these have arrived. It is also what a failure becomes that came after such an attempt.',
    todo: asked,
    again: twice,
  },
  'sender-crashed': {
    how: 'The process that was sending ended at that instant: a crash, a deployment without a grace, a machine that was taken away. It concerns at most some seconds’ worth of the rate.',
    todo: `${asked} If it comes often, look why processes end: memory, deployments during a broadcast.`,
    again: twice,
  },
  'record-damaged': {
    how: 'What Carillon had written of this delivery could not be read back: something else wrote into its tables, or a restore mixed two states. Those on the same shard (up to 200) are concerned alike. The log has the row under `shard-repaired`.',
    todo: `${asked} And find out who writes into the tables.`,
    again: twice,
  },
  'internal-error': {
    how: 'The code failed on this shard five times in a row without getting on. It is a bug, or a row that can’t be read.',
    todo: 'Look in the log for the broadcast’s id, and report what it says.',
    again: 'Helps once the cause is gone; nothing was sent to them.',
  },
  canceled: {
    how: 'Somebody canceled the broadcast before this message was sent, or it was stopped. Nothing was sent to this person.',
    todo: 'Nothing, if that was meant.',
    again: 'A retry of the `canceled` sends it to them, and to those who had not been planned yet.',
  },
  expired: {
    how: 'The broadcast had an `expiresAt`, and it came before this message could be sent: the audience was too large for the time, Teams slowed everybody down, it was paused, or it was night for this person until then.',
    todo: 'Nothing, if the message has lost its point. Else send a new broadcast with a later `expiresAt`, to those whom this one lists as `skipped` for it.',
    again: 'An expired broadcast is not sent again (`409 broadcast-expired`).',
  },
  stopped: {
    how: 'A failure that concerns everybody paused the broadcast (its `problem` says which), and nobody resumed it for as many days as `CARILLON_STOP_AFTER_DAYS` says. Nothing was sent to this person.',
    todo: 'Mend what `problem` names.',
    again: 'A retry of the `canceled` sends it to them.',
  },
  throttled: {
    how: 'Teams said that requests come too fast (429). The whole tenant slows down for it; this message waits for its turn, and it uses up none of its tries.',
    todo: 'Nothing. If it is so for long, another app of yours may use the same bot; or `CARILLON_RATE` is higher than what Teams grants.',
    again: 'Not needed: it is still under way.',
  },
  'waiting-to-retry': {
    how: 'The last try came to nothing, surely or, with `onUncertain: "retry"`, perhaps; the next one comes within half a minute.',
    todo: 'Nothing.',
    again: 'Not needed: it is still under way.',
  },
  'recreating-conversation': {
    how: 'Teams did not find the chat on record (404). That does not mean that the person is lost: a new chat is created by their id, and the message goes there.',
    todo: 'Nothing.',
    again: 'Not needed: it is still under way.',
  },
  'not-changed': {
    how: 'The broadcast was edited after this person had the message, and Teams would not take the new version for them: the app is not installed any more, they have blocked it, Teams refused the new message, or it failed five times in a row. Their delivery stays `delivered`, and its `version` says what they read.',
    todo: 'See `GET /api/people/{id}`: is the person still reachable? If so, edit once more with anything changed, and it is tried again for everybody.',
    again: 'A retry does not touch who has the message. A new broadcast to them tells them what is right.',
  },
  'not-recalled': {
    how: 'The broadcast was recalled, and Teams would not remove the message for this person: the app is not installed any more, they have blocked it, or it failed five times in a row. Their delivery stays `delivered`: they can still read it.',
    todo: 'Tell them in another way that it does not hold. Only they can delete it now.',
    again: 'A recalled broadcast is not sent again.',
  },
  'change-stopped': {
    how: 'The broadcast was edited or recalled after this person had the message, and Teams refused every request of the bot: it is not registered, an administrator has disabled it, or its credential is wrong or has expired. Nobody mended that for `CARILLON_STOP_AFTER_DAYS` (7), so the edit or recall was given up for all who were left, and `change.stoppedAt` is set. Their delivery stays `delivered`, and its `version` says what they read.',
    todo: 'Mend what `problem` of the broadcast says, then ask for the same edit or recall again: it is made for everybody it was not made for.',
    again: 'A retry does not touch who has the message.',
  },
  'message-gone': {
    how: 'The broadcast was edited after this person had the message, and Teams does not find it in their chat any more: the chat was deleted, or the message was removed by a policy of retention.',
    todo: 'Nothing, unless they need the new version: then send them a new broadcast.',
    again: 'A retry does not touch them.',
  },
  'no-message-id': {
    how: 'Teams took the message and gave no id for it, as it does when it makes two messages of one. Without an id it can be neither edited nor removed.',
    todo: 'Tell them what is right in a new broadcast.',
    again: 'A retry does not touch who has the message.',
  },
};
