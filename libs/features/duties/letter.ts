import { fieldLabel, type Catalogue, type Field } from '#libs/catalogue';
import { list, paragraph, type Language, type Letter } from '#libs/letters';
import { wordsOf, type Area, type Editions } from '#libs/words';
import type { TellingNotice } from './notice';

/** Whose words it is written with. */
export const TELLING_AREAS: readonly Area[] = ['letters', 'duties'];

/** The notice as a letter to the recipient. It holds what the notice holds, and no more. */
export function letterToRecipient(
  notice: TellingNotice,
  about: {
    readonly catalogue: Catalogue;
    readonly to: string;
    readonly language: Language;
    readonly reference: string;
    /** Of words; the newest, where left out. */
    readonly words?: Editions | undefined;
  },
): Letter {
  const { catalogue, to, language, reference, words } = about;
  const say = wordsOf('duties', language, words);
  const label = (field: string): string => fieldLabel(catalogue, field as Field, language);
  const lines = (values: Readonly<Record<string, unknown>>): string[] =>
    Object.entries(values).map(([field, value]) => `${label(field)}: ${textOf(value)}`);
  const { corrected, fields = [], person, domain, reference: theirs } = notice;
  return {
    language,
    sender: catalogue.controller,
    to: [notice.instance === undefined ? to : `${to} (${notice.instance})`],
    on: notice.on,
    subject: say(`${notice.notice}.subject`),
    reference,
    body: [
      paragraph(say(`${notice.notice}.body`)),
      list(corrected ? lines(corrected) : fields.map(label)),
      paragraph(say('known')),
      list([
        ...lines(person),
        ...(domain === undefined ? [] : [`${say('domain')}: ${domain}`]),
        ...(theirs === undefined ? [] : [`${say('reference')}: ${theirs}`]),
      ]),
    ],
    ...(words && { words }),
  };
}

/** An address is written on one line. */
function textOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  const { street, number, box, postalCode, city, country } = value as Readonly<Record<string, string>>;
  const first = [street, number, box && `/ ${box}`].filter(Boolean).join(' ');
  return [first, [postalCode, city].filter(Boolean).join(' '), country].filter(Boolean).join(', ');
}
