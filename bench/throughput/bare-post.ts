/** The floor: the same JSON over kept connections, with node:http and nothing else. */
import { Agent, request } from 'node:http';
import { conversations, eachConversation, serveRounds, serviceUrl, text } from './sender.ts';

const agent = new Agent({ keepAlive: true, maxFreeSockets: 1_000 });
const body = JSON.stringify({ type: 'message', text, textFormat: 'markdown', summary: text });
const headers = { 'Content-Type': 'application/json; charset=utf-8', 'Content-Length': Buffer.byteLength(body) };

function post(conversation: string): Promise<void> {
  const url = new URL(`v3/conversations/${encodeURIComponent(conversation)}/activities`, serviceUrl);
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST', agent, headers }, (response) => {
      response.resume();
      response.once('end', resolve);
    });
    sent.once('error', reject);
    sent.end(body);
  });
}

if (conversations.length === 0) throw new Error('Nobody to send to.');
serveRounds(() => eachConversation(post));
