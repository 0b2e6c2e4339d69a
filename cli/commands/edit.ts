import type { Command } from '../command.ts';
import { usageFailure } from '../failure.ts';
import { type MessageOptions, readDraft } from '../input/message-file.ts';
import { standing } from '../output/standing.ts';

/** Puts another message in the place of what was sent. */
export const edit: Command<MessageOptions> = async ({ api, out, around }, [id = '', file = ''], options) => {
  const { message, rest } = await readDraft(file, around.stdin, options);
  if (Object.keys(rest).length > 0) {
    throw usageFailure(
      `${file} has more than a message in it (${Object.keys(rest).join(', ')}): an edit changes that alone.`,
    );
  }
  await out.show(await api.edit(id, message), (broadcast, paper) => [standing(broadcast, paper)]);
  return undefined;
};
