import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

const ESTABLISHED = '01';

/**
 * How many TCP connections a process has open to a port of this machine.
 * @returns undefined where the system does not tell in `/proc`, as only Linux does
 */
export function connectionsTo(port: number, pid: number): number | undefined {
  try {
    const sockets = new Set(socketsTo(port, readFileSync(`/proc/${pid}/net/tcp`, 'utf8')));
    return readdirSync(`/proc/${pid}/fd`).filter((fd) => sockets.has(linkOf(`/proc/${pid}/fd/${fd}`))).length;
  } catch {
    return undefined;
  }
}

/** The sockets of all processes to a port, from the kernel's table: named as links to them are. */
function socketsTo(port: number, table: string): string[] {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return table.split('\n').flatMap((line) => {
    const [, , remote, state, , , , , , inode] = line.trim().split(/\s+/);
    return remote?.endsWith(suffix) && state === ESTABLISHED ? [`socket:[${inode}]`] : [];
  });
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    // Closed since it was listed.
    return '';
  }
}
