/** The only tenant there is. */
export const TENANT = '11111111-2222-4333-8444-555555555555';
