export const priorities = ['normal', 'urgent'] as const;
export type Priority = (typeof priorities)[number];
