import { Agent } from 'node:http';

/** Far longer than any server keeps a connection that nobody uses, ms. */
const LONGEST = 600_000;

/**
 * Keeps connections for the next request, and lets go of an idle one before its server does: a request that goes out as the
 * server closes is reset. What a server says of that, in `Keep-Alive`, Node heeds only where the agent has a longer time of
 * its own.
 */
export const keepConnections = (): Agent => new Agent({ keepAlive: true, timeout: LONGEST });
