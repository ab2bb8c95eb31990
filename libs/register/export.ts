import { csvLine } from '#libs/kernel';
import type { Entry } from './entry';

/** Columns of the register as a table, labelled with the element of Art. 30(1) GDPR that they answer to. */
const COLUMNS: readonly (readonly [label: string, of: (entry: ShownEntry) => string | number | undefined])[] =
  [
    ['entry', entry => entry.n],
    ['time', entry => entry.time],
    ['kind', entry => entry.kind],
    ['processing (DPV)', entry => entry.processing],
    ['purpose - Art. 30(1)(b)', entry => entry.purpose],
    ['legal basis - Art. 6', entry => entry.basis],
    ['data subject (pseudonym) - Art. 30(1)(c)', entry => entry.subject],
    ['personal data - Art. 30(1)(c)', entry => entry.fields && Object.keys(entry.fields).join(' ')],
    ['versions', entry => entry.fields && versionsOf(entry.fields)],
    ['recipient - Art. 30(1)(d)', entry => entry.recipient],
    ['recipient instance', entry => entry.instance],
    ['ground of transfer - Art. 30(1)(e)', entry => entry.transferGround],
    ['source - Art. 14(2)(f)', entry => entry.source],
    ['channel', entry => entry.channel],
    ['role', entry => entry.actor.role],
    ['actor', entry => entry.actor.id],
    ['about', entry => entry.about && JSON.stringify(entry.about)],
    ['policy version', entry => entry.catalogue],
    ['event', entry => entry.event],
    ['event SHA-256', entry => entry.eventHash],
  ];

/** Who is responsible, and who to write to: every export names them (P20, Art. 30(1)(a)). */
export interface Responsible {
  readonly name: string;
  readonly contact: string;
}

/** Headings of the register as a table. */
export const REGISTER_HEADINGS: readonly string[] = [
  ...COLUMNS.map(([label]) => label),
  'controller and contact - Art. 30(1)(a)',
];

/** An entry as a row of that table. */
export function registerRow(entry: ShownEntry, { name, contact }: Responsible): string[] {
  return [...COLUMNS.map(([, of]) => String(of(entry) ?? '')), `${name}, ${contact}`];
}

/** First line of a CSV (RFC 4180). */
export function csvHeader(): string {
  return csvLine(REGISTER_HEADINGS);
}

export function csvRow(entry: ShownEntry, responsible: Responsible): string {
  return csvLine(registerRow(entry, responsible));
}

/** First line of an export as JSON Lines; entries follow. */
export function jsonHead({ name, contact }: Responsible): string {
  return `${JSON.stringify({ format: 'inzage/register/1', controller: { name, contact } })}\n`;
}

/** The entry as a line of JSON Lines. */
export function jsonLine(entry: ShownEntry): string {
  return `${JSON.stringify(entry)}\n`;
}

/** First line of an export that can be verified (docs/formats/export.md); entries follow. */
export function exportHead(head: {
  readonly origin: string | null;
  readonly scope: 'range' | 'selection';
  readonly from: bigint;
  readonly to: bigint;
  readonly size: bigint;
  readonly checkpoint: string | null;
  readonly filter: Readonly<Record<string, unknown>>;
  readonly controller: Responsible;
}): string {
  const { origin, scope, from, to, size, checkpoint, filter, controller } = head;
  const { name, contact } = controller;
  return `${JSON.stringify({
    format: 'inzage/register-export/1',
    origin,
    scope,
    from: String(from),
    to: String(to),
    size: String(size),
    checkpoint,
    filter,
    controller: { name, contact },
  })}\n`;
}

/** The entry's stored bytes, as they are. */
export function exportLine(n: bigint, bytes: Buffer, proof: readonly Buffer[] | undefined): string {
  const hashes = proof?.map(hash => hash.toString('base64'));
  return `${JSON.stringify({ n: String(n), entry: bytes.toString('utf8'), ...(hashes && { proof: hashes }) })}\n`;
}

/** Last line: what lacks it was cut off. */
export function exportEnd(count: number): string {
  return `${JSON.stringify({ end: String(count) })}\n`;
}

/** An entry as it is shown. */
export type ShownEntry = Omit<Entry, 'actor' | 'n'> & {
  /** Absent for the person concerned: it counts what is done to everybody, hidden or not (P16). */
  readonly n?: number;
  readonly actor: { readonly id?: string; readonly role: string };
};

/** Roles of people whom the person concerned is told of by their function. */
const BY_FUNCTION: ReadonlySet<string> = new Set(['staff', 'privacy-officer', 'auditor']);

/** What the person concerned is shown: no number in the register, an employee's function, not the pseudonym (CJEU C-579/21). */
export function asShownToSubject(entry: Entry): ShownEntry {
  const { n: _n, ...shown } = entry;
  const { id: _, ...actor } = entry.actor;
  return BY_FUNCTION.has(actor.role) ? { ...shown, actor } : shown;
}

function versionsOf(fields: NonNullable<Entry['fields']>): string {
  return Object.entries(fields)
    .flatMap(([name, { version }]) => (version === undefined ? [] : [`${name}=${version}`]))
    .join(' ');
}
