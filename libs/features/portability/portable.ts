import { purposeName, type Catalogue } from '#libs/catalogue';
import type { CustomerRecord } from '#libs/features/records';
import { brusselsDay, type Json, type Uuid } from '#libs/kernel';
import { PORTABILITY_FORMAT, PORTABILITY_SCHEMA, type PortabilityDocument } from './answers';

/**
 * Art. 20(1): what the person provided, processed for a contract by automated means; nothing inferred, and nothing that
 * others gave. What came from an earlier system was provided there, unless the catalogue says otherwise.
 */
export function portable(
  record: CustomerRecord,
  { controller, portability }: Pick<Catalogue, 'controller' | 'portability'>,
  request: Uuid,
  now: Date,
): PortabilityDocument {
  const sources = portability?.migration === false ? ['subject'] : ['subject', 'migration'];
  const provided = new Map<string, Record<string, Json>>();
  for (const value of record.values) {
    if (value.basis !== 'A6-1-b' || !sources.includes(value.source) || !('value' in value)) continue;
    const purpose = purposeName(value.purpose);
    provided.set(purpose, { ...provided.get(purpose), [value.field]: value.value });
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
    provided: [...provided].map(([purpose, values]) => ({ purpose, values })),
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

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}
