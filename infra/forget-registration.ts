/** After `azd down`: deletes the API's registration, which is in Entra, and in no resource group that azd could delete. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { clouds } from '../shared/settings/cloud.ts';

export interface Registration {
  /** Microsoft Graph's address, without a slash at the end. */
  readonly graph: string;
  /** A token for it. */
  readonly token: string;
  /** What infra/modules/registration.bicep calls it. */
  readonly uniqueName: string;
}

/**
 * Deletes the registration for good: one that is only put away keeps its name for a month, and a new one could not have it.
 * @returns whether there was one
 * @throws {Error} what Graph refuses, by its status and code
 */
export async function forgetRegistration({ graph, token, uniqueName }: Registration): Promise<boolean> {
  const ask = (method: string, path: string): Promise<Response> =>
    fetch(`${graph}/v1.0/${path}`, { method, headers: { authorization: `Bearer ${token}` }, redirect: 'error' });
  const found = await ask('GET', `applications(uniqueName='${encodeURIComponent(uniqueName)}')?$select=id`);
  if (found.status === 404) return false;
  const { id } = (await answerOf(found)) as { id: string };
  await answerOf(await ask('DELETE', `applications/${id}`));
  await answerOf(await ask('DELETE', `directory/deletedItems/${id}`));
  return true;
}

async function answerOf(response: Response): Promise<unknown> {
  const text = await response.text();
  if (response.ok) return text === '' ? undefined : JSON.parse(text);
  const code = /"code":\s*"(\w+)"/.exec(text)?.[1] ?? 'no code';
  throw new Error(`Microsoft Graph answered ${response.status} (${code}).`);
}

/** The name that a deployment by azd gives it, by the environment that azd gives its hooks. */
export function uniqueNameOf(env: NodeJS.ProcessEnv): string {
  const [subscription, name] = [env['AZURE_SUBSCRIPTION_ID'], env['AZURE_ENV_NAME']];
  if (!subscription || !name) throw new Error('AZURE_SUBSCRIPTION_ID or AZURE_ENV_NAME is not set: azd sets both.');
  return `carillon-${subscription}-rg-${name}`;
}

/** @returns what came of it, for who took it down. @throws {Error} */
async function main(env: NodeJS.ProcessEnv): Promise<string> {
  const uniqueName = uniqueNameOf(env);
  const cloud = env['CARILLON_CLOUD'] || 'public';
  if (!Object.hasOwn(clouds, cloud)) throw new Error('CARILLON_CLOUD is no cloud.');
  const graph = `https://${clouds[cloud as keyof typeof clouds].graph}`;
  const azd = promisify(execFile)('azd', ['auth', 'token', '--output', 'json', '--scope', `${graph}/.default`]);
  const { token } = JSON.parse((await azd).stdout) as { readonly token: string };
  const was = await forgetRegistration({ graph, token, uniqueName });
  return was ? `The registration ${uniqueName} is deleted.` : 'There is no registration to delete.';
}

if (import.meta.main) {
  await main(process.env).then(console.log, (error: Error) => {
    console.error(`The registration in Entra is still there: ${error.message}`);
    console.error('Delete it by hand, as docs/deploy.md says under "Taking it down".');
    process.exitCode = 1;
  });
}
