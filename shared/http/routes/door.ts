import type { Broadcasts } from '../../api/service.ts';

/** Opens what is behind the API. Called inside the handler, so that a failure to open is answered like any other. */
export type OpenDoor = () => Door | Promise<Door>;

export interface Door {
  broadcasts(): Promise<Broadcasts>;
}

export async function openBroadcasts(open: OpenDoor): Promise<Broadcasts> {
  return (await open()).broadcasts();
}
