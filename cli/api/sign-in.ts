import type { TokenCredential } from '@azure/identity';
import { exitCode } from '../exit-codes.ts';
import { Failure } from '../failure.ts';

export interface SignInOptions {
  /** What the token is for, `<application id>/.default`. */
  readonly scope: string;
  /** Somebody sits there who can sign in with a browser. */
  readonly isAttended: boolean;
  /** Says to that person what to do. */
  readonly tell: (what: string) => void;
}

/** A token is got anew when it is about to expire, ms. */
const EARLY = 120_000;

/**
 * Signs in as Azure's own tools do: with what the environment, a workload, a managed identity or an earlier `az login`
 * gives; else, where somebody sits there, with a code to be typed into a browser. Nothing of it is read, loaded or
 * asked for before the first token is.
 * @returns gives a token, the same one as long as it is good
 * @throws {Failure} `not-signed-in`
 */
export function signIn({ scope, isAttended, tell }: SignInOptions): () => Promise<string> {
  let credential: TokenCredential | undefined;
  let token: { readonly token: string; readonly expiresOnTimestamp: number } | null = null;
  return async () => {
    if (token && token.expiresOnTimestamp - EARLY > Date.now()) return token.token;
    try {
      credential ??= await credentialFor(isAttended, tell);
      token = await credential.getToken(scope);
    } catch (error) {
      throw notSignedIn(error);
    }
    if (token === null) throw notSignedIn(undefined);
    return token.token;
  };
}

type Credential = Pick<TokenCredential, 'getToken'>;

async function credentialFor(isAttended: boolean, tell: (what: string) => void): Promise<Credential> {
  const { DefaultAzureCredential, DeviceCodeCredential } = await import('@azure/identity');
  const silent = new DefaultAzureCredential();
  if (!isAttended) return silent;
  const tenantId = process.env['AZURE_TENANT_ID'];
  const userPromptCallback = ({ message }: { message: string }) => tell(message);
  const asking = new DeviceCodeCredential({ userPromptCallback, ...(tenantId && { tenantId }) });
  return {
    async getToken(scope) {
      try {
        return await silent.getToken(scope);
      } catch (error) {
        if (!isNobody(error)) throw error;
        return await asking.getToken(scope);
      }
    },
  };
}

/** There is no identity, as against one that is refused. A chain of the library takes a chain in it for refused. */
function isNobody(error: unknown): boolean {
  const names = ['AggregateAuthenticationError', 'CredentialUnavailableError'];
  return error instanceof Error && names.includes(error.name);
}

function notSignedIn(cause: unknown): Failure {
  const problem = {
    code: 'not-signed-in',
    title: 'Not signed in',
    detail: `No token could be had. ${whyNot(cause)}`.trimEnd(),
    action:
      'Sign in with `az login`, or give the pipeline an identity (AZURE_CLIENT_ID, AZURE_TENANT_ID and a secret, certificate or federated token). Entra gives no token to who is signed in and has no role: have an administrator assign one.',
  };
  return new Failure(exitCode.refused, problem, cause);
}

/** In a line: what the authority said, where it was asked; of that the library's message has its own parts before it. */
function whyNot(cause: unknown): string {
  if (isNobody(cause)) return 'There is no identity: not in the environment, not of this machine, and no `az login`.';
  if (!(cause instanceof Error)) return '';
  const { errorResponse } = cause as Error & { errorResponse?: { errorDescription?: string } };
  return (errorResponse?.errorDescription ?? cause.message).split(/\r?\n/, 1)[0]!;
}
