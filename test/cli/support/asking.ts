import { folderWith } from './carillon.ts';

/** A folder with a message to send. */
export const cwd = await folderWith({ 'water.md': '**Water** is off\n' });
export const send = ['send', 'water.md', '--to', 'everyone'];
