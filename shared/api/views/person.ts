import type { Reason } from '../../shard/reasons.ts';
import type { DeliveryView } from './delivery.ts';
import type { PageOf } from './page.ts';

/** What one person got of one broadcast. */
export interface PersonDeliveryView extends Omit<DeliveryView, 'recipient'> {
  readonly broadcast: { readonly id: string; readonly summary: string; readonly createdAt: string };
}

/** Whether somebody can be reached, and what they got lately. */
export interface PersonView {
  readonly id: string;
  readonly tenant: string | null;
  readonly reachable: boolean;
  /** Why not, and what to do; null for who is reachable. */
  readonly reason: Reason | null;
  /** Their personal chat with the app; null when nothing was ever heard from them. */
  readonly conversation: {
    readonly state: 'active' | 'removed' | 'blocked';
    /** Since when it is in this state; null when nobody said. */
    readonly since: string | null;
    /** When something was last heard of it. */
    readonly heardAt: string | null;
  } | null;
  readonly locale: string | null;
  readonly timeZone: string | null;
  readonly deliveries: PageOf<PersonDeliveryView> & {
    /** So many broadcasts, from the newest or the cursor on, were looked through for this page. */
    readonly broadcasts: number;
    /** So many of them can't be read. */
    readonly unreadable: number;
  };
}
