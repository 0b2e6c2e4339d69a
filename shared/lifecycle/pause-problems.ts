import type { PauseProblem } from '../shard/retry-policy.ts';

/** What is wrong for everyone, in words an operator can act on. */
export const pauseProblems: Readonly<Record<PauseProblem, string>> = wordsWith('then resume');

/** The same where an edit or a recall meets it: nobody is to resume that. */
export const changeProblems = wordsWith('the change is tried again each minute', ';');

/** The same where an edit or a recall was given up for it. */
export const stoppedChangeProblems = wordsWith('then ask for the change again: it was given up');

function wordsWith(then: string, mark = ','): Readonly<Record<PauseProblem, string>> {
  const end = `${mark} ${then}.`;
  return {
    'bot-not-registered': `Teams does not know this bot (401 BotNotRegistered). Check MicrosoftAppId and the Teams channel of the Azure Bot${end}`,
    'bot-disabled-by-admin': `A Teams administrator has disabled the app for this tenant. Have it allowed in the Teams admin centre${end}`,
    'credential-refused': `The credential of the bot was refused: it is wrong, or has expired. Check the identity or secret of the bot${end}`,
  };
}

/** Why a broadcast stands still that nothing is wrong with. */
export const otherProblems = {
  paused: 'Somebody has paused it. Resume it to go on.',
  'not-released':
    'Nobody released it before it expired, or for as long as CARILLON_STOP_AFTER_DAYS gives. Nobody was told anything; send it again as a new broadcast.',
  'teams-unreachable':
    'Teams answers nobody at the moment. Nothing needs doing: it is tried again every few minutes, and goes on by itself.',
} as const;
