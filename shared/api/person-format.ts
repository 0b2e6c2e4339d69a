import { exportFormats } from './export-format.ts';
import type { PersonRecord } from './views/person-data.ts';

/** What is kept of somebody, as a file: records of several kinds, which no table holds. */
export const personFormat = exportFormats<PersonRecord>({}).ndjson;
