import type { ErrorCode } from '../../errors/catalogue.ts';
import type { Route } from '../guarded.ts';
import { cancel } from '../routes/cancel.ts';
import { pause } from '../routes/pause.ts';
import { recall } from '../routes/recall.ts';
import { redrive } from '../routes/redrive.ts';
import { release } from '../routes/release.ts';
import { resume } from '../routes/resume.ts';
import { retry } from '../routes/retry.ts';
import { begins, shows } from './answers.ts';
import { type Address, describe, type Operation } from './operation.ts';

/** What is done to a broadcast that was sent. */
export const steeringAddresses: readonly Address[] = [
  action(cancel, 'cancel', 'Cancels it: nothing more of it is sent.', ['broadcast-ended', 'cancel-unconfirmed']),
  action(pause, 'pause', 'Pauses it.', [
    'broadcast-ended',
    'broadcast-canceling',
    'broadcast-expired',
    'pause-unconfirmed',
  ]),
  action(resume, 'resume', 'Lets it go on.', [
    'broadcast-ended',
    'broadcast-canceling',
    'broadcast-expired',
    'resume-unconfirmed',
  ]),
  action(redrive, 'redrive', 'Drives it on, at once, whatever was given up of it.', ['broadcast-ended']),
  action(recall, 'recall', 'Takes it back, also where it was delivered.', ['recall-unconfirmed'], {
    answer: begins('Nothing more is sent; what was delivered is removed now.'),
  }),
  action(
    retry,
    'retry',
    'Sends an ended one again, to those who ended in the named states.',
    ['run-changed', 'broadcast-not-ended', 'broadcast-expired', 'broadcast-recalled', 'broadcast-not-released'],
    {
      body: { is: 'Retry' },
      answer: begins('Its next run has begun.'),
    },
  ),
  describe('broadcasts/{id}/release', 'steering', release, {
    GET: {
      id: 'getRelease',
      summary: 'Shows what is to be sent to whom, for who is to release it.',
      answer: shows('ReleaseReview', 'All that is to be decided about.'),
      problems: ['not-awaiting-release'],
    },
    POST: {
      id: 'releaseBroadcast',
      summary: 'Lets a broadcast go that somebody else has written.',
      body: { is: 'Release' },
      answer: begins('It is released.'),
      problems: [
        'not-awaiting-release',
        'second-person-required',
        'release-changed',
        'confirmation-required',
        'broadcast-ended',
        'broadcast-canceling',
        'broadcast-expired',
      ],
    },
  }),
];

function action(
  route: Route<'POST'>,
  name: string,
  summary: string,
  problems: readonly ErrorCode[],
  more: Partial<Operation> = {},
): Address {
  const answer = shows('Broadcast', 'It is done: the broadcast as it stands.');
  const POST = { id: `${name}Broadcast`, summary, answer, problems, ...more };
  return describe(`broadcasts/{id}/${name}`, 'steering', route, { POST });
}
