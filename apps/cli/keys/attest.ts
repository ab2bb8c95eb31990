import { randomUUID } from 'node:crypto';
import { DEVELOPMENT_SECRET, PERSONA_GRANT } from '#apps/issuer/clients';
import { RotationRefused } from '#libs/vault/postgres';
import { say, UsageError } from '../command';

/** States over the API that an epoch is destroyed in every copy, as the officer whose token it is. */
export async function attest({
  epoch,
  as,
}: {
  readonly epoch?: string;
  readonly as?: string;
}): Promise<void> {
  if (epoch === undefined || !/^[1-9][0-9]{0,8}$/.test(epoch)) throw new UsageError('Say which: --epoch N.');
  const url = process.env.INZAGE_URL ?? 'http://127.0.0.1:3000';
  const token = process.env.INZAGE_TOKEN ?? (as === undefined ? undefined : await personaToken(url, as));
  if (token === undefined)
    throw new UsageError(
      'Set INZAGE_TOKEN to an access token of a privacy officer; in development, --as SUB.',
    );
  const response = await answered(`${url}/v1/master-key-epochs/${epoch}/attest`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
    },
    body: '{}',
  });
  const body = (await response.json()) as Partial<Problem> & { readonly state?: string };
  if (!response.ok) throw new RotationRefused(wordsOf(body));
  say(
    body.state === 'destroyed'
      ? `Two officers have stated that epoch ${epoch} is destroyed: what was erased under it is irrecoverable as far as it goes.`
      : `It is stated that epoch ${epoch} is destroyed. Next: another officer states the same.`,
  );
}

/** As the service answers it (RFC 9457), with the processes that it names, where it names any. */
interface Problem {
  readonly title: string;
  readonly detail: string;
  readonly processes: readonly string[];
}

function wordsOf({ title = 'The service refuses it', detail, processes }: Partial<Problem>): string {
  return [title, ...(detail === undefined ? [] : [detail]), ...(processes ? [processes.join(', ')] : [])]
    .map(part => part.replace(/[.:]?$/, ''))
    .join('. ')
    .concat('.');
}

/** @throws RotationRefused when nobody answers there */
async function answered(url: string, init?: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch {
    throw new RotationRefused(`${new URL(url).origin} does not answer: set INZAGE_URL to where the API is.`);
  }
}

async function personaToken(url: string, sub: string): Promise<string> {
  const document = (await (await answered(`${url}/openapi.json`)).json()) as {
    components: { securitySchemes: { token: { 'x-issuer': string } } };
  };
  const form = new URLSearchParams({
    client_id: 'privacy-officer',
    client_secret: DEVELOPMENT_SECRET,
    grant_type: PERSONA_GRANT,
    sub,
  });
  const issuer = document.components.securitySchemes.token['x-issuer'];
  const response = await fetch(`${issuer}/token`, { method: 'POST', body: form });
  if (!response.ok) throw new UsageError('The issuer of this service gives no token for a persona.');
  return ((await response.json()) as { access_token: string }).access_token;
}
