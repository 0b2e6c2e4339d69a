import type { Command } from '../command.ts';
import { lookFromOutside } from '../doctor/connection.ts';
import { diagnosisOf, type Finding } from '../doctor/finding.ts';
import { lookInside } from '../doctor/inside.ts';
import { exitCode } from '../exit-codes.ts';
import { readText } from '../input/file.ts';
import { doctorLines } from '../output/doctor-lines.ts';
import type { Session } from '../session.ts';

export interface DoctorOptions {
  readonly tenant?: string;
  /** A file of settings that is looked at instead. */
  readonly settings?: string;
}

/** Says what is misconfigured, and how to mend it. */
export const doctor: Command<DoctorOptions> = async (session, _, { tenant, settings }) => {
  const { out, around } = session;
  const findings = settings === undefined ? await examine(session, tenant) : await read(settings, around.stdin);
  const diagnosis = diagnosisOf(findings);
  await out.show(diagnosis, doctorLines);
  return diagnosis.ok ? undefined : exitCode.unwell;
};

/** From the outside in: where nobody answers, nothing more is asked. */
async function examine({ api, stranger, url }: Session, tenant: string | undefined): Promise<readonly Finding[]> {
  const outside = await lookFromOutside(stranger, url);
  return outside[0]?.ok ? [...outside, ...(await lookInside(api, tenant))] : outside;
}

/** The app's own reader of settings is loaded for this alone. */
async function read(file: string, stdin: NodeJS.ReadStream): Promise<readonly Finding[]> {
  const { lookAtSettings } = await import('../doctor/settings-file.ts');
  return lookAtSettings(await readText(file, stdin), file);
}
