/** Local mode: where nobody is asked for a token, and when that is allowed. */
import type { BotSettings } from './bot.ts';
import type { Reader } from './reader.ts';
import type { StorageSettings } from './storage.ts';

/**
 * Notes a problem for each thing that local mode lacks. As long as requests cannot be authenticated, there is no other
 * mode, and Carillon does not start without it.
 */
export function requireLocalMode(
  reader: Reader,
  storage: StorageSettings | undefined,
  bot: BotSettings | undefined,
): void {
  const why = 'and requests are not authenticated yet, so only local mode starts';
  if (reader.text('AZURE_FUNCTIONS_ENVIRONMENT') !== 'Development') {
    reader.problem('AZURE_FUNCTIONS_ENVIRONMENT', `is not Development, ${why}`, 'Set Development, on your own machine');
  }
  if (storage && !(storage.kind === 'key' && storage.loopback)) {
    const set = 'Set UseDevelopmentStorage=true, or the emulator’s endpoints on 127.0.0.1';
    reader.problem('AzureWebJobsStorage', `is not the emulator on this machine, ${why}`, set);
  }
  if (bot || reader.text('MicrosoftAppId') !== undefined) {
    reader.problem('MicrosoftAppId', `is set, ${why}`, 'Leave it unset');
  }
}
