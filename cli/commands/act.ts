import type { Act } from '../api/carillon.ts';
import { confirm, isAttended } from '../ask.ts';
import type { Command } from '../command.ts';
import { standing } from '../output/standing.ts';
import { oneLine } from '../output/words.ts';

export interface ActOptions {
  readonly yes?: boolean;
}

/** What is asked before what can't be undone; a person is, a pipeline is not. */
const questions: Partial<Record<Act, string>> = {
  cancel: 'Cancel it for all who have not got it?',
  recall: 'Take it back from all who have got it?',
};

/** A command that does one thing with a broadcast. */
export function acting(act: Act): Command<ActOptions> {
  return async ({ api, out, around }, [id = ''], { yes }) => {
    const question = questions[act];
    if (question !== undefined && !yes && isAttended(around)) {
      const broadcast = await api.get(id);
      out.people.line(`"${oneLine(broadcast.summary)}", ${standing(broadcast, out.people)}.`);
      await confirm(question, around);
    }
    await out.show(await api.act(id, act), (broadcast, paper) => [standing(broadcast, paper)]);
    return undefined;
  };
}
