import type { Screen } from '../../cli/terminal/screen.ts';
import { logLineIn } from '../log-line.ts';

type Fields = Readonly<Record<string, unknown>>;
type OnUncertain = 'hold' | 'retry';

/** What the app's log tells, by its event, when it mends what a dead copy left behind. */
const sentences: Readonly<Record<string, (fields: Fields, onUncertain: OnUncertain) => string>> = {
  revived: () => 'a part of the broadcast has been silent for 30 s: its job goes back on the queue',
  'wave-of-a-lost-sender': (_, onUncertain) =>
    `whom the dead copy was sending to ${onUncertain === 'hold' ? 'is uncertain now: nobody is told twice' : 'is tried again now'}`,
  'broadcast-paused': ({ problem }) => `the broadcast is paused: ${JSON.stringify(problem)}`,
};

/** What happens to each part of a broadcast within this time, ms, is told once. */
const SAID_ONCE_IN = 10_000;

/** Tells the reader of the demo, as it happens, what copies of the app write into their logs, as far as it matters. */
export function narrator(screen: Screen, onUncertain: OnUncertain): (copy: string, line: string) => void {
  const said = new Map<string, number>();
  return (copy, line) => {
    const sentence = sentenceOf(line, onUncertain);
    const now = performance.now();
    if (sentence === undefined || now - (said.get(sentence) ?? Number.NEGATIVE_INFINITY) < SAID_ONCE_IN) return;
    said.set(sentence, now);
    screen.event(`${copy}: ${sentence}`);
  };
}

function sentenceOf(line: string, onUncertain: OnUncertain): string | undefined {
  const said = logLineIn(line);
  return said && sentences[said.event]?.(said, onUncertain);
}
