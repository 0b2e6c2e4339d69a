/** What is checked, at every step or in the end, and what it means when it is broken. */
export const checks = {
  lost: 'Somebody who was meant is no recipient, or ends in no final state.',
  'told-twice': 'Somebody has the message more often than what is known of it allows.',
  'false-state': 'A state says other than what the person has received.',
  undeserved: 'Somebody failed, was skipped or is uncertain for no reason of their own.',
  'taken-back': 'A final state, or the memory of a doubtful attempt, was taken back.',
  'two-shards': 'Somebody is in two shards of a broadcast.',
  unclaimed: 'A message was posted for somebody who is not being sent, by the row.',
  'counts-wrong': 'Counts do not add up, or are not what the deliveries are.',
  'too-fast': 'More requests were sent in some time than the rate allows.',
  'over-its-rate': 'More of a broadcast with a rate of its own was sent in some time than that allows.',
  'urgent-waits':
    'In fair weather urgent messages did not begin within seconds, or had less than four fifths of the pace.',
  'after-cancel': 'Messages were sent after a cancel, a pause or a stop was answered, beyond what was reserved before.',
  'too-early': 'A message was posted before its start, or before it was time for its recipient.',
  'in-quiet-hours': 'A message was posted in the quiet hours of its recipient.',
  'old-version':
    'A message was sent, or is still read, in an older version than the last edit has it, and nothing says why.',
  'edited-in-vain': 'A message was edited to what it had been sent with.',
  'not-taken-back': 'A recalled message is still read, and nothing says why.',
  unreleased: 'What waits for a release was sent, or released by who wrote it, or in another version than was read.',
  'after-expiry': 'A message was posted after its broadcast had expired.',
  'two-broadcasts': 'One request made two broadcasts, or none.',
  'ended-early': 'A broadcast ended with work left, or an end was taken back.',
  stuck: 'A broadcast has not ended long after the faults did.',
  'too-slow': 'In fair weather the pace was not used, or nothing was sent for long.',
  'slow-to-recover': 'A crash cost more than about a minute, or than three seconds’ worth of uncertain deliveries.',
  flood: 'Messages pile up on a queue.',
  'left-behind': 'What has ended still keeps the gate, or is still said to have work.',
  forgotten: 'What had not ended lost a row by its age; or a row is left of what had, long after.',
  untold: 'The end of a broadcast was not told to its webhook.',
  'told-wrong': 'A webhook was told before the end, under another id, unsigned, or otherwise than it was.',
  'test-not-apart': 'A test is listed among broadcasts or counted with them, or is not listed among tests.',
  'dry-run-wrong': 'A dry run wrote something, or counted other than a broadcast to the same audience plans.',
  unguarded:
    'More than is usual in a day was taken unconfirmed, or was refused for no reason, or left something behind.',
  'driven-twice': 'A broadcast was driven on again by who asked within ten seconds.',
  'install-lost':
    'Somebody of whom Teams has told is not on record once, as they stand; or is counted otherwise than they are.',
  unaudited: 'Something was done that is not in the audit, or not as it was answered; or an entry was written again.',
  'bad-answer': 'The API answered with an error that is not the weather’s, or something threw.',
} as const;

export type Check = keyof typeof checks;

/** One promise that was broken. */
export interface Broken {
  readonly check: Check;
  readonly what: string;
}

/** What a reader wants to see of a run that went wrong over and over. */
const KEPT = 20;

/** Gathers what is broken in one run. */
export class Verdicts {
  readonly broken: Broken[] = [];

  blame(check: Check, what: string): void {
    if (this.broken.length < KEPT) this.broken.push({ check, what });
  }
}
