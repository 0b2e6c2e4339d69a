import { isObject } from '../../shared/input/fields.ts';
import { readSettings, SettingsError, settingsTable } from '../../shared/settings.ts';
import { usageFailure } from '../failure.ts';
import { type Finding, problem, well } from './finding.ts';

/**
 * What is wrong with the settings of an app before it is deployed: the app's own reader says it. No value is shown.
 * @param text local.settings.json; or what `az functionapp config appsettings list` prints; or an object of names and
 *   values; or NAME=value, a line each
 * @throws {Failure} when it is none of them
 */
export function lookAtSettings(text: string, file: string): readonly Finding[] {
  const settings = settingsIn(text, file);
  return [...problemsOf(settings), ...strangers(settings)];
}

type Values = Readonly<Record<string, string>>;

function problemsOf(settings: Values): readonly Finding[] {
  try {
    const { local, rehearsal } = readSettings(settings);
    const mode = local ? 'in local mode: nobody is asked for a token' : rehearsal ? 'for a rehearsal' : 'for real';
    return [well('settings', `Carillon starts with them, ${mode}.`)];
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return error.problems.map(({ name, wrong, set }) => {
      return problem(name, `${name} ${wrong}.`, 'Carillon does not start.', `${set}.`);
    });
  }
}

/** A name that is misspelt is set in vain, and nothing else would tell. */
function strangers(settings: Values): readonly Finding[] {
  const known = new Set<string>(settingsTable.map(({ name }) => name));
  const unknown = Object.keys(settings).filter((name) => /^carillon_/i.test(name) && !known.has(name));
  return unknown.map((name) => {
    const todo = 'Compare its spelling with the settings in docs/reference.md, or remove it.';
    return problem(name, `There is no setting ${name}.`, 'It does nothing.', todo);
  });
}

function settingsIn(text: string, file: string): Values {
  const read = /^\s*[[{]/.test(text) ? fromJson(text) : fromLines(text);
  if (read) return read;
  throw usageFailure(
    `${file} has no settings that can be read.`,
    'Give local.settings.json, what az functionapp config appsettings list prints, or lines NAME=value.',
  );
}

function fromJson(text: string): Values | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (Array.isArray(value)) {
    const pairs = value.filter(isObject).map(({ name, value }) => [String(name), String(value ?? '')] as const);
    return pairs.length === value.length ? Object.fromEntries(pairs) : undefined;
  }
  if (!isObject(value)) return undefined;
  const values = isObject(value['Values']) ? value['Values'] : value;
  return Object.fromEntries(Object.entries(values).map(([name, one]) => [name, String(one ?? '')]));
}

function fromLines(text: string): Values | undefined {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '' && !line.trimStart().startsWith('#'));
  const pairs = lines.map((line) => /^\s*(?:export\s+)?(\w+)=(.*)$/.exec(line));
  if (pairs.length === 0 || pairs.includes(null)) return undefined;
  return Object.fromEntries(pairs.map((pair) => [pair![1]!, pair![2]!.replace(/^(["'])(.*)\1$/, '$2')]));
}
