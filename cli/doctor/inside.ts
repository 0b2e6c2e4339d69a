import type { CheckView } from '../../shared/api/views/readiness.ts';
import { checkCodes } from '../../shared/api/views/readiness.ts';
import type { Carillon } from '../api/carillon.ts';
import type { Broadcast } from '../api/shapes.ts';
import { Failure } from '../failure.ts';
import { oneLine } from '../output/words.ts';
import { impatient } from './connection.ts';
import { type Finding, open, problem, well } from './finding.ts';
import { reachedOf } from './reached.ts';
import { watcherOf } from './watcher.ts';

/** So many of the newest broadcasts are looked at. */
const LOOKED_AT = 100;

/** What only who is signed in is told: the checks of /api/ready, a tenant's switch, whom it reaches, and what broadcasts lack. */
export async function lookInside(api: Carillon, tenant: string | undefined): Promise<readonly Finding[]> {
  const readiness = await findings('sign-in', async () => {
    const ready = await api.ready();
    const { checks = [] } = ready;
    if (checks.length > 0) return [well('sign-in', 'You may read.'), ...checks.map(checked), ...watcherOf(ready)];
    const says = 'You are not signed in as somebody who may read.';
    const why = 'Nothing inside can be looked at.';
    return [problem('sign-in', says, why, 'Have an administrator give you the role Carillon.Reader.')];
  });
  // Whoever is not let in is asked nothing more, and storage that is out would answer nothing more.
  if (readiness.some(({ ok, check }) => !ok && check !== 'token' && check !== 'watcher')) return readiness;
  const reached = await reachOf(api, tenant);
  const about = tenant ?? reached.tenant;
  return [
    ...readiness,
    ...(about === undefined ? [] : await findings('tenant', () => switchOf(api, about))),
    reached.finding,
    ...(await findings('broadcasts', () => lackingOf(api, tenant, about))),
  ];
}

/** Whom a tenant reaches: the one that is named, or the only one there is. Which that is, is told as well. */
async function reachOf(api: Carillon, tenant: string | undefined): Promise<{ finding: Finding; tenant?: string }> {
  try {
    const reached = await api.reach(new URLSearchParams(tenant === undefined ? {} : { tenant }), impatient);
    return { finding: reachedOf(reached), ...(reached.tenant !== null && { tenant: reached.tenant }) };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const isOfSeveral = error.problem.code === 'tenant-required';
    return { finding: isOfSeveral ? open('tenant', ...several) : failed('reach', error) };
  }
}

const several = [
  'There are several tenants: whether sending is stopped, and whom it reaches, was looked at for none.',
  'Look at each: carillon doctor --tenant TENANT',
] as const;

/** What a look comes to; one that is refused is a finding, too. */
async function findings(check: string, look: () => Promise<readonly Finding[]>): Promise<readonly Finding[]> {
  try {
    return await look();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return [failed(check, error)];
  }
}

function failed(check: string, { problem: { detail, action } }: Failure): Finding {
  return problem(check, detail, 'This could not be looked at.', action ?? 'Look at the log of the function app.');
}

/** What each failed check keeps from being done, and how it is mended. */
const failures: Readonly<Record<CheckView['name'], readonly [why: string, todo: string]>> = {
  tables: ['Nothing can be created, sent or shown.', storageTodo('Storage Table Data Contributor')],
  gate: ['Nothing can be sent.', storageTodo('Storage Table Data Contributor')],
  queue: ['What is created is not worked on.', storageTodo('Storage Queue Data Contributor')],
  token: [
    'Nothing can be sent: broadcasts pause with credential-refused, or wait.',
    'Compare MicrosoftAppId with the identity that the function app has; with a secret, renew it. The log has Entra’s own number (bot-token-refused).',
  ],
};

const passed: Readonly<Record<CheckView['name'], string>> = {
  tables: 'The tables can be read and written',
  gate: 'The gate can be read and written',
  queue: 'The queues answer',
  token: 'The bot gets its token',
};

function storageTodo(role: string): string {
  return `Give the app’s identity the role ${role} on the storage account, and see that the account’s network lets the app in. A new role takes minutes.`;
}

function checked({ name, ok, code, ms }: CheckView): Finding {
  if (ok) return well(name, `${passed[name]} (${ms} ms).`);
  const [why, todo] = failures[name];
  return problem(name, code === null ? `The check ${name} has failed.` : checkCodes[code], why, todo);
}

async function switchOf(api: Carillon, id: string): Promise<readonly Finding[]> {
  const { sending, by, reason } = await api.tenant(id);
  if (sending === 'on') return [well('tenant', 'Its broadcasts are sent.')];
  const who = `${by === null ? '' : ` by ${oneLine(by)}`}${reason === null ? '' : `: ${oneLine(reason)}`}`;
  const todo = `Ask them; then carillon start-again ${id}`;
  return [problem('tenant', `All sending was stopped${who}.`, 'Nothing of this tenant is sent.', todo)];
}

/**
 * Broadcasts that have not ended and have a problem, or whose jobs were given up.
 * @param about the tenant that is looked at, for commands that name one
 */
async function lackingOf(api: Carillon, tenant: string | undefined, about = 'TENANT'): Promise<readonly Finding[]> {
  const query = new URLSearchParams({ limit: String(LOOKED_AT), ...(tenant !== undefined && { tenant }) });
  const { items } = await api.list(query, impatient);
  const lacking = items.filter(({ endedAt, problem, poisoned }) => endedAt === null && (problem || poisoned > 0));
  if (lacking.length === 0) return [well('broadcasts', 'None has a problem.')];
  return lacking.map((one) => problem('broadcasts', ...lackOf(one, about)));
}

function lackOf(
  { id, status, problem: said, poisoned }: Broadcast,
  tenant: string,
): [says: string, why: string, todo: string] {
  const why = 'Who has not got it yet waits.';
  if (said?.code === 'tenant-stopped') {
    const todo = `carillon tenant ${tenant} says who stopped it, when and why; it goes on after carillon start-again ${tenant}`;
    return [`${id} is ${status}: ${said.code}.`, why, todo];
  }
  if (said) return [`${id} is ${status}: ${said.code}.`, why, `${oneLine(said.detail)} (carillon show ${id})`];
  const jobs = poisoned === 1 ? '1 job was' : `${poisoned} jobs were`;
  const todo = `The log has the cause (shard-fault, poison). Mend it, then carillon redrive ${id}`;
  return [`Of ${id} ${jobs} given up and put back.`, why, todo];
}
