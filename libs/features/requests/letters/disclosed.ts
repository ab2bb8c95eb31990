import {
  dayText,
  heading,
  paragraph,
  table,
  timeText,
  type Block,
  type Language,
  type Texts,
} from '#libs/letters';
import { brusselsDay } from '#libs/kernel';
import type { Disclosed } from '../answers';

type Row = Readonly<Record<string, unknown>>;

const TITLES: Readonly<Record<string, Texts>> = {
  values: { nl: 'Uw gegevens', fr: 'Vos données', en: 'Your data' },
  purposes: { nl: 'Waarvoor en hoe lang', fr: 'Pourquoi et combien de temps', en: 'What for and how long' },
  recipients: { nl: 'Wie ze kreeg', fr: 'Qui les a reçues', en: 'Who received it' },
  signIns: { nl: 'Aanmeldingen', fr: 'Connexions', en: 'Sign-ins' },
  looks: { nl: 'Wie ernaar keek', fr: 'Qui les a consultées', en: 'Who looked at it' },
};
const HEADS: Readonly<Record<string, Readonly<Record<Language, readonly string[]>>>> = {
  values: {
    nl: ['Gegeven', 'Waarde', 'Doel', 'Grond', 'Bron', 'Sinds'],
    fr: ['Donnée', 'Valeur', 'Finalité', 'Base', 'Source', 'Depuis'],
    en: ['Data', 'Value', 'Purpose', 'Basis', 'Source', 'Since'],
  },
  purposes: {
    nl: ['Doel', 'Waarom', 'Bewaring'],
    fr: ['Finalité', 'Pourquoi', 'Conservation'],
    en: ['Purpose', 'Why', 'Retention'],
  },
  recipients: {
    nl: ['Ontvanger', 'Land', 'Doel', 'Gegevens', 'Laatst'],
    fr: ['Destinataire', 'Pays', 'Finalité', 'Données', 'Dernier'],
    en: ['Recipient', 'Country', 'Purpose', 'Data', 'Last'],
  },
  signIns: { nl: ['Wanneer', 'Adres'], fr: ['Quand', 'Adresse'], en: ['When', 'Address'] },
  looks: {
    nl: ['Wanneer', 'Doel', 'Functie'],
    fr: ['Quand', 'Finalité', 'Fonction'],
    en: ['When', 'Purpose', 'Function'],
  },
};

/** What is disclosed, written out for a letter; a portability answer is a file, and stands in no letter. */
export function disclosedBlocks(disclosed: Disclosed, language: Language): readonly Block[] {
  if (disclosed.format !== 'inzage/access/1') return [];
  const day = (time: unknown): string => dayText(brusselsDay(new Date(String(time))), language);
  const cells: Readonly<Record<string, (row: Row) => readonly string[]>> = {
    values: row =>
      [row.field, row.value, row.purpose, row.basis, row.source].map(shown).concat(day(row.since)),
    purposes: row => {
      const { duration, after, source } = row.retention as Record<string, string>;
      return [
        translated(row.label, language),
        translated(row.reason, language),
        `${duration} (${after})\n${source}`,
      ];
    },
    recipients: row => [
      [row.name ?? row.recipient, row.instance].filter(Boolean).map(shown).join(': '),
      shown(row.country),
      shown(row.purpose),
      Object.keys(row.versions as object).join(', '),
      day(row.last),
    ],
    signIns: row => [timeText(String(row.time), language), shown(row.ipAddress)],
    looks: row => [timeText(String(row.time), language), shown(row.purpose), shown(row.role)],
  };
  return Object.entries(TITLES).flatMap(([name, title]) => {
    const rows = disclosed[name] as readonly Row[];
    return [
      heading(title[language]),
      rows.length > 0 ? table(HEADS[name]![language], rows.map(cells[name]!)) : paragraph('–'),
    ];
  });
}

function translated(texts: unknown, language: Language): string {
  const all = texts as Partial<Texts> & { readonly en: string };
  return all[language] ?? all.en;
}

function shown(value: unknown): string {
  if (value === undefined || value === null) return '–';
  if (typeof value === 'object') return Object.values(value).map(shown).join(' ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}
