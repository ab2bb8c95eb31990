import type {
  AccessToken,
  Adapter,
  AdapterPayload,
  ClientCredentials,
  ClientMetadata,
  Provider,
  ResourceServer,
  TokenEndpointGrantContext,
} from 'oidc-provider';
import { CLIENTS, DEVELOPMENT_SECRET, PAGE_CLIENT, PERSONA_GRANT, PERSONAS } from './clients';
import type { IssuerState } from './keys';
import { signOutPage } from './sign-in';

const TOKEN_SECONDS = 8 * 3_600;

/** Where browsers come back to, on whatever port of loopback the API listens (RFC 8252 section 7.3). */
const PAGES = ['http://127.0.0.1', 'http://localhost'];
const LOOPBACK = /^https?:\/\/(127\.0\.0\.1|localhost)(:\d+)?$/;

/** Nothing that outlives the process is stored: access tokens are JWTs, and sessions of browsers end with the issuer. */
class Memory implements Adapter {
  private readonly rows = new Map<string, AdapterPayload>();
  async upsert(id: string, payload: AdapterPayload): Promise<void> {
    this.rows.set(id, payload);
  }
  async find(id: string): Promise<AdapterPayload | undefined> {
    return this.rows.get(id);
  }
  async findByUserCode(): Promise<undefined> {}
  async findByUid(uid: string): Promise<AdapterPayload | undefined> {
    return [...this.rows.values()].find(row => row.uid === uid);
  }
  async consume(id: string): Promise<void> {
    this.rows.set(id, { ...this.rows.get(id), consumed: true });
  }
  async destroy(id: string): Promise<void> {
    this.rows.delete(id);
  }
  async revokeByGrantId(): Promise<void> {}
}

/** The package is loaded only where an issuer is started: production has no use for it. */
async function load(): Promise<typeof import('oidc-provider')> {
  /* eslint-disable no-console -- it warns on the console that it prefers Node 22; it works on 20, and tests say so. */
  const warn = console.warn;
  console.warn = (...said: unknown[]) => {
    if (!String(said[0]).includes('Unsupported runtime')) warn(...said);
  };
  try {
    return await import('oidc-provider');
  } finally {
    console.warn = warn;
  }
  /* eslint-enable no-console */
}

interface PersonaAsked {
  readonly sub?: string;
  readonly roles?: string;
  readonly expires_in?: string;
  readonly resource?: string;
}

/** The clients of each role, and that of the page. */
function clients(): ClientMetadata[] {
  return [
    ...CLIENTS.map(client => ({
      client_id: client.id,
      client_secret: DEVELOPMENT_SECRET,
      token_endpoint_auth_method: 'client_secret_post' as const,
      grant_types: ['client_credentials', PERSONA_GRANT],
      redirect_uris: [],
      response_types: [],
      scope: ['openid', ...client.scopes].join(' '),
    })),
    {
      client_id: PAGE_CLIENT,
      application_type: 'native',
      token_endpoint_auth_method: 'none',
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      redirect_uris: PAGES.flatMap(page => [
        `${page}/console/signed-in`,
        `${page}/console/signed-in-silently`,
      ]),
      post_logout_redirect_uris: PAGES.flatMap(page => [`${page}/console`, `${page}/mijn-gegevens`]),
      scope: 'openid',
    },
  ];
}

/** A client's own role; at the page's client that of the persona who was picked. */
function rolesOf(token: AccessToken | ClientCredentials): string[] {
  const { clientId } = token;
  if (clientId === PAGE_CLIENT)
    return PERSONAS.filter(({ sub }) => 'accountId' in token && sub === token.accountId).map(
      ({ role }) => role,
    );
  return [...(CLIENTS.find(client => client.id === clientId)?.roles ?? [])];
}

/** A real OpenID provider (discovery, JWKS, RFC 9068 access tokens) whose people need no password. */
export async function createProvider(
  issuer: string,
  audience: string,
  state: IssuerState,
): Promise<Provider> {
  const { Provider, errors, interactionPolicy } = await load();
  const policy = interactionPolicy.base();
  // Asked of native clients, as which a page on any port of loopback counts here.
  policy.get('consent')!.checks.remove('native_client_prompt');
  const scopes = [...new Set(CLIENTS.flatMap(client => client.scopes))];
  const resourceServer = (resource: string): ResourceServer => ({
    audience: resource,
    scope: scopes.join(' '),
    accessTokenFormat: 'jwt',
    accessTokenTTL: TOKEN_SECONDS,
    jwt: { sign: { alg: 'RS256' } },
  });
  /** Roles that a persona asked for, by the id of its token. */
  const asked = new WeakMap<object, string[]>();

  const provider = new Provider(issuer, {
    adapter: Memory,
    jwks: { keys: state.keys },
    cookies: { keys: [state.cookieSecret] },
    scopes: ['openid', ...scopes],
    clients: clients(),
    // The page alone is called from a browser; no other page on this machine gets the token of a persona.
    clientBasedCORS: (_, origin, client) => client.clientId === PAGE_CLIENT && LOOPBACK.test(origin),
    interactions: {
      policy,
      url: (_, interaction) => `/interaction/${interaction.uid}`,
    },
    issueRefreshToken: async (_, client) => client.grantTypeAllowed('refresh_token'),
    // Whoever signs in to the page of this very service is not asked whether it may know them.
    loadExistingGrant: async ctx => {
      const { session, client, provider: own } = ctx.oidc;
      const known = session?.grantIdFor(client!.clientId);
      if (known) return own.Grant.find(known);
      const grant = new own.Grant({ clientId: client!.clientId, accountId: session!.accountId! });
      grant.addOIDCScope('openid');
      await grant.save();
      return grant;
    },
    ttl: { ClientCredentials: TOKEN_SECONDS, AccessToken: TOKEN_SECONDS, IdToken: TOKEN_SECONDS },
    findAccount: (_, sub) => ({ accountId: sub, claims: async () => ({ sub }) }),
    extraTokenClaims: (_, token) => ({
      roles: asked.get(token) ?? rolesOf(token),
    }),
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      pushedAuthorizationRequests: { enabled: false },
      rpInitiatedLogout: { enabled: true, logoutSource: async (ctx, form) => signOutPage(ctx, form) },
      userinfo: { enabled: false },
      dPoP: { enabled: false },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => audience,
        useGrantedResource: () => true,
        getResourceServerInfo: (_, resource) => resourceServer(resource),
      },
    },
  });

  const persona = async (ctx: TokenEndpointGrantContext<PersonaAsked>): Promise<void> => {
    const { sub, roles, expires_in, resource = audience, scope = '' } = ctx.oidc.params;
    if (!sub || sub.length > 255)
      throw new errors.InvalidRequest('sub says who came in, in 1 to 255 characters');
    if (expires_in && !/^-?\d{1,8}$/.test(expires_in))
      throw new errors.InvalidRequest('expires_in is in seconds');
    const { client } = ctx.oidc;
    const wanted = String(scope).split(' ');
    const allowed = CLIENTS.find(known => known.id === client.clientId)?.scopes ?? [];
    const token = new provider.AccessToken({
      client,
      accountId: sub,
      gty: 'persona',
      grantId: 'persona',
      expiresIn: expires_in ? Number(expires_in) : TOKEN_SECONDS,
      scope: allowed.filter(name => wanted.includes(name)).join(' '),
    });
    token.resourceServer = new provider.ResourceServer(resource, resourceServer(resource));
    if (roles !== undefined) asked.set(token, roles.split(' ').filter(Boolean));
    const answer = { access_token: await token.save(), token_type: 'Bearer', expires_in: token.expiration };
    if (!wanted.includes('openid')) ctx.body = answer;
    else {
      const idToken = new provider.IdToken({ sub }, { ctx });
      idToken.set('sub', sub);
      ctx.body = { ...answer, id_token: await idToken.issue({ use: 'idtoken' }) };
    }
  };
  provider.registerGrantType<PersonaAsked>(PERSONA_GRANT, persona, [
    'sub',
    'roles',
    'expires_in',
    'resource',
    'scope',
  ]);
  return provider;
}
