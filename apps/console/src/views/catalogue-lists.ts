import { every } from '../api/every';
import type { Language } from '../i18n/messages';
import { textIn } from '../i18n/said';
import { isDay } from '../ui/typed';
import type { Catalogue } from './catalogue-changes';
import {
  chosen,
  coded,
  fieldOptions,
  inLanguage,
  inLanguages,
  languagesIn,
  line,
  one,
  others,
  purposeOptions,
  recipientOptions,
  several,
  text,
  type Parts,
} from './catalogue-fields';
import type { RowList } from './catalogue-rows';

type Extension = Catalogue['extensions'][number];
type Client = NonNullable<Catalogue['clients']>[number];
type Document = Catalogue['documents'][number];
type Look = NonNullable<Catalogue['looks']>[number];

/** Of a text that somebody typed a day may be any text. */
function dayOf({ words }: Parts, day: string): string {
  return isDay(day) ? words.day(day) : day;
}

/** Who serves an extension of domain names from when until when, under which terms (P02, P10). */
export function extensionList(parts: Parts): RowList<Extension> {
  const { catalogue, words, said } = parts;
  const { t, language } = words;
  const terms = [...new Set(catalogue.documents.map(({ document }) => document))];
  return {
    label: said('extension'),
    rows: catalogue.extensions,
    idOf: ({ extension, from }) => `${extension} ${from}`,
    nameOf: ({ extension, from, to }) =>
      `.${extension} (${t('from')} ${dayOf(parts, from)}${to === undefined ? '' : `, ${t('until')} ${dayOf(parts, to)}`})`,
    pointerOf: index => `/catalogue/extensions/${index}`,
    into: extensions => ({ ...catalogue, extensions: [...extensions] }),
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
        one('recipient', t('recipient'), recipientOptions(parts), row?.recipient, { required: true }),
        line('from', said('firstDay'), row?.from, { kind: 'day', required: true }),
        line('to', said('lastDay'), row?.to, { kind: 'day', help: said('lastDayHelp') }),
        one(
          'terms',
          said('terms'),
          terms.map(id => ({ id, text: titleOf(catalogue, id, language) })),
          row?.terms,
          { required: true },
        ),
        line('letters', said('letters'), row?.letters, { kind: 'lines', help: said('lettersHelp') }),
      ],
      read: values => {
        const [to, letters] = [text(values, 'to'), text(values, 'letters')];
        return {
          ...others(row, ['to', 'letters']),
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
  return textIn(title, language);
}

/** What a customer accepts, and from when which version of it holds (P02, P21). */
export function documentList(parts: Parts): RowList<Document> {
  const { catalogue, words, said } = parts;
  return {
    label: said('document'),
    rows: catalogue.documents,
    idOf: ({ document, version }) => `${document} ${version}`,
    nameOf: ({ title, version, from }) =>
      `${textIn(title, words.language)}, ${version} (${words.t('from')} ${dayOf(parts, from)})`,
    pointerOf: index => `/catalogue/documents/${index}`,
    into: documents => ({ ...catalogue, documents: [...documents] }),
    isOf: ({ names }, { document, version }) => names.includes(`${document} ${version}`),
    beside: { 'label-missing': inLanguage('title'), 'not-a-day': 'from', 'duplicate-id': 'from' },
    formOf: row => ({
      key: 'version',
      fields: [
        ...(row
          ? []
          : [
              line('document', said('documentId'), '', { required: true, help: said('documentHelp') }),
              line('version', said('documentVersion'), '', { required: true }),
            ]),
        line('from', said('firstDay'), row?.from, { kind: 'day', required: true }),
        ...inLanguages(parts, 'title', words.t('name'), row?.title),
      ],
      read: values => ({
        ...row,
        document: row?.document ?? (text(values, 'document') ?? '').toLowerCase(),
        version: row?.version ?? text(values, 'version') ?? '',
        from: values.from ?? '',
        title: languagesIn(values, 'title', row?.title) ?? { nl: '', en: '' },
      }),
    }),
  };
}

/** What a system that calls the service may do: for which purposes, with whom, and what it erases (P04, P14). */
export function clientList(parts: Parts): RowList<Client> {
  const { catalogue, said } = parts;
  return {
    label: said('client'),
    rows: catalogue.clients ?? [],
    idOf: ({ client }) => client,
    nameOf: ({ client }) => client,
    pointerOf: index => `/catalogue/clients/${index}`,
    into: clients => ({ ...catalogue, clients: [...clients] }),
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
        several('purposes', said('actsFor'), purposeOptions(parts), row?.purposes),
        several('recipients', said('sharesWith'), recipientOptions(parts), row?.recipients),
        several('erases', said('erases'), purposeOptions(parts), row?.erases),
      ],
      read: values => ({
        ...row,
        client: row?.client ?? text(values, 'client') ?? '',
        purposes: chosen(values, 'purposes'),
        recipients: chosen(values, 'recipients'),
        erases: chosen(values, 'erases'),
      }),
    }),
  };
}

const LOOKING = every<Look['roles'][number]>({ staff: true, 'privacy-officer': true, auditor: true });

/** For which purposes which people look, and what they are shown then (P09). */
export function lookList(parts: Parts): RowList<Look> {
  const { catalogue, words, said, names } = parts;
  return {
    label: said('look'),
    rows: catalogue.looks ?? [],
    idOf: ({ purpose, roles }) => `${purpose} ${roles.join(' ')}`,
    nameOf: ({ purpose, roles }) => `${names.purpose(purpose)} – ${roles.map(words.code).join(', ')}`,
    pointerOf: index => `/catalogue/looks/${index}`,
    into: looks => ({ ...catalogue, looks: [...looks] }),
    isOf: ({ names: of, code }, { purpose }) =>
      code === 'look-not-allowed' ? of.includes(purpose) : of.includes('look') && of.includes(purpose),
    beside: { 'look-not-allowed': 'purpose', 'unknown-purpose': 'purpose', 'unknown-field': 'fields' },
    formOf: row => ({
      key: 'purpose',
      fields: [
        one(
          'purpose',
          words.t('purpose'),
          purposeOptions(parts, ({ look }) => look),
          row?.purpose,
          {
            required: true,
          },
        ),
        several('roles', said('roles'), coded(parts, LOOKING), row?.roles),
        several('fields', said('shown'), fieldOptions(parts), row?.fields),
      ],
      read: values => ({
        ...row,
        purpose: values.purpose ?? '',
        roles: chosen(values, 'roles'),
        fields: chosen(values, 'fields'),
      }),
    }),
  };
}
