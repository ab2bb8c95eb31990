import { randomUUID } from 'node:crypto';
import { asSuperuser, importCustomers, projected, settled } from '../bulk';
import { counts } from '../register/growth';
import { fillLog, TEMPLATE_CUSTOMERS } from '../register/fill';
import { officerToken, serviceToken, type Service } from '../service';
import type { EmbeddedPostgres } from '#tools/embedded-postgres';

const HOUR_MS = 3_600_000;

/**
 * How long it takes to find whom a breach affects in a register of so many entries, over HTTP: by purpose and fields, by
 * service, and by all of them.
 */
export async function affected(
  { service, postgres }: { readonly service: Service; readonly postgres: EmbeddedPostgres },
  entries: number,
): Promise<Record<string, number>> {
  await importCustomers(service.api.url, await serviceToken(service.issuer), TEMPLATE_CUSTOMERS);
  await projected(postgres.urls.owner);
  const url = asSuperuser(postgres);
  const [template, made] = await counts(url);
  await service.projector.stop();
  await fillLog(url, template, Math.ceil((entries / made) * template));
  await service.startProjector();
  await projected(postgres.urls.owner);
  await settled(postgres);

  const post = await poster(service);
  const now = Date.now();
  const ago = (hours: number): string => new Date(now - hours * HOUR_MS).toISOString();
  const { breach } = await post('/v1/breaches', {
    happenedAt: ago(2),
    foundAt: ago(1),
    description: 'An export lay open.',
  });
  const period = { from: ago(24), to: new Date(now).toISOString() };
  const asked = [
    { ...period, purpose: 'contract', fields: ['email'] },
    { ...period, client: 'service' },
    { ...period, client: 'service', purpose: 'bookkeeping' },
  ];
  const took: number[] = [];
  for (const criteria of asked) {
    const began = performance.now();
    await post(`/v1/breaches/${String(breach)}/affected`, criteria);
    took.push((performance.now() - began) / 1000);
  }
  const [, size] = await counts(url);
  return { entries: size, seconds: Math.round(Math.max(...took) * 100) / 100 };
}

async function poster(service: Service) {
  const authorization = `Bearer ${await officerToken(service.issuer)}`;
  return async (path: string, body: object): Promise<Record<string, unknown>> => {
    const response = await fetch(`${service.api.url}${path}`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json', 'idempotency-key': randomUUID() },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path} was answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as Record<string, unknown>;
  };
}
