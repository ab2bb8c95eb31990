import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { KoaContextWithOIDC, Provider } from 'oidc-provider';
import { PERSONAS } from './clients';

const STYLE =
  'body{font:1rem/1.5 system-ui,sans-serif;max-width:24rem;margin:10vh auto;padding:0 1rem;color:#1b1f24;background:#fff}' +
  'button{display:block;width:100%;margin:.5rem 0;padding:.75rem;font:inherit;text-align:left;border:1px solid #6b7280;' +
  'border-radius:.5rem;background:#f6f7f9;color:inherit;cursor:pointer}button small{display:block;color:#4b5563}' +
  'button:focus-visible{outline:3px solid #1d4ed8;outline-offset:2px}';
/** Chromium holds redirects that answer a form to `form-action` too: the page that asked is on loopback. */
const POLICY =
  `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; base-uri 'none'; ` +
  "frame-ancestors 'none'; form-action 'self' http://127.0.0.1:* http://localhost:*";
const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': POLICY,
  'cache-control': 'no-store',
};

/** The page of an interaction (GET), where one picks who one is; and what was picked (POST). No password: development. */
export async function signIn(
  provider: Provider,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    await provider.interactionDetails(request, response);
    if (request.method !== 'POST')
      return void response.writeHead(200, HEADERS).end(page('Who comes in?', personas()));
    const accountId = (await formOf(request)).get('sub') ?? '';
    if (!PERSONAS.some(({ sub }) => sub === accountId)) return void response.writeHead(400).end();
    await provider.interactionFinished(
      request,
      response,
      { login: { accountId } },
      { mergeWithLastSubmission: false },
    );
  } catch {
    // The interaction has ended, or never was.
    response
      .writeHead(400, HEADERS)
      .end(page('This sign-in has ended', '<p>Go back to the page and sign in again.</p>'));
  }
}

/** The page that asks whether to sign out; `form` is the provider's own. */
export function signOutPage(ctx: KoaContextWithOIDC, form: string): void {
  const buttons =
    '<button type="submit" form="op.logoutForm" value="yes" name="logout" autofocus>Sign out</button>' +
    '<button type="submit" form="op.logoutForm">Stay</button>';
  ctx.set(HEADERS);
  ctx.body = page('Sign out?', form + buttons);
}

function personas(): string {
  const buttons = PERSONAS.map(
    ({ sub, role }) => `<button name="sub" value="${sub}">${sub}<small>${role}</small></button>`,
  );
  return `<p>Development only: anybody is believed.</p><form method="post">${buttons.join('')}</form>`;
}

function page(title: string, content: string): string {
  return (
    `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
    `<title>${title}</title><style>${STYLE}</style><main><h1>${title}</h1>${content}</main></html>`
  );
}

async function formOf(request: IncomingMessage): Promise<URLSearchParams> {
  let text = '';
  for await (const chunk of request) {
    text += String(chunk);
    if (text.length > 1_024) break;
  }
  return new URLSearchParams(text);
}
