import { every } from '../api/every';
import { useWords } from '../i18n';
import { LANGUAGES, type Language } from '../i18n/messages';
import type { ActionField, Values } from '../ui/action';
import { bare } from '../ui/purpose';
import { isDay } from '../ui/typed';
import { useDraftWords, useNamesIn, type Catalogue } from './catalogue-changes';
import type { RowList } from './catalogue-rows';

type Recipient = Catalogue['recipients'][number];
type Extension = Catalogue['extensions'][number];
type Client = NonNullable<Catalogue['clients']>[number];

const ROLES = every<Recipient['role']>({ controller: true, processor: true });

/** What forms of a draft are made of: the names that the draft has itself. */
export function useParts(catalogue: Catalogue) {
  return { catalogue, words: useWords(), said: useDraftWords(), names: useNamesIn(catalogue) };
}
export type Parts = ReturnType<typeof useParts>;

/** A field of one line, with what stands there. */
export function line(
  name: string,
  label: string,
  initial = '',
  more: Partial<ActionField> = {},
): ActionField {
  return { name, label, kind: 'text', initial, ...more };
}

/** What somebody wrote, without blanks around it; none where nothing is left. */
function text(values: Values, name: string): string | undefined {
  return values[name]?.trim() || undefined;
}

/** Names of a field that takes several, as they were chosen. */
export function chosen(values: Values, name: string): string[] {
  return (values[name] ?? '').split(' ').filter(Boolean);
}

/** Who gets data: a role with its reason, a country, and outside the EEA a ground (Art. 13(1)(e), (f), 44–49). */
export function recipientList({ catalogue, words: { t, code }, said }: Parts): RowList<Recipient> {
  return {
    label: t('recipient'),
    rows: catalogue.recipients,
    idOf: ({ id }) => id,
    nameOf: ({ name }) => name,
    grows: true,
    pointerOf: index => `/catalogue/recipients/${index}`,
    isOf: ({ names }, { id }) => names.some(name => name === id || name.startsWith(`${id}/`)),
    beside: {
      'recipient-without-reason': 'reason.nl',
      'transfer-without-ground': 'transferGround',
      'transfer-ground-inside-eea': 'transferGround',
      'transfer-without-source': 'transferSource',
      'unknown-term': 'dpv',
    },
    formOf: row => ({
      key: 'id',
      fields: [
        ...(row ? [] : [line('id', said('id'), '', { required: true, help: said('idHelp') })]),
        line('name', t('name'), row?.name, { required: true }),
        {
          name: 'role',
          label: t('role'),
          kind: 'select',
          initial: row?.role ?? ROLES[0]!,
          options: ROLES.map(id => ({ id, text: code(id) })),
        },
        ...LANGUAGES.map(language =>
          line(`reason.${language}`, `${said('roleReason')} (${language})`, row?.reason?.[language], {
            kind: 'lines',
            required: language !== 'fr',
          }),
        ),
        line('country', t('country'), row?.country, { required: true, help: said('countryHelp') }),
        line('transferGround', said('ground'), row?.transferGround, { help: said('groundHelp') }),
        line('transferSource', said('groundSource'), row?.transferSource, { kind: 'lines' }),
        line('dpv', said('dpv'), row?.dpv ?? 'dpv:Recipient', { required: true, help: said('dpvHelp') }),
      ],
      read: values => {
        const { reason: _, transferGround: __, transferSource: ___, ...kept }: Partial<Recipient> = row ?? {};
        const [nl, fr, en] = LANGUAGES.map(language => text(values, `reason.${language}`));
        const [ground, source] = [text(values, 'transferGround'), text(values, 'transferSource')];
        return {
          ...kept,
          policy: row?.policy ?? [],
          id: row?.id ?? text(values, 'id') ?? '',
          name: text(values, 'name') ?? '',
          role: values.role as Recipient['role'],
          dpv: text(values, 'dpv') ?? '',
          ...((nl ?? fr ?? en) !== undefined && {
            reason: { nl: nl ?? '', en: en ?? '', ...(fr !== undefined && { fr }) },
          }),
          country: (text(values, 'country') ?? '').toUpperCase(),
          ...(ground !== undefined && { transferGround: ground }),
          ...(source !== undefined && { transferSource: source }),
        };
      },
    }),
  };
}

/** Who serves an extension of domain names from when until when, under which terms (P02, P10). */
export function extensionList({ catalogue, words, said, names }: Parts): RowList<Extension> {
  const { t, day, language } = words;
  // Of a text that somebody typed a day may be any text.
  const dayOf = (text: string): string => (isDay(text) ? day(text) : text);
  const terms = [...new Set(catalogue.documents.map(({ document }) => document))];
  return {
    label: said('extension'),
    rows: catalogue.extensions,
    idOf: ({ extension, from }) => `${extension} ${from}`,
    nameOf: ({ extension, from, to }) =>
      `.${extension} (${t('from')} ${dayOf(from)}${to === undefined ? '' : `, ${t('until')} ${dayOf(to)}`})`,
    grows: true,
    pointerOf: index => `/catalogue/extensions/${index}`,
    isOf: ({ names: of, code }, { extension, from, to }) =>
      of.includes(extension) &&
      (!OF_DAYS.includes(code) || of.includes(from) || (to !== undefined && of.includes(to))),
    beside: {
      'extension-dates-reversed': 'to',
      'extension-gap': 'to',
      'extension-overlap': 'from',
      'terms-without-document': 'terms',
      'unknown-recipient': 'recipient',
      'extension-without-purpose': 'recipient',
    },
    formOf: row => ({
      key: row ? 'from' : 'extension',
      fields: [
        ...(row
          ? []
          : [line('extension', said('extension'), '', { required: true, help: said('extensionHelp') })]),
        {
          name: 'recipient',
          label: t('recipient'),
          kind: 'select',
          required: true,
          initial: row?.recipient ?? '',
          options: catalogue.recipients.map(({ id }) => ({ id, text: names.recipient(id) })),
        },
        line('from', said('firstDay'), row?.from, { kind: 'day', required: true }),
        line('to', said('lastDay'), row?.to, { kind: 'day', help: said('lastDayHelp') }),
        {
          name: 'terms',
          label: said('terms'),
          kind: 'select',
          required: true,
          initial: row?.terms ?? '',
          options: terms.map(id => ({ id, text: titleOf(catalogue, id, language) })),
        },
        line('letters', said('letters'), row?.letters, { kind: 'lines', help: said('lettersHelp') }),
      ],
      read: values => {
        const [to, letters] = [text(values, 'to'), text(values, 'letters')];
        return {
          extension: row?.extension ?? (text(values, 'extension') ?? '').replace(/^\./, '').toLowerCase(),
          recipient: values.recipient ?? '',
          from: values.from ?? '',
          ...(to !== undefined && { to }),
          terms: values.terms ?? '',
          ...(letters !== undefined && { letters }),
        };
      },
    }),
  };
}

const OF_DAYS: readonly string[] = ['extension-dates-reversed', 'extension-gap', 'extension-overlap'];

function titleOf({ documents }: Catalogue, document: string, language: Language): string {
  const { title } = documents.findLast(each => each.document === document)!;
  return title[language] ?? title.nl;
}

/** What a system that calls the service may do: for which purposes, with whom, and what it erases (P04, P14). */
export function clientList({ catalogue, said, names }: Parts): RowList<Client> {
  const purposes = catalogue.purposes.map(({ id }) => ({ id: bare(id), text: names.purpose(id) }));
  return {
    label: said('client'),
    rows: catalogue.clients ?? [],
    idOf: ({ client }) => client,
    nameOf: ({ client }) => client,
    grows: true,
    pointerOf: index => `/catalogue/clients/${index}`,
    isOf: ({ names: of }, { client }) => of.includes(client),
    beside: {
      'unknown-purpose': 'purposes',
      'unknown-recipient': 'recipients',
      'client-erases-beyond': 'erases',
    },
    formOf: row => ({
      key: 'client',
      fields: [
        ...(row ? [] : [line('client', said('client'), '', { required: true, help: said('clientHelp') })]),
        {
          name: 'purposes',
          label: said('actsFor'),
          kind: 'many',
          initial: row?.purposes.join(' ') ?? '',
          options: purposes,
        },
        {
          name: 'recipients',
          label: said('sharesWith'),
          kind: 'many',
          initial: row?.recipients.join(' ') ?? '',
          options: catalogue.recipients.map(({ id }) => ({ id, text: names.recipient(id) })),
        },
        {
          name: 'erases',
          label: said('erases'),
          kind: 'many',
          initial: row?.erases.join(' ') ?? '',
          options: purposes,
        },
      ],
      read: values => ({
        client: row?.client ?? text(values, 'client') ?? '',
        purposes: chosen(values, 'purposes'),
        recipients: chosen(values, 'recipients'),
        erases: chosen(values, 'erases'),
      }),
    }),
  };
}
