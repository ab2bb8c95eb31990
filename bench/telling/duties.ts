import type { EmbeddedPostgres } from '#tools/embedded-postgres';
import { settled, withClient } from '../bulk';
import { timed, type Times } from '../register/asked';
import { officerToken, serviceToken, type Service } from '../service';

/** The read model as so many people leave it, each with ten sharings and an open duty. */
export async function fill(postgres: EmbeddedPostgres, people: number): Promise<void> {
  await withClient(postgres.urls.owner, async client => {
    await client.query(
      `create temporary table people as select gen_random_uuid() as subject, n from generate_series(1, ${people}) n`,
    );
    await client.query(
      `insert into duty_marks (subject, revision, mark)
        select subject, revision, jsonb_build_object('is', 'shared', 'event', gen_random_uuid(), 'time', now(),
            'catalogue', '2018-05-25', 'sharing', gen_random_uuid(), 'recipient', 'accounting-office',
            'purpose', 'bookkeeping', 'versions', '{"familyName":1}'::jsonb)
          from people, generate_series(1000, 1009) revision`,
    );
    await client.query(
      `insert into duties (duty, subject, kind, recipient, purpose, fields, opened, due, status)
        select gen_random_uuid(), subject, 'correction',
            (array['accounting-office', 'dns-belgium', 'bank'])[1 + n % 3], 'bookkeeping', array['familyName'],
            now() - n % 30 * interval '1 day', current_date + 14 - n % 30, 'open' from people`,
    );
  });
  await settled(postgres);
}

/** Pages as an officer asks for them: the first due, the overdue ones, one recipient's, and deep ones; and as a client does. */
export async function listed(service: Service): Promise<Record<string, Times>> {
  const [officer, client] = [await officerToken(service.issuer), await serviceToken(service.issuer)];
  const ask = async (by: string, token = officer): Promise<{ readonly next?: string }> => {
    const headers = { authorization: `Bearer ${token}` };
    const response = await fetch(`${service.api.url}/v1/duties?${by}`, { headers });
    if (!response.ok) throw new Error(`duties were answered ${response.status}`);
    return (await response.json()) as { readonly next?: string };
  };
  let cursor = '';
  for (let page = 0; page < 20; page++) {
    const { next } = await ask(`limit=500${cursor && `&cursor=${cursor}`}`);
    if (next === undefined) break;
    cursor = next;
  }
  return {
    first: await timed(300, () => ask('limit=100')),
    overdue: await timed(300, () => ask('limit=100&overdue=true')),
    ofRecipient: await timed(300, () => ask('limit=100&recipient=bank')),
    ofClient: await timed(300, () => ask('limit=100', client)),
    deep: await timed(300, () => ask(`limit=100${cursor && `&cursor=${cursor}`}`)),
  };
}
