/** What the doctor has found: something that is as it should be, or a problem with why it matters and what to do. */
export interface Finding {
  /** What was looked at. */
  readonly check: string;
  readonly ok: boolean;
  /** What it is. */
  readonly says: string;
  /** Of a problem: what follows from it. */
  readonly why?: string;
  /** Of a problem: how to mend it. */
  readonly todo?: string;
}

export interface Diagnosis {
  readonly ok: boolean;
  readonly findings: readonly Finding[];
}

export const well = (check: string, says: string): Finding => ({ check, ok: true, says });

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
