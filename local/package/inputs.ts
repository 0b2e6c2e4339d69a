import { appIdOf } from './app-id.ts';

/** What a package is made with, by the names of the environment: `azd` puts there what a deployment came to. */
export interface Inputs {
  readonly CARILLON_BOT_ID: string;
  readonly CARILLON_API_CLIENT_ID: string;
  readonly CARILLON_COMPANY: string;
  readonly CARILLON_COMPANY_URL: string;
  readonly CARILLON_PRIVACY_URL: string;
  readonly CARILLON_TERMS_URL: string;
  readonly CARILLON_APP_NAME: string;
  readonly CARILLON_APP_VERSION: string;
  readonly CARILLON_APP_ID: string;
  /** `yes` or `no`. */
  readonly CARILLON_READ_RECEIPTS: string;
}

/** What a value must be, in words, and whether this one is. */
interface Kind {
  readonly must: string;
  readonly fits: (value: string) => boolean;
}

interface Input extends Kind {
  /** Of the command line, without its dashes. */
  readonly flag: string;
  readonly means: string;
  /** Made of those before it that are right, or of the version of Carillon, where it is not given. */
  readonly otherwise?: (known: Partial<Inputs>, version: string) => string | undefined;
}

const guid: Kind = {
  must: 'a GUID such as 0f6f5a4e-0b1d-4c55-9d43-5f1d6f6d3c11',
  fits: (value) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value),
};
/** Teams takes no other scheme here, though the schema does. 2,048 characters: the schema's limit. */
const address: Kind = {
  must: 'an address that begins with https://',
  fits: (value) => value.length <= 2_048 && URL.parse(value)?.protocol === 'https:',
};
/** A line that people are shown, up to the schema's limit. Braces would be taken for a place to be filled. */
const line = (most: number): Kind => ({
  must: `a line of at most ${most} characters without braces`,
  fits: (value) => value.length <= most && !/[\p{Cc}{}]/u.test(value),
});
const choice: Kind = { must: 'yes or no', fits: (value) => value === 'yes' || value === 'no' };
const version: Kind = {
  must: 'three numbers such as 1.0.0',
  fits: (value) => /^(0|[1-9]\d{0,5})(\.(0|[1-9]\d{0,5})){2}$/.test(value),
};

/** All of them, in the order in which they are read and told. */
export const inputs: { readonly [Name in keyof Inputs]: Input } = {
  CARILLON_BOT_ID: {
    flag: 'bot-id',
    means: 'the client id of the identity that is the bot (the function app has it as MicrosoftAppId)',
    ...guid,
  },
  CARILLON_API_CLIENT_ID: {
    flag: 'api-client-id',
    means: 'the client id of the API’s app registration (the function app has it as CARILLON_API_AUDIENCES)',
    ...guid,
  },
  CARILLON_COMPANY: { flag: 'company', means: 'who people are told the app is by', ...line(32) },
  CARILLON_COMPANY_URL: { flag: 'company-url', means: 'the page where people find help with the app', ...address },
  CARILLON_PRIVACY_URL: {
    flag: 'privacy-url',
    means: 'your privacy statement (the company’s page, if not given)',
    otherwise: ({ CARILLON_COMPANY_URL }) => CARILLON_COMPANY_URL,
    ...address,
  },
  CARILLON_TERMS_URL: {
    flag: 'terms-url',
    means: 'your terms of use (the company’s page, if not given)',
    otherwise: ({ CARILLON_COMPANY_URL }) => CARILLON_COMPANY_URL,
    ...address,
  },
  CARILLON_APP_NAME: {
    flag: 'name',
    means: 'what people see the app as (Carillon, if not given)',
    otherwise: () => 'Carillon',
    ...line(30),
  },
  CARILLON_APP_VERSION: {
    flag: 'app-version',
    means: 'the package’s version (Carillon’s own, if not given); an update in Teams needs a higher one',
    otherwise: (_, carillon) => carillon,
    ...version,
  },
  CARILLON_APP_ID: {
    flag: 'app-id',
    means: 'the app’s id in Teams (made of the bot’s id, always the same, if not given)',
    otherwise: ({ CARILLON_BOT_ID }) => CARILLON_BOT_ID && appIdOf(CARILLON_BOT_ID),
    ...guid,
  },
  CARILLON_READ_RECEIPTS: {
    flag: 'read-receipts',
    means: 'yes or no: whether the app asks to be told which message somebody has seen last (yes, if not given)',
    otherwise: () => 'yes',
    ...choice,
  },
};

const isSame = (one: string, other: string | undefined) => one.toLowerCase() === other?.toLowerCase();

/** What is given is such that no package can be made of it. */
export class InputsError extends Error {
  override name = 'InputsError';
}

/**
 * Everything a package is made with.
 * @param given by name; an empty one counts as not given
 * @param carillon the version of Carillon
 * @throws {InputsError} naming everything that is missing or wrong, and what to set
 */
export function readInputs(given: Readonly<Record<string, string | undefined>>, carillon: string): Inputs {
  const known: Partial<Record<keyof Inputs, string>> = {};
  const problems: string[] = [];
  for (const [name, input] of Object.entries(inputs) as [keyof Inputs, Input][]) {
    const value = given[name]?.trim() || input.otherwise?.(known, carillon);
    if (value !== undefined && input.fits(value)) known[name] = value;
    // What would be made of another one is missing for that one's fault, which is told.
    else if (value !== undefined || !input.otherwise) {
      const wrong = value === undefined ? 'is not set' : `is not ${input.must}`;
      problems.push(`- ${name} ${wrong}. Set it, or --${input.flag}, to ${input.means}.`);
    }
  }
  if (known.CARILLON_API_CLIENT_ID && isSame(known.CARILLON_API_CLIENT_ID, known.CARILLON_BOT_ID)) {
    problems.push(
      '- CARILLON_API_CLIENT_ID is the id of the bot: nobody could install the app. Set it, or --api-client-id, to the client id of the API’s own registration.',
    );
  }
  if (problems.length > 0) throw new InputsError(`There is no package without:\n${problems.join('\n')}`);
  return known as Inputs;
}
