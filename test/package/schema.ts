import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';

/** Microsoft's schemas of app packages, as its own package carries them. */
const folder = join(import.meta.dirname, '../../node_modules/@microsoft/app-manifest/build/json-schemas/teams');

/** The newest version that is no preview, such as `1.30`. */
export const newest = (await readdir(folder))
  .flatMap((name) => /^v1\.(\d+)$/.exec(name)?.[1] ?? [])
  .map(Number)
  .toSorted((a, b) => b - a)
  .map((minor) => `1.${minor}`)[0]!;

/**
 * What is wrong with a value by the newest version of a schema; empty for a good one.
 * @param name of the schema's file, without `.schema.json`
 */
export async function faultsBySchema(name: string, value: unknown): Promise<readonly string[]> {
  const { $schema, ...schema } = JSON.parse(await readFile(join(folder, `v${newest}`, `${name}.schema.json`), 'utf8'));
  // Of draft 4, which differs from what Ajv reads in nothing that these schemas use; and not all its patterns are Unicode's.
  if (!String($schema).includes('draft-04')) throw new Error(`${name} is of another draft: ${$schema}`);
  const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
  formats.default(ajv);
  const validate = ajv.compile(schema);
  return validate(value) ? [] : validate.errors!.map(({ instancePath, message }) => `${instancePath} ${message}`);
}
