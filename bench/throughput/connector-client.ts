/** The SDK as it comes: one ConnectorClient of botframework-connector for all messages, which keeps its connections. */
import { ConnectorClient } from 'botframework-connector';
import { eachConversation, serveRounds, serviceUrl, text } from './sender.ts';

const client = new ConnectorClient({ signRequest: async (request) => request }, { baseUri: serviceUrl });
const activity = { type: 'message', text, textFormat: 'markdown', summary: text };
type Activity = Parameters<typeof client.conversations.sendToConversation>[1];

serveRounds(() =>
  eachConversation((conversation) => client.conversations.sendToConversation(conversation, activity as Activity)),
);
