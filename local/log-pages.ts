/** What docs/reference.md says of the log: its events and their fields, from the one list of them. */
import { logEvents, logFields } from '../shared/log/events.ts';

type Row = readonly string[];

/** The rows of the table of events: name, level, what it means, its fields. */
export const eventRows: readonly Row[] = Object.entries(logEvents).map(([name, { level, means, fields }]) => [
  `\`${name}\``,
  [level].flat().join(', '),
  means,
  fields.map((field) => `\`${field}\``).join(', '),
]);

/** The rows of the table of fields: name, what it says. */
export const fieldRows: readonly Row[] = Object.entries(logFields).map(([name, says]) => [`\`${name}\``, says]);
