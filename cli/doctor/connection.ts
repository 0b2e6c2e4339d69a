import { version } from '../../shared/version.ts';
import type { Answer, Client } from '../api/client.ts';
import { Failure } from '../failure.ts';
import { type Finding, problem, well } from './finding.ts';

/** So far clocks may be apart before tokens are refused for it, s: what the API takes (shared/access/token-callers.ts). */
const SKEW = 60;

/** Nobody is waited for: who asks a doctor wants to know how it is now. */
export const impatient = { absent: 0, busy: 0 };

const unasked = 'Nothing else can be looked at, and nothing can be sent by this command.';

/**
 * Whether Carillon answers at its address, which release it is, and whether the clocks agree. No token is asked for.
 * @returns the findings; the first is a problem when nobody answers
 */
export async function lookFromOutside(client: Client, url: string): Promise<readonly Finding[]> {
  const asked = Date.now();
  let answer: Answer;
  try {
    answer = await client.ask('health', { patience: impatient });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return [problem('address', ...troubleOf(url, error))];
  }
  return [well('address', `${url} answers.`), ...releaseOf(answer.body), ...clockOf(answer.headers, asked, Date.now())];
}

/** Codes of Node's and of TLS by what is wrong at the other end. */
const troubles: readonly [codes: RegExp, says: (host: string) => string, todo: string][] = [
  [
    /ENOTFOUND|EAI_/,
    (host) => `The name ${host} leads nowhere.`,
    'Compare CARILLON_URL, or --url, with the address of the function app; and is there a network?',
  ],
  [
    /ECONNREFUSED/,
    (host) => `Nobody listens at ${host}.`,
    'Start it (npm start), or mend the port in CARILLON_URL or --url.',
  ],
  [
    /CERT|SELF_SIGNED|UNABLE_TO|ERR_TLS|ALTNAME/,
    (host) => `${host} has a certificate that this machine does not trust.`,
    'Look who answers there: a proxy in between has its own. NODE_EXTRA_CA_CERTS names what to trust beside the usual ones.',
  ],
  [
    /TIMEOUT|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH/,
    (host) => `${host} does not answer in time.`,
    'Look at firewalls, access restrictions of the function app, and a VPN that may be needed.',
  ],
];

/** Azure answers for a function app that has no code yet, or whose code does not start. */
const notStarted =
  'Compare CARILLON_URL, or --url, with the address of the function app. If it is right, no code is deployed, or a setting keeps it from starting: Application Insights has why (tables AppExceptions and AppTraces), and carillon doctor --settings finds it.';

function troubleOf(url: string, { problem: body }: Failure): [says: string, why: string, todo: string] {
  if (body.code === 'not-carillon') return [body.detail, unasked, notStarted];
  const known = body.code === 'unreachable' && troubles.find(([codes]) => codes.test(body.detail));
  if (known) return [known[1](new URL(url).host), unasked, known[2]];
  return [body.detail, unasked, body.action ?? 'Look at the log of the function app, and at its settings.'];
}

function releaseOf(body: unknown): readonly Finding[] {
  const { version: there } = body as { readonly version?: unknown };
  if (there === version) return [well('release', `It is ${version}, as this command.`)];
  const says = `It is ${String(there)}, and this command is ${version}.`;
  const why = 'One may not know what the other does: a command may be refused, or not tell everything.';
  return [problem('release', says, why, 'Deploy the newer one, or use the command of its checkout.')];
}

/** An answer was made at some moment between the question and its arrival, and says the second. */
function clockOf(headers: Headers, asked: number, arrived: number): readonly Finding[] {
  const there = Date.parse(headers.get('date') ?? '');
  if (Number.isNaN(there)) return [];
  const off = there + 1_000 < asked ? asked - there - 1_000 : Math.max(0, there - arrived);
  if (off <= SKEW * 1_000) return [well('clock', 'The clocks agree.')];
  const says = `The clocks are ${Math.round(off / 1_000)} s apart.`;
  const why = 'Tokens are refused as expired or not valid yet, and +10m is another time there.';
  return [problem('clock', says, why, 'Have this machine set its clock by the network (NTP).')];
}
