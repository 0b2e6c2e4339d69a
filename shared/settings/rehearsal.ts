/** A rehearsal: as in a cloud, with tokens of an authority on this machine. */
import type { Cloud } from './cloud.ts';
import { isLoopback } from './loopback.ts';
import type { Reader } from './reader.ts';

/**
 * The cloud to work in: the one that is named, or in its place one on this machine, whose authority CARILLON_AUTHORITY names.
 * That plays all parts: Entra, under the same paths, and the Bot Framework, whose metadata it has under `/v1`. Of Teams
 * nothing is assumed there: its hosts are to be named, with their ports.
 */
export function rehearsedIn(reader: Reader, cloud: Cloud): Cloud {
  const named = reader.text('CARILLON_AUTHORITY');
  if (named === undefined) return cloud;
  const url = URL.parse(named);
  if (!url || !isLoopback(url) || !/^https?:$/.test(url.protocol) || url.href !== `${url.origin}/`) {
    const wrong = 'is no authority on this machine, and for a rehearsal only';
    reader.problem(
      'CARILLON_AUTHORITY',
      wrong,
      'Leave it unset. CARILLON_CLOUD names the cloud, and so who issues tokens',
    );
    return cloud;
  }
  const { authority, botFramework } = cloud;
  return {
    ...cloud,
    authority: { ...authority, url: url.origin },
    botFramework: { ...botFramework, metadataUrl: `${url.origin}/v1/.well-known/openidconfiguration` },
    serviceUrl: undefined,
    serviceHosts: [],
  };
}
