import { auditedAs } from '../audit/audited.ts';
import { openTrail } from '../audit/trail.ts';
import { parseQueued } from '../broadcast/parse-queued.ts';
import type { Context } from '../context.ts';
import { Problem, type ProblemDetail } from '../errors/problem.ts';
import { isTooDeep, MAX_DEPTH } from '../input/json.ts';
import { keepRefused } from './refused.ts';
import type { Broadcasts } from './service.ts';

/** Whose idempotency keys those of the queue are, and who is shown as the author if the job does not say. */
const CALLER = 'queue';
/** Where its requests come from, as the audit has it. */
const FROM_QUEUE = { method: 'queue', path: 'broadcasts' };

/**
 * Takes a job from the queue `broadcasts`. One that is refused is kept with its reasons; nothing goes to a poison queue
 * for what somebody wrote into it.
 * @param message as the Functions host hands it over
 * @param insertedAt when it was put on the queue, ms since 1970
 * @param invocationId what the log knows this by
 * @throws {StorageUnavailable} the queue brings it again
 */
export async function enqueue(
  context: Context,
  broadcasts: Broadcasts,
  message: unknown,
  insertedAt: number,
  invocationId: string,
): Promise<void> {
  const text = textOf(message);
  const at = Number.isFinite(insertedAt) ? insertedAt : context.now();
  const parsed = parseQueued(message);
  if (!parsed.ok) {
    await keepRefused(context, refusal('invalid-request', parsed.problems, text, parsed.tenant), at);
    return;
  }
  const { request, idempotencyKey, createdBy } = parsed.queued;
  try {
    const tenant = await broadcasts.knownTenant(request.tenant);
    if (tenant === undefined) throw new Problem('tenant-required');
    const name = createdBy ?? CALLER;
    const by = { id: CALLER, name, roles: [] };
    const asked = { action: 'broadcast-create', by, request: { id: invocationId, ...FROM_QUEUE } } as const;
    await auditedAs(openTrail(context), tenant, asked, async (made) => {
      const creation = { request, tenant, caller: CALLER, createdBy: name, idempotencyKey, askedAt: at };
      made({ type: 'broadcast', id: (await broadcasts.create(creation)).id });
      return 202;
    });
  } catch (error) {
    if (!(error instanceof Problem) || error.status >= 500) throw error;
    const refused = refusal(error.code, error.errors ?? [], text, request.tenant);
    await keepRefused(context, { ...refused, detail: error.message }, at);
  }
}

function refusal(code: Problem['code'], errors: readonly ProblemDetail[], text: string, tenant: string | undefined) {
  return { code, detail: new Problem(code).message, errors, text, ...(tenant !== undefined && { tenant }) };
}

function textOf(message: unknown): string {
  if (typeof message === 'string') return message;
  if (message instanceof Uint8Array) return Buffer.from(message).toString();
  // The worker has parsed it. JSON.stringify would run out of stack on what is nested ten thousand levels deep.
  return JSON.stringify(isTooDeep(message) ? prunedTo(MAX_DEPTH, message) : message) ?? '';
}

function prunedTo(depth: number, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (depth === 0) return '…';
  if (Array.isArray(value)) return value.map((item) => prunedTo(depth - 1, item));
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, prunedTo(depth - 1, member)]));
}
