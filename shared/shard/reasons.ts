/** Why a delivery stands as it does, in words a person can act on. One entry for each code the product can store. */
export interface Reason {
  readonly code: ReasonCode;
  /** What happened. */
  readonly message: string;
  /** What to do about it. */
  readonly action: string;
}

const catalogue = {
  'app-uninstalled': [
    'The app is not installed for this user.',
    'Install the app for them (a setup policy does it for everyone), then send again.',
  ],
  'blocked-by-user': ['The user has blocked the app.', 'Only the user can unblock it; reach them another way.'],
  'not-reachable': [
    'Teams would not open a chat with this user: the app is not installed for them, or there is no such user.',
    'Check that the id is of a user of this tenant and that the app is installed for them.',
  ],
  'conversation-not-found': [
    'The chat is gone, and the one created in its place was not found either.',
    'Ask the user to open the app in Teams once, then send again.',
  ],
  'message-refused': [
    'Teams refused this message for this user.',
    'Check the message; the code Teams gave is in the log.',
  ],
  'wrong-region': [
    'Teams says that this user belongs to another region than the one their tenant was last heard from.',
    'Ask the user to write to the app once: that tells Carillon the address of their region.',
  ],
  'message-too-large': ['Teams found the message too large.', 'Make the message smaller.'],
  'teams-busy': ['Teams asked to try again each time until the tries were used up.', 'Send to this user again later.'],
  'teams-error': [
    'Teams failed while the message was being handed over; whether the user got it is not known.',
    'Ask the user, or look in Teams, before sending again.',
  ],
  'no-answer': [
    'The message was handed to Teams and the answer was lost; whether the user got it is not known.',
    'Ask the user, or look in Teams, before sending again.',
  ],
  'sender-crashed': [
    'The sender stopped between handing the message to Teams and recording the answer; whether the user got it is not known.',
    'Ask the user, or look in Teams, before sending again.',
  ],
  'record-damaged': [
    'The record of this delivery was damaged in storage; whether the user got the message is not known.',
    'Ask the user, or look in Teams, before sending again.',
  ],
  'internal-error': ['Carillon failed on this recipient again and again.', 'See the log, and report it.'],
  canceled: ['The broadcast was canceled before this message was sent.', 'Nothing, or send a new broadcast.'],
  expired: [
    'The broadcast expired before this message was sent.',
    'Nothing, or send a new broadcast with a later `expiresAt`.',
  ],
  stopped: [
    'The broadcast was paused by a failure that nobody mended in time, and was stopped before this message was sent.',
    'Mend what `problem` names, then retry the canceled.',
  ],
  throttled: ['Teams asked to slow down; the message will be sent.', 'Nothing: it is sent when Teams allows.'],
  'waiting-to-retry': ['The last try did not succeed; there will be another.', 'Nothing: it is tried again by itself.'],
  'recreating-conversation': [
    'The chat was not found; it is being created anew.',
    'Nothing: the message is sent to the new chat.',
  ],
} as const satisfies Record<string, readonly [string, string]>;

export type ReasonCode = keyof typeof catalogue;

/** All codes, for documentation and tests. */
export const reasonCodes = Object.keys(catalogue) as readonly ReasonCode[];

/** The reason of a stored code; a code of a later version is given as it is. */
export function reasonOf(code: string): { code: string; message: string; action: string } {
  const [message, action] = catalogue[code as ReasonCode] ?? ['No description is known.', 'See the documentation.'];
  return { code, message, action };
}
