import type { PauseProblem } from '../shard/retry-policy.ts';

/** What is wrong for everyone, in words an operator can act on. */
export const pauseProblems = {
  'bot-not-registered':
    'Teams does not know this bot (401 BotNotRegistered). Check MicrosoftAppId and the Teams channel of the Azure Bot, then resume.',
  'bot-disabled-by-admin':
    'A Teams administrator has disabled the app for this tenant. Have it allowed in the Teams admin centre, then resume.',
  'credential-refused':
    'The credential of the bot was refused: it is wrong, or has expired. Check the identity or secret of the bot, then resume.',
} as const satisfies Readonly<Record<PauseProblem, string>>;

/** The same where an edit or a recall of an ended broadcast meets it: nobody is to resume that. */
export const changeProblems = {
  'bot-not-registered':
    'Teams does not know this bot (401 BotNotRegistered). Check MicrosoftAppId and the Teams channel of the Azure Bot; the change is tried again each minute.',
  'bot-disabled-by-admin':
    'A Teams administrator has disabled the app for this tenant. Have it allowed in the Teams admin centre; the change is tried again each minute.',
  'credential-refused':
    'The credential of the bot was refused: it is wrong, or has expired. Check the identity or secret of the bot; the change is tried again each minute.',
} as const satisfies Readonly<Record<PauseProblem, string>>;

/** Why a broadcast stands still that nothing is wrong with. */
export const otherProblems = {
  paused: 'Somebody has paused it. Resume it to go on.',
  'not-released':
    'Nobody released it before it expired, or for as long as CARILLON_STOP_AFTER_DAYS gives. Nobody was told anything; send it again as a new broadcast.',
  'teams-unreachable':
    'Teams answers nobody at the moment. Nothing needs doing: it is tried again every few minutes, and goes on by itself.',
} as const;
