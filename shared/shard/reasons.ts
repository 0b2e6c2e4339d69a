/** Who alone can change it: whose fault it is that a delivery stands as it does. */
export const reasonFaults = ['carillon', 'teams', 'user', 'admin', 'operator'] as const;
export type Fault = (typeof reasonFaults)[number];

/** Why a delivery stands as it does, in words a person can act on. One entry for each code the product can show. */
export interface Reason {
  readonly code: string;
  /** What happened. */
  readonly message: string;
  /** What to do about it. */
  readonly action: string;
  /** Null where nobody knows: a code of a later version. */
  readonly fault: Fault | null;
  /** Whether sending again can bring it although nothing else is done first. */
  readonly retriable: boolean;
}

interface Entry {
  readonly message: string;
  readonly action: string;
  readonly fault: Fault;
  readonly retriable: boolean;
}

const askFirst = 'Ask the user, or look in Teams, before sending again.';

const catalogue = {
  'app-uninstalled': {
    message: 'The app is not installed for this user.',
    action: 'Install the app for them (a setup policy does it for everyone), then send again.',
    fault: 'admin',
    retriable: false,
  },
  'blocked-by-user': {
    message: 'The user has blocked the app.',
    action: 'Only the user can unblock it; reach them another way.',
    fault: 'user',
    retriable: false,
  },
  'not-reachable': {
    message: 'Teams would not open a chat with this user: the app is not installed for them, or there is no such user.',
    action: 'Check that the id is of a user of this tenant and that the app is installed for them.',
    fault: 'admin',
    retriable: false,
  },
  'not-on-record': {
    message: 'Nothing was ever heard from this person: the app is not installed for them, or the id is of nobody here.',
    action:
      'Check the id, and install the app for them. A broadcast to everyone leaves them out; one that names them tries to open a chat.',
    fault: 'admin',
    retriable: false,
  },
  'conversation-not-found': {
    message: 'The chat is gone, and the one created in its place was not found either.',
    action: 'Ask the user to open the app in Teams once, then send again.',
    fault: 'teams',
    retriable: false,
  },
  'message-refused': {
    message: 'Teams refused this message for this user.',
    action: 'Check the message; the code Teams gave is in the log.',
    fault: 'operator',
    retriable: false,
  },
  'wrong-region': {
    message: 'Teams says that this user belongs to another region than the one their tenant was last heard from.',
    action: 'Ask the user to write to the app once: that tells Carillon the address of their region.',
    fault: 'teams',
    retriable: false,
  },
  'message-too-large': {
    message: 'Teams found the message too large.',
    action: 'Make the message smaller.',
    fault: 'operator',
    retriable: false,
  },
  'teams-busy': {
    message: 'Teams asked to try again each time until the tries were used up.',
    action: 'Send to this user again later.',
    fault: 'teams',
    retriable: true,
  },
  'teams-error': {
    message: 'Teams failed while the message was being handed over; whether the user got it is not known.',
    action: askFirst,
    fault: 'teams',
    retriable: true,
  },
  'no-answer': {
    message: 'The message was handed to Teams and the answer was lost; whether the user got it is not known.',
    action: askFirst,
    fault: 'teams',
    retriable: true,
  },
  'sender-crashed': {
    message:
      'The sender stopped between handing the message to Teams and recording the answer; whether the user got it is not known.',
    action: askFirst,
    fault: 'carillon',
    retriable: true,
  },
  'record-damaged': {
    message: 'The record of this delivery was damaged in storage; whether the user got the message is not known.',
    action: askFirst,
    fault: 'carillon',
    retriable: true,
  },
  'internal-error': {
    message: 'Carillon failed on this recipient again and again.',
    action: 'See the log, and report it.',
    fault: 'carillon',
    retriable: true,
  },
  canceled: {
    message: 'The broadcast was canceled before this message was sent.',
    action: 'Nothing, or send a new broadcast.',
    fault: 'operator',
    retriable: true,
  },
  expired: {
    message: 'The broadcast expired before this message was sent.',
    action: 'Nothing, or send a new broadcast with a later `expiresAt`.',
    fault: 'operator',
    retriable: false,
  },
  stopped: {
    message:
      'The broadcast was paused by a failure that nobody mended in time, and was stopped before this message was sent.',
    action: 'Mend what `problem` names, then retry the canceled.',
    fault: 'operator',
    retriable: true,
  },
  throttled: {
    message: 'Teams asked to slow down; the message will be sent.',
    action: 'Nothing: it is sent when Teams allows.',
    fault: 'teams',
    retriable: false,
  },
  'waiting-to-retry': {
    message: 'The last try did not succeed; there will be another.',
    action: 'Nothing: it is tried again by itself.',
    fault: 'teams',
    retriable: false,
  },
  'recreating-conversation': {
    message: 'The chat was not found; it is being created anew.',
    action: 'Nothing: the message is sent to the new chat.',
    fault: 'teams',
    retriable: false,
  },
  'not-changed': {
    message:
      'The message was delivered and then edited, and Teams did not confirm the change: the user may still read an older version.',
    action: 'Edit it again, or send a new broadcast that puts it right.',
    fault: 'teams',
    retriable: false,
  },
  'not-recalled': {
    message:
      'The message was delivered and then recalled, and Teams did not confirm that it is gone: the user may still have it.',
    action: 'Send a new broadcast that puts it right, or have the user delete it.',
    fault: 'teams',
    retriable: false,
  },
  'change-stopped': {
    message:
      'The message was delivered and then edited or recalled, and that was given up: Teams refused the bot itself for days. The user still has the message as it was.',
    action: 'Mend what the problem of the broadcast says, then edit or recall it again.',
    fault: 'admin',
    retriable: false,
  },
  'message-gone': {
    message: 'The message was to be edited, and is not in the chat any more.',
    action: 'Nothing: the user does not see it. Send a new broadcast if they need to know.',
    fault: 'user',
    retriable: false,
  },
  'no-message-id': {
    message: 'The message was delivered, but Teams gave no id for it: it can be neither edited nor recalled.',
    action: 'Send a new broadcast that puts it right.',
    fault: 'teams',
    retriable: false,
  },
} as const satisfies Record<string, Entry>;

export type ReasonCode = keyof typeof catalogue;

/** All codes, for documentation and tests. */
export const reasonCodes = Object.keys(catalogue) as readonly ReasonCode[];

const ofLaterVersion = {
  message: 'No description is known.',
  action: 'See the documentation.',
  fault: null,
  retriable: false,
} as const;

/** The reason of a stored code; a code of a later version is given as it is. */
export function reasonOf(code: string): Reason {
  return { code, ...(Object.hasOwn(catalogue, code) ? catalogue[code as ReasonCode] : ofLaterVersion) };
}
