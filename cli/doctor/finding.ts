/**
 * What the doctor has found: something that is as it should be; a problem, with why it matters and what to do; or what nobody
 * can tell yet from here, which is no problem, with what to look at.
 */
export interface Finding {
  /** What was looked at. */
  readonly check: string;
  readonly ok: boolean;
  /** What it is. */
  readonly says: string;
  /** Of a problem: what follows from it. */
  readonly why?: string;
  /** Of a problem: how to mend it. Of what is open: what to look at. */
  readonly todo?: string;
}

export interface Diagnosis {
  readonly ok: boolean;
  readonly findings: readonly Finding[];
}

export const well = (check: string, says: string): Finding => ({ check, ok: true, says });

/** It may be well: that can't be seen from here, or not yet. */
export const open = (check: string, says: string, todo: string): Finding => ({ check, ok: true, says, todo });

export const isOpen = ({ ok, todo }: Finding): boolean => ok && todo !== undefined;

export const problem = (check: string, says: string, why: string, todo: string): Finding => ({
  check,
  ok: false,
  says,
  why,
  todo,
});

export const diagnosisOf = (findings: readonly Finding[]): Diagnosis => ({
  ok: findings.every(({ ok }) => ok),
  findings,
});
