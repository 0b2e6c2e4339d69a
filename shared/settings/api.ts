/** Whose tokens the API takes, for what, and how often it may be asked. */
import { isLoopback } from './loopback.ts';
import type { Reader } from './reader.ts';

/** Who issues tokens. */
export interface Authority {
  /** Its address, without a slash at the end: tokens of version 2.0 name it as their issuer. */
  readonly url: string;
  /** What the issuer of tokens of version 1.0 begins with, without a slash at the end. */
  readonly oldIssuer: string;
}

export interface ApiSettings {
  readonly authority: Authority;
  /** What a token may be for: one of exactly these. */
  readonly audiences: readonly string[];
  /** Requests a second of one caller, for each instance. */
  readonly rate: number;
}

/** The old issuer of each cloud's authority (its documents under /.well-known/openid-configuration name both). */
const clouds: Readonly<Record<string, string>> = {
  'https://login.microsoftonline.com': 'https://sts.windows.net',
  'https://login.microsoftonline.us': 'https://sts.windows.net',
  'https://login.partner.microsoftonline.cn': 'https://sts.chinacloudapi.cn',
};
const publicCloud: Authority = { url: 'https://login.microsoftonline.com', oldIssuer: 'https://sts.windows.net' };

/** Reads what concerns the API's tokens; with the problems noted, something that will not be used. */
export function readApi(reader: Reader): ApiSettings {
  return { authority: readAuthority(reader), audiences: readAudiences(reader), rate: readRate(reader) };
}

/** No other authority than those of the clouds can be set: whoever issues tokens decides who gets in. */
function readAuthority(reader: Reader): Authority {
  const url = URL.parse(reader.text('CARILLON_AUTHORITY') ?? '');
  const isBare = url?.href === `${url?.origin}/`;
  const oldIssuer = isBare ? clouds[url.origin] : undefined;
  if (isBare && oldIssuer !== undefined) return { url: url.origin, oldIssuer };
  if (isBare && /^https?:$/.test(url.protocol) && isLoopback(url)) {
    return { url: url.origin, oldIssuer: publicCloud.oldIssuer };
  }
  reader.problem('CARILLON_AUTHORITY', 'is no authority of a cloud', `Set one of ${Object.keys(clouds).join(', ')}`);
  return publicCloud;
}

function readAudiences(reader: Reader): string[] {
  const audiences = reader.list('CARILLON_API_AUDIENCES');
  if (!audiences.every((audience) => guid.test(audience) || /^(api|https):\/\/[^\s/,]\S*$/.test(audience))) {
    const set = 'Set the application (client) id, or its Application ID URI such as api://…, separated by commas';
    reader.problem('CARILLON_API_AUDIENCES', 'has a part that is neither a client id nor a URI', set);
  }
  return audiences;
}

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function readRate(reader: Reader): number {
  const rate = Number(reader.text('CARILLON_API_RATE'));
  if (!(rate >= 1 && rate <= 10_000)) {
    reader.problem('CARILLON_API_RATE', 'is no number from 1 to 10000', 'Set requests a second, such as 100');
  }
  return rate;
}
