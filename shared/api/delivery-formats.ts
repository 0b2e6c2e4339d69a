import { exportFormats } from './export-format.ts';
import type { DeliveryView } from './views/delivery.ts';

/** Deliveries as files. */
export const deliveryFormats = exportFormats<DeliveryView>({
  type: ({ recipient }) => recipient.type,
  id: ({ recipient }) => recipient.id,
  state: ({ state }) => state,
  attempts: ({ attempts }) => attempts,
  at: ({ at }) => at,
  reason: ({ reason }) => reason?.code,
  message: ({ reason }) => reason?.message,
  action: ({ reason }) => reason?.action,
});
