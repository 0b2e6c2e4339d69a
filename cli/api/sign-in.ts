import type { TokenCredential } from '@azure/identity';
import { exitCode } from '../exit-codes.ts';
import { Failure } from '../failure.ts';

export interface SignInOptions {
  /** What the token is for, `api://…/.default`. */
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

async function credentialFor(isAttended: boolean, tell: (what: string) => void): Promise<TokenCredential> {
  const { ChainedTokenCredential, DefaultAzureCredential, DeviceCodeCredential } = await import('@azure/identity');
  const silent = new DefaultAzureCredential();
  if (!isAttended) return silent;
  const userPromptCallback = ({ message }: { message: string }) => tell(message);
  return new ChainedTokenCredential(silent, new DeviceCodeCredential({ userPromptCallback }));
}

function notSignedIn(cause: unknown): Failure {
  const said = cause instanceof Error ? ` ${cause.message.split('\n', 1)[0]}` : '';
  const problem = {
    code: 'not-signed-in',
    title: 'Not signed in',
    detail: `No token could be had.${said}`,
    action:
      'Sign in with `az login`, or give the pipeline an identity (AZURE_CLIENT_ID, AZURE_TENANT_ID and a secret, certificate or federated token).',
  };
  return new Failure(exitCode.refused, problem, cause);
}
