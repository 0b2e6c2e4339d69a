import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ZipFile, zip } from '../zip.ts';
import { fill } from './fill.ts';
import { accent } from './icons.ts';
import type { Inputs } from './inputs.ts';

/** Where the parts are: templates of JSON, and icons. */
const folder = join(import.meta.dirname, '..', '..', 'infra', 'teams-app');
const icons = ['color.png', 'outline.png'];

/**
 * The package that an administrator uploads to Teams: a zip of manifest, translations and icons. The same inputs make the
 * same bytes.
 */
export async function teamsApp(inputs: Inputs): Promise<Buffer> {
  const values = { ...inputs, ACCENT_COLOUR: `#${Buffer.from(accent).toString('hex')}` };
  const { authorization, ...manifest } = fill(await template('manifest.json'), values) as Record<string, unknown>;
  // All that is asked for is the read receipt.
  const whole = inputs.CARILLON_READ_RECEIPTS === 'yes' ? { ...manifest, authorization } : manifest;
  const french = fill(await template('fr.json'), values);
  const drawn = icons.map(async (name) => ({ name, data: await readFile(join(folder, name)) }));
  return zip([json('manifest.json', whole), json('fr.json', french), ...(await Promise.all(drawn))]);
}

async function template(name: string): Promise<unknown> {
  return JSON.parse(await readFile(join(folder, name), 'utf8'));
}

function json(name: string, value: unknown): ZipFile {
  return { name, data: Buffer.from(`${JSON.stringify(value, null, 2)}\n`) };
}
