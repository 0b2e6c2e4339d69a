/**
 * What a caller may do, from the least to the most. Each role has what those before it have:
 * - reader: look at everything, export, ask about a person;
 * - author: write broadcasts, try them on oneself, count an audience;
 * - sender: let them go out, and steer them: pause, resume, cancel, retry, edit, recall; stop everything;
 * - admin: start everything again, delete a person's data, read the audit.
 */
export const roles = ['reader', 'author', 'sender', 'admin'] as const;
export type Role = (typeof roles)[number];

/** Each role by the value it has in Entra, among the app roles of the API's registration. */
export const appRoles = {
  'Carillon.Reader': 'reader',
  'Carillon.Author': 'author',
  'Carillon.Sender': 'sender',
  'Carillon.Admin': 'admin',
} as const satisfies Record<string, Role>;

/** Whether who has some roles may do what another one is needed for. */
export function includesRole(had: readonly Role[], needed: Role): boolean {
  return had.some((role) => roles.indexOf(role) >= roles.indexOf(needed));
}
