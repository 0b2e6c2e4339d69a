/** After `azd down`: deletes the API's registration, which is in Entra, and in no resource group that azd could delete. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import clouds from './clouds.json' with { type: 'json' };

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

if (import.meta.main) {
  const uniqueName = uniqueNameOf(process.env);
  const cloud = clouds[(process.env['CARILLON_CLOUD'] || 'public') as keyof typeof clouds];
  if (!cloud) throw new Error('CARILLON_CLOUD is no cloud.');
  const azd = promisify(execFile)('azd', ['auth', 'token', '--output', 'json', '--scope', `${cloud.graph}/.default`]);
  const { token } = JSON.parse((await azd).stdout) as { token: string };
  const was = await forgetRegistration({ graph: cloud.graph, token, uniqueName });
  console.log(was ? `The registration ${uniqueName} is deleted.` : 'There is no registration to delete.');
}
