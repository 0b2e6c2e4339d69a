/**
 * Every event the log can have: the one list. From it the type of `Log` is made, the table of docs/reference.md, and what
 * alerts and queries may ask for. Names are stable: somebody's alert goes by them.
 */

export type Level = 'info' | 'warn' | 'error';

/** What a field of a line says. None ever has a message's text, a token, or more of an address than its host. */
export const logFields = {
  action: 'what was asked for, as the audit calls it',
  by: 'who asked for it: an id',
  canceled: 'recipients of whom nothing was sent because it was canceled',
  cause: 'a code: why not',
  chains: 'the chains, or `plan`, `sweep`, `retry`, that nobody worked on',
  change: 'the number of an edit or a recall',
  claim: 'of the token: which',
  claimedAt: 'when the wave was claimed, ms since 1970',
  code: 'the code of the problem that was answered',
  column: 'of the row',
  broadcast: 'the id of the broadcast',
  broadcasts: 'how many broadcasts',
  conversations: 'how many conversations',
  deleted: 'how many broadcasts of which nothing is left',
  delivered: 'recipients who have it',
  error: 'the error, without what was sent or received',
  failed: 'recipients who will not get it',
  faults:
    'exceptions in a row on this shard (after five those left fail); or what is wrong with a job, by JSON pointer and code',
  door: 'which door: `api` or `bot`',
  host: 'a host, and nothing else of its address',
  id: 'of the entry in the audit',
  kind: '`edit` or `recall`',
  ms: 'how long it took, ms',
  name: 'of the check',
  of: 'whose',
  partition: 'of the row',
  pause: 'for how long nobody sends, ms',
  pending: 'recipients still to be sent to',
  problem: 'the code that the broadcast shows as `problem`',
  queue: 'which queue: `deliver`, `urgent`, `plan` or `broadcasts`',
  rate: 'requests a second',
  reasons: 'how many by the code of their reason',
  recalled: 'recipients from whom it was taken back',
  request: 'the `invocation` of the request that asked for it',
  retryAfter: 'how long Teams asked to wait, ms',
  row: 'the key of the row',
  rows: 'how many rows',
  run: 'the run of the broadcast, from 1',
  seconds: 'how long, seconds',
  sending: 'recipients being sent to at that moment',
  shard: 'the ordinal of the shard',
  skipped: 'recipients nothing was sent to, on purpose',
  state: 'how it stands now',
  states: 'which deliveries are sent again',
  status: 'of an HTTP answer, or how the broadcast ended',
  table: 'of the row',
  tenant: 'the id of the tenant',
  test: '`true` where it was a test, for a few by name',
  throttled: 'requests that Teams answered with 429',
  times: 'how many lines this one stands for; without it, one',
  token: 'what was wrong with the token',
  uncertain: 'recipients of whom nobody can know',
  version: 'of the message, from 2 on',
  who: 'whom they are counted as',
  why: 'a code: why',
} as const;

export type FieldName = keyof typeof logFields;

export interface LogEvent {
  /** The level it has; several where it depends. */
  readonly level: Level | readonly Level[];
  /** What happened, and where it is not plain, what that means. */
  readonly means: string;
  readonly fields: readonly FieldName[];
}

const counts = ['delivered', 'failed', 'skipped', 'uncertain', 'canceled', 'recalled'] as const;
const row = ['table', 'partition', 'row', 'column'] as const;

export const logEvents = {
  // What becomes of broadcasts.
  'broadcast-created': { level: 'info', means: 'Somebody has asked for a broadcast.', fields: ['broadcast', 'tenant'] },
  'broadcast-released': { level: 'info', means: 'A second person has let it go.', fields: ['broadcast'] },
  'broadcast-edited': { level: 'info', means: 'Its message was changed.', fields: ['broadcast', 'version'] },
  'broadcast-recalled': { level: 'info', means: 'It is being taken back.', fields: ['broadcast'] },
  'broadcast-retried': {
    level: 'info',
    means: 'It is sent again to those in some states.',
    fields: ['broadcast', 'run', 'states'],
  },
  'broadcast-ended': {
    level: 'info',
    means: 'Nobody is left to be sent to. The counts are of all its runs.',
    fields: ['broadcast', 'tenant', 'run', 'test', 'status', 'seconds', ...counts, 'pending', 'sending'],
  },
  'broadcast-paused': {
    level: 'error',
    means: 'It would have failed for everybody, so it waits until that is mended. `problem` says what it is.',
    fields: ['broadcast', 'problem'],
  },
  'broadcast-stopped': {
    level: 'error',
    means: 'Nobody mended or released it in time: it was given up.',
    fields: ['broadcast', 'problem'],
  },
  'broadcast-stalled': {
    level: 'error',
    means:
      'It could be sent, its jobs were put on the queue again and again, and for five minutes nothing has come of it.',
    fields: ['broadcast', 'tenant', 'chains', 'seconds'],
  },
  'broadcast-not-shown': {
    level: 'error',
    means: 'Its row is damaged: the API leaves it out.',
    fields: ['broadcast', ...row, 'error'],
  },
  'change-ended': {
    level: 'info',
    means: 'An edit or a recall is through.',
    fields: ['broadcast', 'change', 'kind', 'failed'],
  },
  'change-held': {
    level: 'error',
    means: 'Teams refuses an edit or a recall for everybody; it is tried again each minute.',
    fields: ['broadcast', 'problem'],
  },
  'change-stopped': {
    level: 'error',
    means: 'Nobody mended that in time: the edit or recall was given up.',
    fields: ['broadcast', 'change', 'kind', 'problem'],
  },
  'broadcast-forgotten': {
    level: 'info',
    means: 'It has been over for as long as anything is kept: nobody sees it any more, and its rows go.',
    fields: ['broadcast'],
  },
  forgotten: {
    level: 'info',
    means: 'What a night has taken away, of all that is kept for no longer.',
    fields: ['broadcasts', 'deleted', 'conversations'],
  },
  'forget-failed': {
    level: 'error',
    means: 'What is kept for no longer could not be taken away. The next night tries again.',
    fields: ['tenant', 'error'],
  },
  'tenant-stopped': { level: 'warn', means: 'Somebody has stopped all sending of a tenant.', fields: ['tenant', 'by'] },
  'tenant-started': { level: 'warn', means: 'It goes on.', fields: ['tenant'] },
  'webhook-called': {
    level: ['info', 'error'],
    means: 'The end of a broadcast was told, or tried to be. An error when it was the last try.',
    fields: ['broadcast', 'run', 'state', 'status', 'error', 'ms'],
  },

  // How the work goes: what metrics are made of.
  'shard-worked': {
    level: 'info',
    means: 'A job has ended its work on a shard: how many got which end by it, and how many answers were 429.',
    fields: [
      ...(['broadcast', 'tenant', 'shard', 'run'] as const),
      ...(['delivered', 'failed', 'uncertain', 'throttled', 'pending', 'reasons', 'ms'] as const),
    ],
  },
  throttled: {
    level: 'warn',
    means: 'Teams has asked a tenant’s senders to wait: one line an episode, however many answers said so.',
    fields: ['tenant', 'retryAfter', 'pause', 'rate'],
  },
  'teams-unreachable': {
    level: 'error',
    means: 'Ten requests in a row were not answered. Nobody sends until the pause is over; then a few try.',
    fields: ['tenant', 'pause'],
  },
  'queue-age': {
    level: 'info',
    means: 'For how long at least the oldest message has waited on a queue. No line: nothing waits.',
    fields: ['queue', 'seconds'],
  },
  'watcher-awake': {
    level: 'info',
    means:
      'The watcher runs: said by each instance that it wakes on, every five minutes at most. Its silence is an alert.',
    fields: [],
  },

  // What was mended by itself.
  revived: {
    level: 'warn',
    means: 'Nobody worked on parts of a broadcast any more, and they were put on the queue again.',
    fields: ['broadcast', 'chains'],
  },
  'change-revived': { level: 'warn', means: 'The same, of an edit or a recall.', fields: ['broadcast', 'chains'] },
  'telling-revived': { level: 'warn', means: 'The same, of telling a webhook.', fields: ['broadcast', 'run'] },
  'wave-of-a-lost-sender': {
    level: 'warn',
    means: 'A process ended while it was sending: what is known of its messages was settled by `onUncertain`.',
    fields: ['broadcast', 'shard', 'claimedAt', 'sending'],
  },
  poison: {
    level: 'error',
    means: 'A queue gave a job up after five tries. It was put back.',
    fields: ['queue', 'broadcast'],
  },
  redriven: { level: 'warn', means: 'Somebody asked for it to go on at once.', fields: ['broadcast'] },
  'shard-repaired': {
    level: 'error',
    means: 'A shard’s row was damaged and was made anew. Of whom it did not say is `uncertain`.',
    fields: ['broadcast', 'shard', ...row],
  },

  // What could not be done now. It is tried again by itself, unless it says otherwise.
  'shard-fault': {
    level: 'error',
    means: 'Work on a shard threw: a mistake in Carillon, or storage that says no.',
    fields: ['broadcast', 'shard', 'faults', 'error'],
  },
  'request-threw': {
    level: 'error',
    means: 'A request to Teams could not be made: a mistake in Carillon.',
    fields: ['error'],
  },
  'watch-failed': {
    level: 'error',
    means: 'The watcher could not look at a tenant or a broadcast.',
    fields: ['tenant', 'broadcast', 'error'],
  },
  'row-damaged': {
    level: ['error', 'warn'],
    means: 'A row does not hold what it should; the others go on.',
    fields: row,
  },
  'job-not-put-back': {
    level: 'warn',
    means: 'A job was not put on the queue: the watcher does it.',
    fields: ['broadcast', 'shard', 'error'],
  },
  'job-not-read': {
    level: 'error',
    means: 'What was on a queue of ours is no job; it was dropped.',
    fields: ['queue'],
  },
  'planning-not-started': {
    level: 'error',
    means: 'A broadcast was stored and its planning did not begin: the watcher begins it.',
    fields: ['broadcast', 'error'],
  },
  'retry-not-started': {
    level: 'warn',
    means: 'The same, of a retry.',
    fields: ['broadcast', 'error'],
  },
  'telling-not-queued': {
    level: 'warn',
    means: 'The same, of telling a webhook.',
    fields: ['broadcast', 'run', 'error'],
  },
  'gate-not-written': {
    level: 'warn',
    means: 'What Teams’ answers taught could not be written; the next answer tries again.',
    fields: ['tenant', 'error'],
  },
  'reference-not-marked': {
    level: 'warn',
    means: 'That somebody can’t be reached was not kept; their next message finds out again.',
    fields: ['tenant'],
  },
  'conversations-not-kept': {
    level: 'warn',
    means: 'Chats that were opened were not kept; they are opened again when needed.',
    fields: ['tenant', 'rows'],
  },
  'conversation-not-storable': {
    level: 'warn',
    means: 'An activity names a conversation in a way that storage does not take.',
    fields: ['tenant', 'cause'],
  },
  'not-woken': {
    level: 'error',
    means: 'After a tenant was started a broadcast was not put on the queue: the watcher does it.',
    fields: ['broadcast', 'error'],
  },
  'not-redriven': {
    level: 'error',
    means: 'A broadcast could not be driven on. Ask again.',
    fields: ['broadcast', 'error'],
  },
  'poison-not-recorded': {
    level: 'error',
    means: 'A job that was given up is back on its queue, and its broadcast does not say so.',
    fields: ['queue', 'error'],
  },

  // Who is let in, and what was refused.
  'request-failed': {
    level: 'error',
    means: 'A request was answered 5xx. `invocation` is the `correlationId` its caller was given.',
    fields: ['code', 'error', 'times'],
  },
  'job-refused': {
    level: 'warn',
    means: 'A job at the queue door was refused, and is listed by the API.',
    fields: ['id', 'code', 'faults'],
  },
  'token-refused': {
    level: 'info',
    means: 'A token for the API is no good. `why` and `claim` say what is wrong with it.',
    fields: ['why', 'claim', 'times'],
  },
  'activity-refused': {
    level: 'warn',
    means: 'An activity at the bot’s endpoint was refused.',
    fields: ['why', 'token', 'times'],
  },
  'strangers-refused': {
    level: 'warn',
    means:
      'Requests that nobody signed, or that are good for nothing here, are more than a door answers in a second: they are told to wait.',
    fields: ['door', 'who', 'times'],
  },
  'activity-put-off': {
    level: 'warn',
    means: 'More activities came at once than an instance holds. It was answered 503, so that Teams sends it again.',
    fields: ['times'],
  },
  'command-not-answered': {
    level: 'info',
    means:
      'Somebody wrote a command to the bot and got no answer: too many did at once, storage was slow, sending is stopped, or Teams did not take it.',
    fields: ['tenant', 'why', 'times'],
  },
  'signing-keys-not-read': {
    level: 'warn',
    means: 'An authority gave no keys to verify tokens with; those that are known are good for a day.',
    fields: ['of', 'error', 'times'],
  },
  'service-url-refused': {
    level: ['warn', 'error'],
    means:
      'An address is not on the list of hosts. A warning where an activity named it; an error where it was to be sent to.',
    fields: ['host'],
  },
  'bot-token-refused': {
    level: 'error',
    means: 'The authority refuses the bot’s credential: nothing can be sent.',
    fields: ['cause'],
  },
  'bot-token-not-had': {
    level: 'warn',
    means: 'The authority, or the identity’s endpoint, gave no token; it is asked again.',
    fields: ['cause'],
  },
  'audit-not-kept': {
    level: 'error',
    means: 'Something was stopped, and that could not be written to the audit.',
    fields: ['action', 'error'],
  },
  'audit-late': {
    level: 'warn',
    means:
      'Something was stopped and answered, and the audit did not have it yet. If no entry follows, this line is all there is.',
    fields: ['action', 'request'],
  },
  'audit-outcome-not-kept': {
    level: 'error',
    means: 'The audit has that something was asked for, and not how it was answered.',
    fields: ['id', 'action', 'request', 'error'],
  },
  'not-ready': {
    level: 'error',
    means: 'A check of `/api/ready` has failed.',
    fields: ['name', 'code', 'ms'],
  },
} as const satisfies Readonly<Record<string, LogEvent>>;

export type EventName = keyof typeof logEvents;
type Named<E extends EventName> = (typeof logEvents)[E];

/** The levels that an event may have. */
export type LevelOf<E extends EventName> = Extract<
  Named<E>['level'] extends readonly (infer L)[] ? L : Named<E>['level'],
  Level
>;

/** The fields that an event may have; an id that is not known is left out. */
export type FieldsOf<E extends EventName> = { readonly [F in Named<E>['fields'][number]]?: unknown };
