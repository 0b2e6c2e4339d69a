/** What people can write to the bot, in each language of the app's manifest, and what they are answered. */

export const languages = ['en', 'fr'] as const;
export type Language = (typeof languages)[number];

export interface Command {
  /** What people write, as the manifest lists it. */
  readonly titles: Readonly<Record<Language, string>>;
  /** Markdown. */
  readonly answers: Readonly<Record<Language, string>>;
}

export const commands: readonly Command[] = [
  {
    titles: { en: 'help', fr: 'aide' },
    answers: {
      en: 'Your organisation sends its announcements to this chat. You need not do anything for it.\n\nNobody reads what is written here: answer whoever an announcement names. To be disturbed less, mute this chat.',
      fr: 'Votre organisation envoie ses annonces dans cette conversation. Vous n’avez rien à faire.\n\nPersonne ne lit ce qui est écrit ici : répondez à la personne que l’annonce indique. Pour être moins dérangé, désactivez les notifications de cette conversation.',
    },
  },
];

/** The language of the manifest that Teams shows to who has set this locale: an exact one, or English. */
export function languageOf(locale: string | undefined): Language {
  const own = locale?.toLowerCase().split(/[-_]/)[0];
  return languages.find((language) => language === own) ?? 'en';
}

/**
 * The command that somebody wrote, in whichever language, for a title may have been shown before the language was changed.
 * @param text without more than the command, but for blanks, capitals and signs around it
 */
export function commandIn(text: string): Command | undefined {
  const word = text.toLowerCase().replaceAll(/^[^\p{L}]+|[^\p{L}]+$/gu, '');
  return commands.find(({ titles }) => languages.some((language) => titles[language] === word));
}
