import { type Message, summaryOf } from '../broadcast/message.ts';
import type { OutgoingActivity } from './teams.ts';

/**
 * A broadcast's message as the activity that is posted. `summary` is the text of the toast, without which people read
 * "Sent a card", and `notification.alert` raises it. Text and card never go together: Teams would make two messages of
 * them, and tell the id of neither.
 */
export function toActivity(message: Message): OutgoingActivity {
  const content =
    'card' in message
      ? { attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content: message.card }] }
      : { text: message.text, textFormat: message.textFormat };
  return { type: 'message', ...content, summary: summaryOf(message), channelData: { notification: { alert: true } } };
}
