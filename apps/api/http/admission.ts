import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Principal, Role, SubjectAccess } from '#libs/http';
import { DomainError } from '#libs/kernel';
import type { Vault } from '#libs/vault';
import { Exchange, type Surroundings } from './exchange';
import { traceOf } from './headers';
import type { Places } from './places';
import type { Prepared } from './prepared';
import type { Tokens } from './tokens';

const CLIENT_ID = /^[A-Za-z0-9._-]{1,64}$/;

/**
 * Decides who gets in, before a byte of the body is read: token, role, scopes, that a customer reaches only their own, and an
 * auditor anything only while an audit is open. Runs as a hook and not as a guard, because guards run after the body was parsed.
 */
export class Admission {
  constructor(
    private readonly tokens: Tokens,
    private readonly vault: Pick<Vault, 'pseudonym'>,
    private readonly access: SubjectAccess,
    private readonly around: Surroundings,
    private readonly places: Places,
    private readonly stopping: () => boolean,
  ) {}

  readonly hook = (request: FastifyRequest, reply: FastifyReply, done: (error?: Error) => void): void => {
    const { prepared } = request.routeOptions.config as { prepared?: Prepared };
    if (!prepared) return done();
    const exchange = new Exchange(prepared, traceOf(request.headers.traceparent), this.around);
    request.binding = exchange;
    try {
      if (prepared.isCommand && this.stopping()) throw new DomainError('shutting-down');
      if (prepared.options.roles === 'anyone') {
        exchange.params = prepared.paramsOf(request.params as Readonly<Record<string, string>>);
        return done();
      }
      // Without a place to be had, nothing is verified and no body is read.
      this.places.requireRoom();
      this.admit(exchange, request, reply).then(() => done(), done);
    } catch (error) {
      done(error as Error);
    }
  };

  private async admit(exchange: Exchange, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { prepared } = exchange;
    const token = bearerToken(request.headers.authorization);
    const verified = this.tokens.known(token) ?? (await this.tokens.verify(token));
    const { principal } = verified;
    const role = roleOf(principal, prepared);
    exchange.place = await this.places.admit(principal, role, reply.raw);
    const id =
      role === 'service' ? clientOf(principal) : (verified.pseudonym ??= await this.pseudonymOf(principal));
    if (role === 'auditor' && !(await this.access.auditIsOpen())) throw new DomainError('audit-not-open');
    // Looked up before anything is said of the path, so that an unknown and a foreign subject take the same way.
    const self =
      role === 'customer' ? await this.access.subjectOf(principal.issuer, principal.subject) : undefined;
    exchange.caller = { principal, role, actor: { id, role }, ...(self === undefined ? {} : { self }) };
    exchange.params = prepared.paramsOf(request.params as Readonly<Record<string, string>>);
    if (role === 'customer' && prepared.about && exchange.params[prepared.about] !== self)
      throw new DomainError('not-found');
  }

  private pseudonymOf({ issuer, subject }: Principal): Promise<string> {
    return this.vault.pseudonym(issuer, subject);
  }
}

/** A service's actor: its client id, which goes into events as it is. */
function clientOf({ client }: Principal): string {
  if (!CLIENT_ID.test(client)) throw new DomainError('token-invalid');
  return client;
}

function bearerToken(header: string | undefined): string {
  if (header === undefined || !/^bearer(?: |$)/i.test(header)) throw new DomainError('token-missing');
  return header.slice('Bearer '.length).trim();
}

/** The first of the endpoint's roles that the principal has. */
function roleOf(principal: Principal, { options }: Prepared): Role {
  const role = (options.roles as readonly Role[]).find(each => principal.roles.includes(each));
  if (!role) throw new DomainError('forbidden-role');
  const missing =
    role === 'service' ? options.scopes!.filter(scope => !principal.scopes.includes(scope)) : [];
  if (missing.length > 0) throw new DomainError('forbidden-scope', { scope: missing.join(' ') });
  return role;
}
