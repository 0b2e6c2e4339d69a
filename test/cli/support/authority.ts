import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { after } from 'node:test';
import { ownCertificate } from './certificate.ts';

/** This machine, and by an address that Carillon does not take for it. */
const HERE = '127.0.0.1';
const ELSEWHERE = '127.0.0.2';
const { cert, key } = ownCertificate([HERE, ELSEWHERE]);

/** What vouches for all servers here. */
export const certificate = cert;

async function serve(
  address: string,
  answer: (path: string, body: URLSearchParams, request: IncomingMessage) => unknown,
): Promise<string> {
  const server = createServer({ cert, key }, async (request: IncomingMessage, response: ServerResponse) => {
    const said = answer(request.url!.split('?')[0]!, new URLSearchParams(await text(request)), request);
    const status = said === undefined ? 404 : Object.hasOwn(said as object, 'error') ? 400 : 200;
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(said ?? {}));
  });
  await once(server.listen(0, address), 'listening');
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `https://${address}:${(server.address() as AddressInfo).port}`;
}

/** An app of Carillon that is not on this machine, as far as the command can tell. It has no broadcasts. */
export async function elsewhere() {
  const tokens: (string | undefined)[] = [];
  const url = await serve(ELSEWHERE, (_path, _body, { headers }) => {
    tokens.push(headers.authorization);
    return { items: [], next: null };
  });
  return { url, /** What it was shown, request by request. */ tokens };
}

/**
 * An authority that gives tokens, in the form of AD FS: of that the library asks no other server whether it may be trusted.
 * @param answers to each question for a token: an error's code, or nothing, which gives one
 */
export async function authority(answers: readonly (string | undefined)[] = []) {
  const grants: URLSearchParams[] = [];
  const url: string = await serve(HERE, (path, body) => {
    const base = `${url}/adfs`;
    if (path.endsWith('/openid-configuration')) {
      const [authorize, token] = [`${base}/oauth2/authorize`, `${base}/oauth2/token`];
      return {
        ...{ issuer: base, authorization_endpoint: authorize, token_endpoint: token, jwks_uri: `${base}/keys` },
        device_authorization_endpoint: `${base}/oauth2/devicecode`,
      };
    }
    if (path.endsWith('/devicecode')) {
      const message = 'To sign in, open https://login.test/device and enter the code ABCD-EFGH.';
      const [code, more] = [
        { device_code: 'd', user_code: 'ABCD-EFGH' },
        { expires_in: 60, interval: 0.05 },
      ];
      return { ...code, ...more, verification_uri: 'https://login.test/device', message };
    }
    if (!path.endsWith('/token')) return undefined;
    const error = answers[grants.push(body) - 1];
    if (error !== undefined) return { error, error_description: `It is ${error}.` };
    return { token_type: 'Bearer', expires_in: 3_600, access_token: `token-${grants.length}`, id_token: idToken };
  });
  return { url, /** How it was asked for tokens. */ grants };
}

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const idToken = `${part({ alg: 'none' })}.${part({ sub: 'ada', upn: 'ada@contoso.com', tid: 'adfs' })}.`;
