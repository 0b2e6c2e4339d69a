/** The keys that the Bot Framework signs with, as it publishes them. */
import type { CryptoKey, JWSHeaderParameters } from 'jose';
import { keysNamedBy } from '../access/published-keys.ts';
import { type KeyPorts, SigningKeys } from '../access/signing-keys.ts';

export interface BotKeys {
  /**
   * The key that a token names.
   * @throws {errors.JOSEError} when there is none
   * @throws {KeysUnavailable}
   */
  find(header: JWSHeaderParameters): Promise<CryptoKey>;
  /** The channels whose activities a key may sign; none when it is silent about them. */
  endorsements(kid: string): readonly string[];
}

/** @param metadataUrl of the OpenID metadata; the keys' own address, which it names, is of the same protocol */
export function openBotKeys(metadataUrl: string, ports: KeyPorts): BotKeys {
  const keys = new SigningKeys(keysNamedBy(metadataUrl), 'bot-framework', ports);
  return {
    find: (header) => keys.key(header),
    endorsements(kid) {
      // A member of the Bot Framework's own, beside those of the standard.
      const named: { kid?: string; endorsements?: unknown } | undefined = keys.published(kid);
      const found = named?.endorsements;
      return Array.isArray(found) ? found.filter((channel) => typeof channel === 'string') : [];
    },
  };
}
