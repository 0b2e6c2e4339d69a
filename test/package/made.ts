import { readFile } from 'node:fs/promises';
import { type Inputs, readInputs } from '../../local/package/inputs.ts';
import { teamsApp } from '../../local/package/teams-app.ts';
import { unzip } from '../build/unzip.ts';

/** The version of Carillon. */
export const { version } = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8')) as {
  readonly version: string;
};

/** What an operator gives at least. */
export const given = {
  CARILLON_BOT_ID: '11111111-2222-4333-8444-555555555555',
  CARILLON_API_CLIENT_ID: '66666666-7777-4888-9999-aaaaaaaaaaaa',
  CARILLON_COMPANY: 'Contoso',
  CARILLON_COMPANY_URL: 'https://contoso.com/it',
};

/** What Teams finds in a package. */
export interface Manifest {
  readonly manifestVersion: string;
  readonly version: string;
  readonly id: string;
  readonly localizationInfo: { readonly additionalLanguages: readonly { languageTag: string; file: string }[] };
  readonly developer: Readonly<Record<'name' | 'websiteUrl' | 'privacyUrl' | 'termsOfUseUrl', string>>;
  readonly name: { readonly short: string; readonly full: string };
  readonly description: { readonly short: string; readonly full: string };
  readonly icons: { readonly color: string; readonly outline: string };
  readonly accentColor: string;
  readonly bots: readonly {
    readonly botId: string;
    readonly scopes: readonly string[];
    readonly isNotificationOnly: boolean;
    readonly commandLists?: readonly CommandList[];
  }[];
  readonly validDomains: readonly string[];
  readonly defaultInstallScope: string;
  readonly webApplicationInfo: { readonly id: string; readonly resource: string };
  readonly authorization?: {
    readonly permissions: { readonly resourceSpecific: readonly { readonly name: string; readonly type: string }[] };
  };
}

export interface CommandList {
  readonly scopes: readonly string[];
  readonly commands: readonly { readonly title: string; readonly description: string }[];
}

/** A package, opened as Teams opens it. */
export interface Opened {
  readonly files: ReadonlyMap<string, Buffer>;
  readonly manifest: Manifest;
  /** The translation of a language. */
  readonly strings: (language: string) => Readonly<Record<string, string>>;
}

export async function made(more: Partial<Inputs> = {}): Promise<Buffer> {
  return await teamsApp(readInputs({ ...given, ...more }, version));
}

export function open(archive: Buffer): Opened {
  const files = new Map(unzip(archive).map(({ name, data }) => [name, data]));
  const manifest: Manifest = JSON.parse(String(files.get('manifest.json')));
  return {
    files,
    manifest,
    strings: (language) => {
      const found = manifest.localizationInfo.additionalLanguages.find((one) => one.languageTag === language);
      return JSON.parse(String(files.get(found?.file ?? '')));
    },
  };
}
