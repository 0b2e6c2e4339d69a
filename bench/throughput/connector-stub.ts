/**
 * The smallest server that a client takes for the Bot Connector: every POST is read to its end and answered 201 with an
 * id, at once. It reads HTTP by hand, so that on a machine with few cores it takes as little as possible from whom it
 * serves. A process of its own.
 */
import { createServer, type Socket } from 'node:net';

const counts = { requests: 0, connections: 0 };
const body = '{"id":"1700000000000"}';
const answer = Buffer.from(
  `HTTP/1.1 201 Created\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
);

function serve(socket: Socket): void {
  counts.connections++;
  let waiting: Buffer = Buffer.alloc(0);
  socket.setNoDelay();
  socket.on('error', () => socket.destroy());
  socket.on('data', (data: Buffer) => {
    waiting = waiting.length === 0 ? data : Buffer.concat([waiting, data]);
    for (let length = requestLength(waiting); length <= waiting.length; length = requestLength(waiting)) {
      waiting = waiting.subarray(length);
      counts.requests++;
      socket.write(answer);
    }
  });
}

/** Bytes of the first request, infinite while its head is not whole. */
function requestLength(data: Buffer): number {
  const end = data.indexOf('\r\n\r\n');
  if (end < 0) return Number.POSITIVE_INFINITY;
  const [, length] = /^content-length: *(\d+)/im.exec(data.toString('latin1', 0, end)) ?? [];
  if (length === undefined) throw new Error('A request without Content-Length: the stub reads no other.');
  return end + 4 + Number(length);
}

const server = createServer(serve).listen(0, '127.0.0.1', () => {
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  console.log(JSON.stringify({ ready: true, serviceUrl: `http://127.0.0.1:${port}/amer/` }));
});
process.on('message', (message) => {
  if (typeof message === 'object' && message !== null && 'ask' in message && message.ask === 'counts') {
    process.send?.(counts);
  }
});
