import { hash } from 'node:crypto';
import {
  createRemoteJWKSet,
  errors,
  jwtVerify,
  type JWTPayload,
  type JWTVerifyGetKey,
  type RemoteJWKSet,
} from 'jose';
import { LRUCache } from 'lru-cache';
import { DomainError, type Clock } from '#libs/kernel';
import { ROLES, type Principal, type Role } from '#libs/http';

export interface IssuerSettings {
  /** As in the `iss` claim. Its discovery document must name it. */
  readonly issuer: string;
  /** This API, as in the `aud` claim. */
  readonly audience: string;
  /** Signature algorithms; none but these. */
  readonly algorithms: readonly string[];
  /** Claim with the roles: `roles`, or a path such as `realm_access.roles`. */
  readonly rolesClaim: string;
  /** `typ` of an access token. `JWT`: that, and `at+jwt` too. */
  readonly tokenType: 'at+jwt' | 'JWT';
}

/** A verified token, as remembered. */
export interface Verified {
  readonly principal: Principal;
  /** Seconds since the epoch: from then on it is expired. */
  readonly expires: number;
  /** Milliseconds since the epoch: from then on it is verified anew, so that a withdrawn key stops working. */
  verifyAgain: number;
  /** Of a person, once it was needed. */
  pseudonym?: string;
}

/** Seconds by which the issuer's clock may differ. */
const TOLERANCE = 5;
const REMEMBERED_TOKENS = 10_000;
const VERIFY_AGAIN_MS = 5 * 60_000;
/** After the issuer could not be reached, it is left alone for this long; a token that was seen before does not ask for longer. */
const RETRY_ISSUER_MS = 1_000;
const RETRY_SEEN_MS = 15_000;
/** Between two questions for keys, at least, when tokens name one that is not there. */
const UNKNOWN_KEY_MS = 5_000;
const TIMEOUT_MS = 5_000;

/**
 * Verifies access tokens (RFC 9068): signature by the issuer's published keys, `iss`, `aud`, `typ` (so that no ID token
 * passes), `exp`, `nbf`. Verified tokens are remembered by their SHA-256 until they expire.
 * An issuer that cannot be reached is `issuer-unavailable`, never a refused token; a token that was seen before goes on
 * until it expires.
 */
export class Tokens {
  private readonly remembered = new LRUCache<string, Verified>({ max: REMEMBERED_TOKENS });
  private keys: RemoteJWKSet | undefined;
  private discovery: Promise<RemoteJWKSet> | undefined;
  /** Milliseconds since the epoch: not before then is an unreachable issuer tried again. */
  private notBefore = 0;

  constructor(
    private readonly settings: IssuerSettings,
    private readonly clock: Clock,
  ) {}

  /** What is remembered of a token. @throws DomainError `token-expired` */
  known(token: string): Verified | undefined {
    const digest = hash('sha256', token, 'base64');
    const verified = this.remembered.get(digest);
    if (!verified) return undefined;
    const now = this.clock.now().getTime();
    if (now >= (verified.expires + TOLERANCE) * 1000) {
      this.remembered.delete(digest);
      throw new DomainError('token-expired');
    }
    return now < verified.verifyAgain ? verified : undefined;
  }

  /** @throws DomainError `token-invalid`, `token-expired`, `issuer-unavailable` */
  async verify(token: string): Promise<Verified> {
    const now = this.clock.now();
    const digest = hash('sha256', token, 'base64');
    let payload: JWTPayload;
    try {
      payload = await this.payloadOf(token, now);
    } catch (error) {
      const seen = this.remembered.get(digest);
      if (!seen || !(error instanceof DomainError && error.code === 'issuer-unavailable')) throw error;
      seen.verifyAgain = this.clock.now().getTime() + RETRY_SEEN_MS;
      return seen;
    }
    const verified: Verified = {
      principal: this.principalOf(payload),
      expires: payload.exp!,
      verifyAgain: now.getTime() + VERIFY_AGAIN_MS,
    };
    this.remembered.set(digest, verified);
    return verified;
  }

  private async payloadOf(token: string, now: Date): Promise<JWTPayload> {
    const { issuer, audience, algorithms, tokenType } = this.settings;
    try {
      const { payload, protectedHeader } = await jwtVerify(token, this.keyFor, {
        algorithms: [...algorithms],
        issuer,
        audience,
        ...(tokenType === 'JWT' ? {} : { typ: tokenType }),
        requiredClaims: ['exp', 'sub'],
        clockTolerance: TOLERANCE,
        currentDate: now,
      });
      if (tokenType === 'JWT' && !mayBeAccessToken(protectedHeader.typ, payload))
        throw new DomainError('token-invalid');
      return payload;
    } catch (error) {
      if (error instanceof IssuerUnreachable) throw new DomainError('issuer-unavailable');
      throw new DomainError(error instanceof errors.JWTExpired ? 'token-expired' : 'token-invalid');
    }
  }

  private readonly keyFor: JWTVerifyGetKey = async (header, jws) => {
    if (!this.keys?.fresh && this.clock.now().getTime() < this.notBefore) throw new IssuerUnreachable();
    try {
      this.keys ??= await (this.discovery ??= discover(this.settings.issuer).finally(
        () => (this.discovery = undefined),
      ));
      return await this.keys(header, jws);
    } catch (error) {
      if (OF_THE_TOKEN.some(type => error instanceof type)) throw error;
      // Only without fresh keys: a token with an unknown key id must not shut out the others.
      this.notBefore = this.clock.now().getTime() + RETRY_ISSUER_MS;
      throw new IssuerUnreachable();
    }
  };

  private principalOf(payload: JWTPayload): Principal {
    const client = payload.client_id ?? payload.azp ?? '';
    const { iss, sub } = payload;
    if (typeof iss !== 'string' || typeof sub !== 'string' || sub === '' || typeof client !== 'string')
      throw new DomainError('token-invalid');
    const named = listOf(claimAt(payload, this.settings.rolesClaim));
    return {
      issuer: iss,
      subject: sub,
      client,
      roles: ROLES.filter((role: Role) => named.includes(role)),
      scopes: listOf(payload.scope ?? payload.scp),
    };
  }
}

/** Claims that only an ID token has (OpenID Connect Core, 2 and 3.3.2.11). */
const OF_ID_TOKENS = ['nonce', 'at_hash', 'c_hash'];

/**
 * Where the issuer does not say `at+jwt`: no ID token by its claims, and no other kind by the claim `typ`, in which
 * Keycloak says `Bearer`, `ID`, `Refresh`.
 */
function mayBeAccessToken(typ: string | undefined, payload: JWTPayload): boolean {
  if (!/^(application\/)?(at\+)?jwt$/i.test(typ ?? '')) return false;
  if (payload.typ !== undefined && payload.typ !== 'Bearer') return false;
  return !OF_ID_TOKENS.some(name => Object.hasOwn(payload, name));
}

/** What looking for a key can say of the token; every other error there speaks of the issuer. */
const OF_THE_TOKEN = [errors.JWKSNoMatchingKey, errors.JWKSMultipleMatchingKeys, errors.JOSENotSupported];

class IssuerUnreachable extends Error {}

/** Keys by OpenID Connect Discovery: fetched when first needed, renewed when old, and for unknown key ids, seldom. */
async function discover(issuer: string): Promise<RemoteJWKSet> {
  const response = await fetch(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, {
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
    headers: { accept: 'application/json' },
  });
  if (!response.ok) throw new Error('discovery failed');
  const document = (await response.json()) as { issuer?: unknown; jwks_uri?: unknown };
  if (document.issuer !== issuer || typeof document.jwks_uri !== 'string')
    throw new Error('the discovery document is of another issuer');
  const keys = new URL(document.jwks_uri);
  if (new URL(issuer).protocol === 'https:' && keys.protocol !== 'https:')
    throw new Error('keys must come over https');
  return createRemoteJWKSet(keys, {
    timeoutDuration: TIMEOUT_MS,
    cooldownDuration: UNKNOWN_KEY_MS,
    cacheMaxAge: 600_000,
  });
}

/** A claim by its name, or by a path of names. */
function claimAt(payload: JWTPayload, path: string): unknown {
  if (Object.hasOwn(payload, path)) return payload[path];
  return path
    .split('.')
    .reduce<unknown>(
      (value, name) => (isRecord(value) && Object.hasOwn(value, name) ? value[name] : undefined),
      payload,
    );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** A list claim: an array of texts, or texts parted by spaces. */
function listOf(claim: unknown): string[] {
  if (typeof claim === 'string') return claim.split(' ').filter(Boolean);
  return Array.isArray(claim) ? claim.filter(item => typeof item === 'string') : [];
}
