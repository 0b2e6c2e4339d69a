import type { Teams, TeamsAnswer } from '../../../shared/teams/teams.ts';
import { heard } from '../../memory/heard.ts';
import type { TeamsRequest, Trouble } from '../../memory/memory-teams.ts';
import { refusals } from '../../teams/answers.ts';
import { retryAfterHeader } from '../../teams/limits/retry-after.ts';
import type { Limiter } from '../../teams/limits/windows.ts';
import { firstText } from '../edits.ts';
import type { Machine } from '../machine.ts';
import { oneOf } from '../random.ts';
import type { Weather } from '../weather.ts';
import { type Forecast, strike } from './request.ts';
import type { Post, Witness } from './witness.ts';

/** A call to Teams that is not answered is given up after this, ms: what the adapter does. */
const TIME_OUT = 15_000;

/** Told of what passes between the machines and Teams. */
export interface Onlooker {
  requested(asked: { readonly at: number; readonly machine: Machine }): void;
  posted(post: Post): void;
  accepted(post: Post): void;
  /** A message in somebody's chat is to say something else. */
  edits(user: string, target: string, says: string): void;
  /** A machine was told to come back after so long, ms. */
  /** Whether a message comes before all others. */
  isUrgent(text: string): boolean;
  told429(asked: { readonly at: number; readonly machine: Machine }, retryAfter: number | undefined): void;
}

/** Teams as a machine reaches it. */
export function reachTeams(
  witness: Witness,
  machine: Machine,
  forecast: Forecast,
  limiter: Limiter | undefined,
  onlooker: Onlooker,
): Teams {
  const { time } = machine;

  function call(request: TeamsRequest, post: Post | undefined): Promise<TeamsAnswer> {
    return new Promise((resolve) => {
      if (!machine.alive) return;
      const weather = forecast();
      const struck = strike(machine, weather);
      if (struck) machine.crash();
      if (struck === 'before') return;
      const asked = { at: time.now, machine };
      witness.requests.push(asked);
      onlooker.requested(asked);
      if (post) onlooker.posted(witness.post(post));
      if (request.operation === 'update') {
        onlooker.edits(witness.teams.userIn(request.conversation)!, request.target, request.activity.text!);
      }
      const trouble = draw(machine, weather, request.operation);
      // Answered, and long after the others of its wave.
      const isSlow = machine.chance() < weather.teams.slow;
      time.after(machine.travel(5, 60), () => {
        const tooEarly = limiter?.wait(time.now) ?? 0;
        if (tooEarly > 0) return answer(throttled(tooEarly, time.now), machine.travel(5, 60));
        limiter?.take(time.now);
        const met = meet(request, trouble, post);
        const after =
          trouble?.kind === 'hang' ? TIME_OUT : isSlow ? machine.travel(2_000, TIME_OUT) : machine.travel(200, 1_400);
        answer(met, after);
      });

      function answer(given: TeamsAnswer, after: number): void {
        machine.hear(after, () => {
          note(request, given, post);
          resolve(given);
        });
      }
    });
  }

  function meet(request: TeamsRequest, trouble: Trouble | undefined, post: Post | undefined): TeamsAnswer {
    const before = witness.teams.ledger.accepted;
    const changed = request.operation === 'update' || request.operation === 'delete' ? textOf(request) : undefined;
    const answer = witness.teams.meet(request, trouble);
    // While what is urgent is edited or recalled it has the pace: others are sent no message, and nothing stands still.
    if (answer.kind === 'accepted' && changed !== undefined && onlooker.isUrgent(changed))
      witness.noteProgress(time.now);
    if (post && witness.teams.ledger.accepted > before) {
      post.accepted = true;
      witness.noteProgress(time.now);
      onlooker.accepted(post);
    }
    return answer;
  }

  /** What a message was first, that is to be changed. */
  function textOf({ conversation, target }: { readonly conversation: string; readonly target: string }) {
    const user = witness.teams.userIn(conversation);
    const message =
      user === undefined ? undefined : witness.teams.received(user).find(({ activityId }) => activityId === target);
    return message?.activity.text === undefined ? undefined : firstText(message.activity.text);
  }

  function note(request: TeamsRequest, answer: TeamsAnswer, post: Post | undefined): void {
    if (answer.kind === 'refused' && answer.status === 429) {
      witness.throttled++;
      onlooker.told429({ at: time.now, machine }, answer.retryAfter);
    }
    if (post) {
      post.known = answer.kind === 'accepted' || (answer.kind === 'refused' && answer.status < 500);
      if (answer.kind === 'refused') post.refused = answer.status;
    } else if ((request.operation === 'update' || request.operation === 'delete') && answer.kind !== 'accepted') {
      if (answer.kind === 'refused' && answer.status === 429) return;
      const user = witness.teams.userIn(request.conversation)!;
      witness.changesFailed.set(user, (witness.changesFailed.get(user) ?? 0) + 1);
    } else if (request.operation === 'create' && answer.kind !== 'accepted') {
      if (answer.kind === 'refused' && answer.status === 429) return;
      witness.createsFailed.set(request.user, (witness.createsFailed.get(request.user) ?? 0) + 1);
    }
  }

  return {
    createConversation: (to) => call({ operation: 'create', ...to }, undefined),
    send: (to, activity) => {
      const user = witness.teams.userIn(to.conversation)!;
      const says = activity.text!;
      const post = { text: firstText(says), says, user, sent: time.now, machine, accepted: false, known: false };
      return call({ operation: 'send', ...to, activity }, post);
    },
    update: ({ activity: target, ...to }, activity) =>
      call({ operation: 'update', ...to, target, activity }, undefined),
    remove: ({ activity: target, ...to }) => call({ operation: 'delete', ...to, target }, undefined),
  };
}

function throttled(wait: number, now: number): TeamsAnswer {
  return heard(
    { ...refusals['429-throttled'], headers: { 'Retry-After': retryAfterHeader('seconds', wait, now)! } },
    now,
  );
}

/** What goes wrong with a request, if anything does. */
function draw(machine: Machine, { teams }: Weather, operation: TeamsRequest['operation']): Trouble | undefined {
  const { chance } = machine;
  const at = chance();
  let edge = 0;
  const falls = (share: number) => {
    edge += share;
    return at < edge;
  };
  // A failure of the service may come before or after the message was accepted.
  const carriedOut = chance() < 0.5;
  if (falls(teams.throttled)) return { kind: oneOf(chance, ['429-throttled', '429-empty']), ...retryAfter(machine) };
  if (falls(teams.busy)) return { kind: '412-precondition-failed' };
  if (falls(teams.broken)) return { kind: '500-service-error', carriedOut };
  if (falls(teams.gateway)) return { kind: oneOf(chance, gateways), carriedOut };
  if (falls(teams.hang)) return { kind: 'hang', carriedOut };
  if (falls(teams.lostAnswer)) return { kind: oneOf(chance, ['lost-answer', 'reset']) };
  // Asked to create a chat, Teams says it of users it does not know.
  if (operation !== 'create' && falls(teams.notFound)) return { kind: '404-conversation-not-found' };
  if (falls(teams.unauthorized)) return { kind: '401-bot-not-registered' };
  return undefined;
}

const gateways = ['502-service-error', '502-html', '503-empty', '503-html', '504-empty'] as const;

/** In seconds, with a decimal point, as a date, or not at all. */
function retryAfter({ chance }: Machine): Pick<Trouble & { kind: '429-empty' }, 'retryAfter'> {
  const seconds = 8 * chance();
  return oneOf(chance, [
    {},
    { retryAfter: Math.round(seconds) },
    { retryAfter: seconds.toFixed(1) },
    { retryAfter: { dateIn: Math.round(seconds) } },
  ]);
}
