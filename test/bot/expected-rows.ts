/**
 * What each whole activity of payloads/inbound.jsonl leaves in an empty table: rows by key, each with its state and the
 * facts it knows. `said`: the activity itself tells the state; `assumed`: it only shows that the conversation is there.
 */
export interface ExpectedRow {
  readonly state: 'active' | 'removed';
  readonly by: 'said' | 'assumed';
  readonly facts: Readonly<Record<string, string | boolean>>;
}

export type ExpectedRows = Readonly<Record<string, ExpectedRow>>;

type Facts = ExpectedRow['facts'];

const active = (facts: Facts): ExpectedRow => ({ state: 'active', by: 'said', facts });
const removed = (facts: Facts): ExpectedRow => ({ state: 'removed', by: 'said', facts });
const assumed = (facts: Facts): ExpectedRow => ({ state: 'active', by: 'assumed', facts });

const nothing: ExpectedRows = {};

// The people and places of the composed activities.
const alice = 'u|00000000-1111-2222-3333-444444444444';
const aliceId = '29:1xXxFakeUserBase64IdStringForTeamsPlatformAbcDeFgHiJkLmNoPqRsTuVwXyZ012345ABCDEF';
const aliceChat =
  'a:17NditBRO5pbPlIimLiU0g7vfMqIYTPwqILZJq-TOhzzKiAmv2i6Oerr-QPUpuznpKMZinowF80qU8SFPCsvZlg3EpJU8FYt3rO-iSCFfYzIIk2STWat73naOa8x5LdSv';
const bot = { botId: '28:11111111-2222-3333-4444-555555555555' };
const inOrg = { ...bot, serviceUrl: 'https://smba.trafficmanager.net/amer/a1b2c3d4-e5f6-7890-abcd-ef1234567890/' };
const us = { locale: 'en-US', timeZone: 'America/Los_Angeles' };
const aliceKnown = { ...inOrg, conversation: aliceChat, user: aliceId };
const aliceWrites = { ...aliceKnown, ...us, name: 'Test User' };
const aliceInstalls = { ...aliceKnown, locale: 'en-US' };
const sdkTeam = '19:8j-Mnacwmq2QFDbzykeQH5v55m6cN1X3QJ5viHvGIIQ1@thread.tacv2';
const sdkChannel = '19:d441d38c655c47a085215b2726e76927@thread.tacv2';
const sdkTeamFacts = {
  ...inOrg,
  conversation: sdkTeam,
  name: 'Chat SDK',
  aadGroupId: '22222222-3333-4444-5555-666666666666',
};
const sharedChannel = '19:sharedChannelFakeId@thread.tacv2';
const sharedFacts = { ...inOrg, conversation: sharedChannel };
const groupChat = '19:0f1e2d3c4b5a69788796a5b4c3d2e1f0@thread.v2';
const meeting = '19:meeting_N2QzYTA3YmItYmMwOC00OTJmLThkYzMtZWMzZGU0NGIyZGI0@thread.v2';

// The documentation's team of 2017.
const songTeam = '19:efa9296d959346209fea44151c742e73@thread.skype';
const song = {
  serviceUrl: 'https://smba.trafficmanager.net/amer-client-ss.msg/',
  botId: '28:f5d48856-5b42-41a0-8c3a-c5f944b679b0',
};
const songTeamFacts = { ...song, conversation: songTeam };
const songChannel = '19:6d97d816470f481dbcda38244b98689a@thread.skype';
const songChannelFacts = { ...song, conversation: songChannel, name: 'FunDiscussions' };

// Recorded in 2020.
const sentry = {
  serviceUrl: 'https://smba.trafficmanager.net/amer/',
  botId: '28:5710acff-f313-453f-8b75-44fff54bab14',
};
const sentryTeam = '19:8d46058cda57449380517cc374727f2a@thread.tacv2';
const sentryTeamFacts = {
  ...sentry,
  conversation: sentryTeam,
  name: 'testsentry',
  aadGroupId: 'c2d5a19b-f3a9-48ed-ade3-fc41aa861a18',
};

// Recorded in 2024: General was chosen.
const salesTeam = '19:7c8cd8b4b4ad4e73a2957e6daad706ef@thread.tacv2';
const sales = { serviceUrl: 'https://smba.trafficmanager.net/amer/', botId: '28:8922afe2-d747-4ae9-9bce-fa2e6f4631f6' };

const invoker = {
  conversation:
    'a:17vxw6pGQOb3Zfh8acXT8m_PqHycYpaFgzu2mFMUfkT-h0UskMctq5ZPPc7FIQxn2bx7rBSm5yE_HeUXsCcKZBrv77RgorB3_1_pAdvMhi39ClxQgawzyQ9GBFkdiwOxT',
  user: '29:1uMVvhoAyfTqdMsyvHL0qlJTTfQF9MOUSI8_cQts2kdSWEZVDyJO2jz-CsNOhQcdYq1Bw4cHT0__O6XDj4AZ-Jw',
  name: 'User One',
  ...us,
  serviceUrl: 'https://smba.trafficmanager.net/amer/56653e9d-2158-46ee-90d7-675c39642038/',
  botId: '28:aabdbd62-bc97-4afb-83ee-575594577de5',
};
const april = {
  conversation:
    'a:1xH4HncZ6lyZnMVYp9rTKoRyS44qDCikYZ1u-Q0VNmZqyceL6nKfe5ZKG9CqOi2WuXNDJyLBAaDgVChKMxKFPlAZ5bsy0_8RhvPYYi5ZJJKCiia_SEd_e8WJVlSHOIM3Z',
  user: '29:1cgsv1oFLAoTflZ-AxCZ_erWK6f4AqDSzZGpJOS7FuyfB8gn-g9bWmVM8usvvrv2e0atWV6wxZOQCn-xntjVrrQ',
  name: 'User One',
  serviceUrl: 'https://smba.trafficmanager.net/amer/3f3d1cea-7a18-41af-872b-cfbbd5140984/',
  botId: '28:e3cb1c84-14e3-419c-b39c-1c06097b55fd',
};

export const expectedRows: Readonly<Record<string, ExpectedRows>> = {
  'message-personal-rich-text': {
    'u|7faf8ab2-3d56-4244-b585-20c8a42ed2b8': active({
      conversation:
        'a:17I0kl9EkpE1O9PH5TWrzrLNwnWWcfrU7QZjKR0WSfOpzbfcAg2IaydGElSo10tVr4C7Fc6GtieTJX663WuJCc1uA83n4CSrHSgGBj5XNYLcVlJAs2ZX8DbYBPck201w-',
      user: '29:1XJKJMvc5GBtc2JwZq0oj8tHZmzrQgFmB39ATiQWA85gQtHieVkKilBZ9XHoq9j7Zaqt7CZ-NJWi7me2kHTL3Bw',
      name: 'User One',
      ...us,
      serviceUrl: 'https://smba.trafficmanager.net/amer/',
      botId: '28:c9e8c047-2a74-40a2-b28a-b162d5f5327c',
    }),
  },
  'message-personal-trace-april-2026': { 'u|03500558-e554-416c-90c3-a061cdcd012b': active({ ...april, ...us }) },
  'message-channel-mention': {
    [`t|${sdkTeam}`]: active({ ...inOrg, conversation: sdkTeam }),
    [`c|${sdkTeam}|${sdkChannel}`]: active({ ...inOrg, conversation: sdkChannel }),
  },
  // The root of the thread is in the conversation's id, and must not get into the channel's.
  'message-channel-thread-reply-mention': {
    't|19:66P469zibfbsGI-_a0aN_toLTZpyzS6u7CT3TsXdgPw1@thread.tacv2': active({
      conversation: '19:66P469zibfbsGI-_a0aN_toLTZpyzS6u7CT3TsXdgPw1@thread.tacv2',
      serviceUrl: 'https://smba.trafficmanager.net/amer/50612dbb-0237-4969-b378-8d42590f9c00/',
      botId: '28:0b6fe6d1-fece-44f7-9a48-56465e2d5ab8',
    }),
    'c|19:66P469zibfbsGI-_a0aN_toLTZpyzS6u7CT3TsXdgPw1@thread.tacv2|19:6848757105754c8981c67612732d9aa7@thread.tacv2':
      active({
        conversation: '19:6848757105754c8981c67612732d9aa7@thread.tacv2',
        serviceUrl: 'https://smba.trafficmanager.net/amer/50612dbb-0237-4969-b378-8d42590f9c00/',
        botId: '28:0b6fe6d1-fece-44f7-9a48-56465e2d5ab8',
      }),
  },
  // A channel of nobody knows which team.
  'message-channel-mention-entity-without-text': nothing,
  'message-channel-mention-2017': {
    't|19:ThreadID@thread.skype': active({
      conversation: '19:ThreadID@thread.skype',
      serviceUrl: 'https://smba.trafficmanager.net/amer-client-ss.msg/',
      botId: '28:f7c72d1a-9892-42b7-8fe0-6fb6e7c85851',
    }),
    'c|19:ThreadID@thread.skype|19:ThreadID@thread.skype': active({
      conversation: '19:ThreadID@thread.skype',
      serviceUrl: 'https://smba.trafficmanager.net/amer-client-ss.msg/',
      botId: '28:f7c72d1a-9892-42b7-8fe0-6fb6e7c85851',
    }),
  },
  'message-personal-image': { [alice]: active({ ...aliceWrites }) },
  'message-personal-file': { [alice]: active({ ...aliceWrites }) },
  'message-action-submit-channel-trimmed': {
    [`t|${sdkTeam}`]: active({ ...inOrg, conversation: sdkTeam }),
    [`c|${sdkTeam}|${sdkChannel}`]: active({ ...inOrg, conversation: sdkChannel, name: 'Chat SDK' }),
  },
  'message-action-submit-personal': { [alice]: active(aliceWrites) },
  'message-meeting-chat': { [`g|${meeting}`]: active({ ...inOrg, conversation: meeting }) },
  'message-guest-user': { [`g|${groupChat}`]: active({ ...inOrg, conversation: groupChat }) },
  'message-gcc': {
    [alice]: active({ ...aliceWrites, serviceUrl: 'https://smba.infra.gcc.teams.microsoft.com/gcc/' }),
  },
  'bot-added-personal-2018': {
    'u|d2ffaeab-d802-4fec-8580-0987e9ad2628': active({
      conversation: 'a:uniqueID',
      user: '29:uniqueId',
      serviceUrl: 'https://smba.trafficmanager.net/amer/',
      botId: '28:uniqueId',
    }),
  },
  'bot-added-personal-bot-only': {
    'u|a6de2a64-9501-4e16-9e50-74df223570a3': active({
      ...sentry,
      conversation:
        'a:1rLdrbRhx8Pc7Y6HNUmkI6QHZ4vUe1dECseFMsjCLUs61NUCtDKvf_iXhzX96AJlIFs7WgQUzTrjV3iMjbON0UfMV_gNh2tUNgHj_iY5hQoYdFu_t-hTt-uDl7m6_X4-Z',
      user: '29:1Q2o9Y0pyxOhK7QU6o7DatYWMy4MFapyiHoA1r_xB2s5XsGTSxIrKOH_JGmxDXpex30trbSo3Oyh3pkXF8RnlVQ',
    }),
  },
  'bot-added-personal-reported-2021': {
    'u|0ce19686-...': active({
      conversation: 'a:1I4SKOBkbyT0gxr40tIyZXS...',
      user: '29:1YZSGx5JxZvVJTpCfT...',
      serviceUrl: 'https://smba.trafficmanager.net/de/',
      botId: '28:79def875-6a91...',
    }),
  },
  // General, which every team has, and the channel that was chosen.
  'bot-added-team': {
    't|19:zFLSDFWsesfzcmKArqKJ-65aOXJz@sgf462H2wz41@thread.tacv2': active({
      conversation: '19:zFLSDFWsesfzcmKArqKJ-65aOXJz@sgf462H2wz41@thread.tacv2',
      name: 'TestTeam2022',
      aadGroupId: 'f3ec8cd2-e704-4344-8c47-9a3a21d683c0',
      serviceUrl: 'https://smba.trafficmanager.net/amer/',
      botId: '28:608cacfd-1cea-40c9-b678-4b93e69bb72b',
    }),
    'c|19:zFLSDFWsesfzcmKArqKJ-65aOXJz@sgf462H2wz41@thread.tacv2|19:zFLSDFWsesfzcmKArqKJ-65aOXJz@sgf462H2wz41@thread.tacv2':
      active({
        conversation: '19:zFLSDFWsesfzcmKArqKJ-65aOXJz@sgf462H2wz41@thread.tacv2',
        serviceUrl: 'https://smba.trafficmanager.net/amer/',
        botId: '28:608cacfd-1cea-40c9-b678-4b93e69bb72b',
      }),
    'c|19:zFLSDFWsesfzcmKArqKJ-65aOXJz@sgf462H2wz41@thread.tacv2|19:0b7f32667e064dd9b25d7969801541f4@thread.tacv2':
      active({
        conversation: '19:0b7f32667e064dd9b25d7969801541f4@thread.tacv2',
        name: '2021 Test Channel',
        serviceUrl: 'https://smba.trafficmanager.net/amer/',
        botId: '28:608cacfd-1cea-40c9-b678-4b93e69bb72b',
      }),
  },
  'bot-added-team-2017': {
    [`t|${songTeam}`]: active(songTeamFacts),
    [`c|${songTeam}|${songTeam}`]: active(songTeamFacts),
  },
  'bot-added-team-recorded-2020': {
    [`t|${sentryTeam}`]: active(sentryTeamFacts),
    [`c|${sentryTeam}|${sentryTeam}`]: active({ ...sentry, conversation: sentryTeam }),
  },
  'bot-removed-team-recorded-2020': { [`t|${sentryTeam}`]: removed(sentryTeamFacts) },
  'bot-added-group-chat': { [`g|${groupChat}`]: active({ ...inOrg, conversation: groupChat }) },
  'bot-removed-group-chat': { [`g|${groupChat}`]: removed({ ...inOrg, conversation: groupChat }) },
  'member-added-group-chat': nothing,
  'bot-removed-personal': { [alice]: removed(aliceKnown) },
  'member-added-team-2017': nothing,
  'member-removed-team-2017-fixture': nothing,
  'member-added-team-modern': nothing,
  'channel-created': {
    [`t|${songTeam}`]: assumed(songTeamFacts),
    [`c|${songTeam}|${songChannel}`]: active({ ...songChannelFacts, deleted: false }),
  },
  'channel-deleted': {
    [`t|${songTeam}`]: assumed(songTeamFacts),
    [`c|${songTeam}|${songChannel}`]: assumed({ ...songChannelFacts, name: 'PhotographyUpdates', deleted: true }),
  },
  'channel-restored': {
    [`t|${songTeam}`]: assumed(songTeamFacts),
    [`c|${songTeam}|${songChannel}`]: assumed({ ...songChannelFacts, deleted: false }),
  },
  'team-renamed': { [`t|${songTeam}`]: assumed({ ...songTeamFacts, name: 'New Team Name' }) },
  'team-deleted': { [`t|${songTeam}`]: assumed({ ...songTeamFacts, name: 'Team Name', deleted: true }) },
  'team-restored-lower-case': { [`t|${songTeam}`]: assumed({ ...songTeamFacts, name: 'Team Name', deleted: false }) },
  'team-archived': { [`t|${songTeam}`]: assumed({ ...songTeamFacts, name: 'Team Name', archived: true }) },
  'team-unarchived': { [`t|${songTeam}`]: assumed({ ...songTeamFacts, name: 'Team Name', archived: false }) },
  'team-restored': { [`t|${sdkTeam}`]: assumed({ ...sdkTeamFacts, deleted: false }) },
  'team-hard-deleted': { [`t|${sdkTeam}`]: assumed({ ...sdkTeamFacts, deleted: true }) },
  'channel-shared': {
    [`t|${sdkTeam}`]: assumed(sdkTeamFacts),
    [`c|${sdkTeam}|${sharedChannel}`]: assumed({ ...sharedFacts, name: 'Shared Channel' }),
  },
  'channel-unshared': {
    [`t|${sdkTeam}`]: assumed(sdkTeamFacts),
    [`c|${sdkTeam}|${sharedChannel}`]: assumed({ ...sharedFacts, name: 'Shared Channel' }),
  },
  // Without tenant, serviceUrl and team.
  'channel-member-added-minimal': nothing,
  'channel-member-added-shared': nothing,
  'channel-member-removed-private': nothing,
  'bot-allowed-in-shared-channel': { [`c|${sdkTeam}|${sharedChannel}`]: active(sharedFacts) },
  'anonymous-member-added': nothing,
  'event-without-conversation': nothing,
  'install-add-team-recorded-2024': {
    [`t|${salesTeam}`]: active({
      ...sales,
      conversation: salesTeam,
      name: 'Sales and Marketing',
      aadGroupId: '3d5d4c90-1ae9-41c7-9471-7ccd37ddb7d4',
    }),
    [`c|${salesTeam}|${salesTeam}`]: active({ ...sales, conversation: salesTeam }),
  },
  'install-add-personal': { [alice]: active(aliceInstalls) },
  'install-remove-personal': { [alice]: removed(aliceInstalls) },
  'install-add-upgrade-personal': { [alice]: assumed(aliceInstalls) },
  'install-remove-upgrade-personal': { [alice]: assumed(aliceInstalls) },
  'install-upgrade-personal': { [alice]: assumed(aliceInstalls) },
  'install-remove-team': { [`t|${sdkTeam}`]: removed(sdkTeamFacts) },
  'install-add-upgrade-team': { [`t|${sdkTeam}`]: assumed(sdkTeamFacts) },
  'install-remove-upgrade-team': { [`t|${sdkTeam}`]: assumed(sdkTeamFacts) },
  'install-add-group-chat': { [`g|${groupChat}`]: active({ ...inOrg, conversation: groupChat }) },
  'install-remove-group-chat': { [`g|${groupChat}`]: removed({ ...inOrg, conversation: groupChat }) },
  'reaction-added-documented': nothing,
  'reaction-removed-documented': nothing,
  'reaction-added-recorded-2026': nothing,
  'reaction-removed-personal': { [alice]: assumed(aliceKnown) },
  // From a host that is not on the list: nothing that it says is kept.
  'message-update-undelete': nothing,
  'message-delete-soft': nothing,
  'read-receipt': nothing,
  'invoke-adaptive-card-action': { 'u|c5e99701-2a32-49c1-a660-4629ceeb8c61': assumed(invoker) },
  'invoke-adaptive-card-refresh': { 'u|c5e99701-2a32-49c1-a660-4629ceeb8c61': assumed(invoker) },
  'invoke-message-submit-action': { [alice]: assumed(aliceWrites) },
  // Nobody to record: no aadObjectId, and no word of what kind of conversation it is.
  'invoke-signin-verify-state': nothing,
  'invoke-signin-token-exchange': { 'u|03500558-e554-416c-90c3-a061cdcd012b': assumed(april) },
  typing: nothing,
  'meeting-start-2023': nothing,
  'meeting-end-2023': nothing,
  'meeting-start-2021': nothing,
};
