import { activity } from '../payloads.ts';
import { newKey, sign, startBotAuthority } from './bot-authority.ts';
import { appId, issuer, startGuardedEndpoint } from './guarded-endpoint.ts';

/** An activity as Teams sends it, and the token that goes with it. */
export const message = activity('message-personal-image');
export const serviceUrl = String(message['serviceUrl']);
export const now = Math.floor(Date.now() / 1_000);
export const claims = { iss: issuer, aud: appId, serviceurl: serviceUrl, nbf: now - 60, exp: now + 3_600 };
/** Of Teams, of no channel, and of other channels than Teams; and one that the authority does not publish, under a name that it does. */
export const key = await newKey('key-1', ['msteams', 'skype']);
export const silent = await newKey('says-nothing');
export const ofOthers = await newKey('of-others', ['webchat', 'directline']);
export const stranger = await newKey('key-1', ['msteams']);
export const authority = await startBotAuthority(key, silent, ofOthers);
export const good = await sign(claims, key);

/** An endpoint that trusts this authority. */
export const open = () => startGuardedEndpoint(authority.metadataUrl);

/** What comes with an activity whose token says another address. */
export const claiming = async (url: string, signer = key) =>
  `Bearer ${await sign({ ...claims, serviceurl: url }, signer)}`;
