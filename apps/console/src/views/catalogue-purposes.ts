import { every } from '../api/every';
import { DPV_PURPOSES } from '#libs/catalogue/terms';
import { textIn } from '../i18n/said';
import type { Values } from '../ui/action';
import { bare } from '../ui/bare';
import { durationOf } from '../ui/typed';
import type { Catalogue } from './catalogue-changes';
import {
  choice,
  chosen,
  coded,
  fieldOptions,
  inLanguage,
  inLanguages,
  languagesIn,
  line,
  maybe,
  one,
  options,
  others,
  several,
  text,
  type Parts,
} from './catalogue-fields';
import { numbered } from './catalogue-numbers';
import type { RowList } from './catalogue-rows';

type Purpose = Catalogue['purposes'][number];
type Opening = Purpose['opening'];
type Retention = Purpose['retention'];
type FieldName = Purpose['required'][number];
type Service = Exclude<NonNullable<Opening['services']>, 'any'>[number];

const BASES = every<Purpose['basis']>({ 'A6-1-b': true, 'A6-1-c': true, 'A6-1-f': true });
const PERIODS = every<Purpose['period']>({
  contract: true,
  month: true,
  'financial-year': true,
  matter: true,
});
const AFTER = every<Retention['after']>({
  'contract-end': true,
  'service-end': true,
  'period-end': true,
  'matter-closed': true,
});
const DECIDED_BY = every<Retention['decidedBy']>({ controller: true, law: true });
const PAYMENTS = every<NonNullable<Opening['payment']>>({
  'direct-debit': true,
  'online-payment': true,
  'bank-transfer': true,
});
/** What keeps a purpose open besides services (P22). */
const BECAUSE = every<'contract' | 'legalDuty' | 'matter'>({ contract: true, legalDuty: true, matter: true });
/** Whether one may look for it (P09), or does nothing else. */
const LOOKS = ['no', 'yes', 'only'] as const;

/** What the service keeps data for: why, which, when and how long (P03, P04, P22). */
export function purposeList(parts: Parts): RowList<Purpose> {
  const { catalogue, base, words, said, names } = parts;
  return {
    label: words.t('purpose'),
    rows: catalogue.purposes,
    idOf: ({ id }) => bare(id),
    nameOf: ({ id }) => names.purpose(id),
    pointerOf: index => `/catalogue/purposes/${index}`,
    into: rows => ({ ...catalogue, purposes: numbered(rows, base) }),
    isOf: ({ names: of }, { id }) =>
      of.includes(id) && !catalogue.recipients.some(recipient => of.includes(recipient.id)),
    beside: {
      'label-missing': inLanguage('label'),
      'unknown-term': 'dpv',
      'basis-without-reason': 'reason.nl',
      'duty-without-legal-basis': 'basis',
      'purpose-without-fields': 'required',
      'unknown-field': 'required',
      'sign-in-address-misused': 'required',
      'field-listed-twice': 'optional',
      'natural-person-only-not-required': 'naturalPersonOnly',
      'opening-empty': 'opening.services',
      'extension-without-service': 'opening.services',
      'unknown-service': 'opening.services',
      'unknown-extension': 'opening.extension',
      'matter-without-period': 'period',
      'retention-without-period': 'retention.after',
      'duration-not-iso8601': 'retention.duration',
      'duration-too-long': 'retention.duration',
      'retention-without-source': 'retention.source',
      'look-only-collects': 'look',
    },
    formOf: row => ({
      key: 'id',
      fields: [
        ...(row ? [] : [line('id', said('id'), '', { required: true, help: said('purposeIdHelp') })]),
        ...inLanguages(parts, 'label', words.t('name'), row?.label),
        one('dpv', said('dpv'), options(parts, 'term', DPV_PURPOSES), row?.dpv, { required: true }),
        one('basis', words.t('basis'), coded(parts, BASES), row?.basis, { required: true }),
        ...inLanguages(parts, 'reason', said('basisReason'), row?.reason, { kind: 'lines' }),
        several('required', words.t('required'), fieldOptions(parts), row?.required),
        several('optional', words.t('optional'), fieldOptions(parts), row?.optional),
        several('naturalPersonOnly', said('personsOnly'), fieldOptions(parts), row?.naturalPersonOnly),
        ...openingFields(parts, row?.opening),
        one('period', said('period'), options(parts, 'period', PERIODS), row?.period, { required: true }),
        ...retentionFields(parts, row?.retention),
        line('policy', said('promises'), row?.policy.join(' '), { help: said('promisesHelp') }),
        one('look', said('lookedFor'), options(parts, 'look', LOOKS), lookOf(row), { required: true }),
      ],
      read: values => {
        const required = chosen<FieldName>(values, 'required');
        return {
          recipients: [],
          ...others(row, ['lookOnly']),
          id: row?.id ?? `${text(values, 'id') ?? ''}/1`,
          label: languagesIn(values, 'label', row?.label) ?? { nl: '', en: '' },
          dpv: values.dpv ?? '',
          basis: values.basis as Purpose['basis'],
          reason: languagesIn(values, 'reason', row?.reason) ?? { nl: '', en: '' },
          policy: chosen(values, 'policy'),
          required,
          // What is needed is not optional besides.
          optional: chosen<FieldName>(values, 'optional').filter(each => !required.includes(each)),
          naturalPersonOnly: chosen<FieldName>(values, 'naturalPersonOnly'),
          opening: openingIn(values, row?.opening),
          period: values.period as Purpose['period'],
          retention: {
            ...row?.retention,
            after: values['retention.after'] as Retention['after'],
            duration: durationOf(values['retention.duration'] ?? '', words.language),
            source: values['retention.source'] ?? '',
            decidedBy: values['retention.decidedBy'] as Retention['decidedBy'],
          },
          look: values.look !== 'no',
          ...(values.look === 'only' && { lookOnly: true }),
        };
      },
    }),
  };
}

function lookOf(row: Purpose | undefined): (typeof LOOKS)[number] {
  if (!row?.look) return 'no';
  return row.lookOnly ? 'only' : 'yes';
}

/** When a purpose is open: all that is named must hold (P22). */
function openingFields(parts: Parts, opening: Opening | undefined) {
  const { catalogue, said, words } = parts;
  const { services = [] } = opening ?? {};
  const { language } = words;
  const all = catalogue.services.map(({ type, label }) => ({ id: type, text: textIn(label, language) }));
  const extensions = [...new Set(catalogue.extensions.map(({ extension }) => extension))];
  return [
    several(
      'opening.services',
      said('openServices'),
      [{ id: ANY, text: said('anyService') }, ...all],
      services === 'any' ? [ANY] : services,
    ),
    maybe(
      parts,
      'opening.extension',
      said('openExtension'),
      extensions.map(id => ({ id, text: `.${id}` })),
      opening?.extension,
    ),
    maybe(parts, 'opening.payment', said('openPayment'), coded(parts, PAYMENTS), opening?.payment),
    several(
      'opening',
      said('openBecause'),
      options(parts, 'open', BECAUSE),
      BECAUSE.filter(each => opening?.[each] === true),
    ),
  ];
}

const ANY = 'any';

function openingIn(values: Values, before: Opening | undefined): Opening {
  const services = chosen<Service | typeof ANY>(values, 'opening.services');
  const extension = choice(values, 'opening.extension');
  const payment = choice<NonNullable<Opening['payment']>>(values, 'opening.payment');
  const named = services.filter(each => each !== ANY);
  return {
    ...others(before, ['services', 'extension', 'payment', ...BECAUSE]),
    ...(services.includes(ANY) ? { services: ANY } : named.length > 0 && { services: named }),
    ...(extension !== undefined && { extension }),
    ...(payment !== undefined && { payment }),
    ...Object.fromEntries(chosen(values, 'opening').map(each => [each, true])),
  };
}

function retentionFields(parts: Parts, retention: Retention | undefined) {
  const { said, words } = parts;
  const { duration } = words;
  const decidedBy = { controller: words.t('byController'), law: words.t('byLaw') };
  return [
    one('retention.after', said('after'), coded(parts, AFTER), retention?.after, { required: true }),
    line('retention.duration', said('duration'), retention && duration(retention.duration), {
      required: true,
    }),
    one(
      'retention.decidedBy',
      said('decidedBy'),
      DECIDED_BY.map(id => ({ id, text: decidedBy[id] })),
      retention?.decidedBy,
      { required: true },
    ),
    line('retention.source', said('source'), retention?.source, { kind: 'lines', required: true }),
  ];
}
