import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { appSettings, deployed, only, root } from './deployed.ts';

const deployment = deployed();
const bot = only(deployment, 'Microsoft.BotService/botServices');

test('the bot is registered as what the app takes itself for: of the same kind, in the same tenant', () => {
  const { MicrosoftAppId, MicrosoftAppType, MicrosoftAppTenantId } = appSettings(deployment);
  const { msaAppId, msaAppType, msaAppTenantId } = bot.properties ?? {};
  assert.deepEqual([msaAppId, msaAppType, msaAppTenantId], [MicrosoftAppId, MicrosoftAppType, MicrosoftAppTenantId]);
});

test('Teams reaches it: its channel is on, and accepted', () => {
  const channel = only(deployment, 'Microsoft.BotService/botServices/channels');
  const { channelName, properties } = channel.properties as {
    channelName: string;
    properties: Record<string, unknown>;
  };
  assert.deepEqual([channel.name, channelName], ['MsTeamsChannel', 'MsTeamsChannel']);
  assert.deepEqual([properties['isEnabled'], properties['acceptedTerms']], [true, true]);
});

test('it has the size that docs/deploy.md says, and says why', async () => {
  const page = await readFile(join(root, 'docs', 'deploy.md'), 'utf8');
  const [, size] = /\| an Azure Bot [^|]*\|[^|]*\bSize (\w+)/.exec(page) ?? [];
  assert.deepEqual(bot['sku'], { name: size });
});
