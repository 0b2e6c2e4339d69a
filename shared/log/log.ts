import type { EventName, FieldsOf, LevelOf } from './events.ts';

/** A structured line: what happened, and the ids to find it by. Never a message's text, a token or an address. */
export type Log = <E extends EventName>(level: LevelOf<E>, event: E, fields?: FieldsOf<E>) => void;
