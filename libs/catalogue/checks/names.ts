import { isDay } from '#libs/kernel';
import { purposeName } from '../lookup';
import { DPV_PERSONAL_DATA, DPV_PURPOSES, DPV_RECIPIENTS, TRANSFER_GROUNDS } from '../terms';
import type { Catalogue, Text } from '../types';
import { contradiction, isBlank, repeated, type Contradiction } from './contradiction';

/** One name, one thing. Purposes also by name without version: it scopes keys, so one version holds at a time. */
export function* identities(catalogue: Catalogue): Iterable<Contradiction> {
  const kinds: Record<string, readonly string[]> = {
    field: catalogue.fields.map(({ field }) => field),
    service: catalogue.services.map(({ type }) => type),
    purpose: catalogue.purposes.map(({ id }) => purposeName(id)),
    recipient: catalogue.recipients.map(({ id }) => id),
    document: catalogue.documents.map(({ document, version }) => `${document} ${version}`),
    client: (catalogue.clients ?? []).map(({ client }) => client),
    condition: (catalogue.conditions ?? []).map(({ condition }) => condition),
    'document from': catalogue.documents.map(({ document, from }) => `${document} ${from}`),
  };
  for (const [kind, names] of Object.entries(kinds))
    for (const name of repeated(names)) yield contradiction('duplicate-id', kind, name);
  for (const { id, instances = [] } of catalogue.recipients)
    for (const name of repeated(
      instances.flatMap(({ id, bic }) => [id, ...(bic === undefined ? [] : [bic])]),
    ))
      yield contradiction('duplicate-id', 'instance', id, name);
  for (const { id, recipients } of catalogue.purposes) {
    for (const name of repeated(recipients.map(({ recipient }) => recipient)))
      yield contradiction('duplicate-id', 'sharing', id, name);
    for (const { recipient, transit } of recipients)
      for (const name of repeated(transit.map(attribute => attribute.name)))
        yield contradiction('duplicate-id', 'transit', id, recipient, name);
  }
}

/** What people read is there in Dutch, the policy's language, and in English. */
export function* labels(catalogue: Catalogue): Iterable<Contradiction> {
  const texts: [string, string, Text][] = [
    ...catalogue.fields.map(({ field, label }): [string, string, Text] => ['field', field, label]),
    ...catalogue.services.map(({ type, label }): [string, string, Text] => ['service', type, label]),
    ...catalogue.purposes.map(({ id, label }): [string, string, Text] => ['purpose', id, label]),
    ...(catalogue.conditions ?? []).map(({ condition, label }): [string, string, Text] => [
      'condition',
      condition,
      label,
    ]),
    ...catalogue.documents.map(({ document, version, title }): [string, string, Text] => [
      'document',
      `${document} ${version}`,
      title,
    ]),
  ];
  for (const [kind, name, text] of texts)
    for (const language of ['nl', 'en'] as const)
      if (isBlank(text[language])) yield contradiction('label-missing', kind, name, language);
}

/** Days are days of the calendar. */
export function* days(catalogue: Catalogue): Iterable<Contradiction> {
  const found: [string, string, string][] = [
    ['catalogue', catalogue.version, catalogue.from],
    ...catalogue.extensions.flatMap(({ extension, from, to }): [string, string, string][] => [
      ['extension', extension, from],
      ...(to === undefined ? [] : [['extension', extension, to] as [string, string, string]]),
    ]),
    ...catalogue.documents.map(({ document, version, from }): [string, string, string] => [
      'document',
      `${document} ${version}`,
      from,
    ]),
  ];
  for (const [kind, name, day] of found) if (!isDay(day)) yield contradiction('not-a-day', kind, name, day);
}

/** Terms exist in the vocabulary, so that a register exported with them can be read by others. */
export function* terms(catalogue: Catalogue): Iterable<Contradiction> {
  for (const { field, dpv } of catalogue.fields)
    if (!DPV_PERSONAL_DATA.has(dpv)) yield contradiction('unknown-term', field, dpv);
  for (const { id, dpv } of catalogue.purposes)
    if (!DPV_PURPOSES.has(dpv)) yield contradiction('unknown-term', id, dpv);
  for (const { id, dpv, transferGround, byBic = [] } of catalogue.recipients) {
    if (!DPV_RECIPIENTS.has(dpv)) yield contradiction('unknown-term', id, dpv);
    for (const ground of [transferGround, ...byBic.map(row => row.transferGround)])
      if (ground !== undefined && !TRANSFER_GROUNDS.has(ground))
        yield contradiction('unknown-term', id, ground);
  }
}

/**
 * No e-mail address but the controller's: a catalogue is in the log in clear and for ever, and is read by everybody. Names the
 * members on the way to it.
 */
export function* addresses({ controller: { name, country }, ...rest }: Catalogue): Iterable<Contradiction> {
  const found = (value: unknown, way: readonly string[]): Contradiction[] => {
    if (typeof value === 'string')
      return value.includes('@') ? [contradiction('address-in-text', ...way)] : [];
    if (Array.isArray(value)) return value.flatMap(each => found(each, way));
    if (typeof value !== 'object' || value === null) return [];
    return Object.entries(value).flatMap(([member, each]) => found(each, [...way, member]));
  };
  yield* found({ controller: { name, country }, ...rest }, []);
}
