import { seededBytes } from './seeded.ts';

/** One person of the simulated org, as rosters and activities show them. */
export interface Person {
  readonly givenName: string;
  readonly surname: string;
  readonly locale: string;
  readonly country: string;
  readonly timezone: string;
  readonly platform: string;
}

const GIVEN_NAMES =
  'Ada Bela Chloe Dmitri Elif Femi Grace Hiro Ines Jonas Kofi Lea Mina Noor Otto Priya Quinn Rosa Sven Tariq'.split(
    ' ',
  );
const SURNAMES =
  'Abel Bauer Costa Diaz Eriksen Fuchs Garcia Haas Ito Jensen Kaya Larsen Mwangi Novak Okafor Patel Rossi Silva'.split(
    ' ',
  );
const PLATFORMS = ['Windows', 'Mac', 'Web', 'iOS', 'Android'];

/** Where people live: their language, country and time zone go together. */
const PLACES = [
  ['en-US', 'US', 'America/Los_Angeles'],
  ['en-US', 'US', 'America/New_York'],
  ['en-GB', 'GB', 'Europe/London'],
  ['de-DE', 'DE', 'Europe/Berlin'],
  ['fr-FR', 'FR', 'Europe/Paris'],
  ['pt-BR', 'BR', 'America/Sao_Paulo'],
  ['es-MX', 'MX', 'America/Mexico_City'],
  ['hi-IN', 'IN', 'Asia/Kolkata'],
  ['ja-JP', 'JP', 'Asia/Tokyo'],
  ['en-AU', 'AU', 'Australia/Sydney'],
] as const;

/** The person with a number: always the same for the same seed. */
export function personOf(seed: number, user: number): Person {
  const bytes = seededBytes(4, 'person', seed, user);
  const [locale, country, timezone] = pick(PLACES, bytes[0]);
  return {
    givenName: pick(GIVEN_NAMES, bytes[1]),
    surname: pick(SURNAMES, bytes[2]),
    locale,
    country,
    timezone,
    platform: pick(PLATFORMS, bytes[3]),
  };
}

function pick<T>(list: readonly T[], byte = 0): T {
  return list[byte % list.length]!;
}
