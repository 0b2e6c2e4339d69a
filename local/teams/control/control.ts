import type { ServerResponse } from 'node:http';
import { ZodError } from 'zod';
import { EventNotTaken } from '../events/bot-events.ts';
import { readBody } from '../read-request.ts';
import type { ControlHandler } from '../server.ts';
import type { SimulatedTeams } from '../simulated-teams.ts';
import { commands } from './commands.ts';

/**
 * The control API over HTTP, below `/sim/`: JSON in, JSON or NDJSON out. It is no part of what Teams offers, and
 * what goes over it counts against no limit.
 */
export function controlHandler(teams: SimulatedTeams): ControlHandler {
  return async (incoming, response) => {
    const { pathname, searchParams } = new URL(incoming.url ?? '/', 'http://simulated.teams');
    const [kind = '', id = '', ...rest] = pathname.slice('/sim/'.length).split('/').map(decodeURIComponent);
    const path = [kind, ...(id === '' ? [] : ['*']), ...rest].join('/');
    const command = commands[`${incoming.method} ${path}`];
    if (command === undefined) return sendJson(response, 404, { error: `${incoming.method} /sim/${path} is unknown.` });
    try {
      const text = await readBody(incoming);
      const body: unknown = text === '' ? {} : JSON.parse(text);
      const result = await command({ teams, id, query: searchParams, body });
      if (isIterator(result)) await sendLines(response, result);
      else sendJson(response, 200, result ?? {});
    } catch (error) {
      sendJson(response, statusOf(error), { error: error instanceof Error ? error.message : String(error) });
    }
  };
}

function statusOf(error: unknown): number {
  if (error instanceof EventNotTaken) return 502;
  return error instanceof ZodError || error instanceof SyntaxError || error instanceof RangeError ? 400 : 500;
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(body));
}

async function sendLines(response: ServerResponse, lines: Iterator<unknown>): Promise<void> {
  response.writeHead(200, { 'Content-Type': 'application/x-ndjson; charset=utf-8' });
  for (let line = lines.next(); !line.done && !response.destroyed; line = lines.next()) {
    const hasRoom = response.write(`${JSON.stringify(line.value)}\n`);
    if (!hasRoom) await new Promise((resolve) => response.once('drain', resolve).once('close', resolve));
  }
  response.end();
}

function isIterator(value: unknown): value is Iterator<unknown> {
  return typeof value === 'object' && value !== null && 'next' in value && typeof value.next === 'function';
}
