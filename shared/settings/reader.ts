/** Reads settings and gathers what is wrong with them, so that all of it can be said at once. */
import type { Setting, SettingName } from './table.ts';
import { settingsTable } from './table.ts';

/** What is wrong with one setting. None of it holds a secret. */
export interface Problem {
  readonly name: SettingName;
  readonly wrong: string;
  readonly set: string;
}

/** The settings are such that Carillon does not start. */
export class SettingsError extends Error {
  override name = 'SettingsError';
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    const lines = problems.map(({ name, wrong, set }) => `- ${name}: ${wrong}. ${set}.`);
    super(`Carillon does not start with these settings:\n${lines.join('\n')}`);
    this.problems = problems;
  }
}

export type Environment = Readonly<Record<string, string | undefined>>;

const byName = new Map<string, Setting>(settingsTable.map((setting) => [setting.name, setting]));

export class Reader {
  readonly #env: Environment;
  readonly problems: Problem[] = [];

  constructor(env: Environment) {
    this.#env = env;
  }

  /** The setting without surrounding blanks, or its default. An empty one counts as not set. */
  text(name: SettingName): string | undefined {
    return this.#env[name]?.trim() || byName.get(name)?.default;
  }

  /** Whether the environment has something under a name that is no setting of ours. An empty one counts as not set. */
  isSet(name: string): boolean {
    return Boolean(this.#env[name]?.trim());
  }

  /** The parts of a comma list, without blanks and empty ones. */
  list(name: SettingName): string[] {
    return (this.text(name) ?? '')
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== '');
  }

  /**
   * Notes a problem.
   * @param wrong what is wrong with it, e.g. `is not a number`
   * @param set what to do, e.g. `Set a number above 0`
   */
  problem(name: SettingName, wrong: string, set: string): void {
    this.problems.push({ name, wrong, set });
  }
}
