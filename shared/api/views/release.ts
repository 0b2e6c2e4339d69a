import type { Message } from '../../broadcast/message.ts';
import type { QuietHours } from '../../schedule/quiet-hours.ts';
import type { OnUncertain } from '../../shard/wave.ts';
import type { ResolvedView } from '../operations.ts';
import type { BroadcastView } from './broadcast.ts';

/** A source with whom it names. */
export interface NamedSourceView {
  readonly type: string;
  readonly ids?: readonly string[];
}

/** All that somebody decides about who releases a broadcast. */
export interface ReleaseView {
  readonly id: string;
  readonly tenant: string;
  readonly status: 'awaiting' | 'released' | 'ended';
  /** What is shown, in one word: who releases it says it again. */
  readonly fingerprint: string;
  readonly createdBy: string;
  readonly createdAt: string;
  readonly release: BroadcastView['release'];
  readonly version: number;
  readonly message: Message;
  readonly audience: {
    readonly include: readonly NamedSourceView[];
    readonly exclude: readonly NamedSourceView[];
  };
  readonly startAt: string | null;
  readonly expiresAt: string | null;
  readonly quietHours: QuietHours | null;
  readonly priority: BroadcastView['priority'];
  readonly maxRate: number | null;
  readonly onUncertain: OnUncertain;
  readonly webhook: BroadcastView['webhook'];
  /** Whom it would come to now, as a dry run says; null when it waits no more. */
  readonly resolved: ResolvedView | null;
}
