import { purposeName, type Catalogue, type Field } from '#libs/catalogue';
import type { CustomerRecord } from '#libs/features/records';
import { brusselsDay, type Json, type Uuid } from '#libs/kernel';
import { PORTABILITY_FORMAT, PORTABILITY_SCHEMA, type PortabilityDocument } from './answers';

/**
 * Art. 20(1): what the person provided, processed for a contract by automated means; nothing inferred, and nothing that
 * others gave. What came from an earlier system was provided there, unless the catalogue says otherwise.
 * @param record as its own subject is given it: what is left out of that is named and left out here (Art. 20(4))
 */
export function portable(
  record: CustomerRecord,
  { controller, portability }: Pick<Catalogue, 'controller' | 'portability'>,
  request: Uuid,
  now: Date,
): PortabilityDocument {
  const sources = portability?.migration === false ? ['subject'] : ['subject', 'migration'];
  const provided = new Map<string, { values: Record<string, Json>; leftOut: string[] }>();
  for (const value of record.values) {
    if (value.basis !== 'A6-1-b' || !sources.includes(value.source) || 'erased' in value) continue;
    const purpose = purposeName(value.purpose);
    const { values, leftOut } = provided.get(purpose) ?? { values: {}, leftOut: [] };
    if ('leftOut' in value) leftOut.push(value.field);
    else values[value.field] = value.value;
    provided.set(purpose, { values, leftOut });
  }
  const { payment } = record;
  return {
    format: PORTABILITY_FORMAT,
    schema: PORTABILITY_SCHEMA,
    request,
    on: brusselsDay(now),
    controller: { name: controller.name, contact: controller.contact },
    subject: record.subject,
    kind: record.kind,
    provided: [...provided].map(([purpose, { values, leftOut }]) => ({
      purpose,
      values,
      ...(leftOut.length > 0 && { leftOut: leftOut.sort() }),
    })),
    domains: record.links.flatMap(link =>
      link.kind === 'domain' && 'value' in link
        ? [{ domain: textOf(link.value.domain), role: link.role, since: link.since }]
        : [],
    ),
    logins: record.links.flatMap(link =>
      link.kind === 'login' && 'value' in link ? [textOf(link.value.login)] : [],
    ),
    ...(payment && {
      payment: {
        method: payment.method,
        ...(payment.instance !== undefined && { instance: payment.instance }),
      },
    }),
    services: record.services.map(({ type, from }) => ({ type, from })),
  };
}

/** Fields of which a value is taken along: the entry of the look at it names them (P09). */
export function fieldsProvided({ provided }: Pick<PortabilityDocument, 'provided'>): Field[] {
  return [...new Set(provided.flatMap(({ values }) => Object.keys(values) as Field[]))];
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}
