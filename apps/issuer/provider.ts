import type {
  Adapter,
  AdapterPayload,
  Provider,
  ResourceServer,
  TokenEndpointGrantContext,
} from 'oidc-provider';
import { CLIENTS, DEVELOPMENT_SECRET, PERSONA_GRANT } from './clients';
import type { IssuerState } from './keys';

const TOKEN_SECONDS = 8 * 3_600;

/** Nothing that outlives the process is stored: access tokens are JWTs, and there are no sessions here. */
class Memory implements Adapter {
  private readonly rows = new Map<string, AdapterPayload>();
  async upsert(id: string, payload: AdapterPayload): Promise<void> {
    this.rows.set(id, payload);
  }
  async find(id: string): Promise<AdapterPayload | undefined> {
    return this.rows.get(id);
  }
  async findByUserCode(): Promise<undefined> {}
  async findByUid(): Promise<undefined> {}
  async consume(): Promise<void> {}
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

interface Persona {
  readonly sub?: string;
  readonly roles?: string;
  readonly expires_in?: string;
  readonly resource?: string;
}

/** A real OpenID provider (discovery, JWKS, RFC 9068 access tokens) whose people need no password. */
export async function createProvider(
  issuer: string,
  audience: string,
  state: IssuerState,
): Promise<Provider> {
  const { Provider, errors } = await load();
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
    clients: CLIENTS.map(client => ({
      client_id: client.id,
      client_secret: DEVELOPMENT_SECRET,
      token_endpoint_auth_method: 'client_secret_post',
      grant_types: ['client_credentials', PERSONA_GRANT],
      redirect_uris: [],
      response_types: [],
      scope: ['openid', ...client.scopes].join(' '),
    })),
    ttl: { ClientCredentials: TOKEN_SECONDS, AccessToken: TOKEN_SECONDS, IdToken: TOKEN_SECONDS },
    findAccount: (_, sub) => ({ accountId: sub, claims: async () => ({ sub }) }),
    extraTokenClaims: (_, token) => ({
      roles: asked.get(token) ?? CLIENTS.find(client => client.id === token.clientId)?.roles ?? [],
    }),
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      pushedAuthorizationRequests: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      userinfo: { enabled: false },
      dPoP: { enabled: false },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => audience,
        getResourceServerInfo: (_, resource) => resourceServer(resource),
      },
    },
  });

  const persona = async (ctx: TokenEndpointGrantContext<Persona>): Promise<void> => {
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
  provider.registerGrantType<Persona>(PERSONA_GRANT, persona, [
    'sub',
    'roles',
    'expires_in',
    'resource',
    'scope',
  ]);
  return provider;
}
