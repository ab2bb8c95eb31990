import { Controller } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { command, Endpoint, type Call, type Result } from '#libs/http';
import { answered, LinkAnswer, made } from './answers';
import {
  BeginTransfer,
  BeginTransferAnswer,
  BeginTransferBody,
  LinkDomain,
  LinkDomainBody,
  LinkIdentity,
  LinkIdentityBody,
  LinkLogin,
  LinkLoginBody,
  UnlinkBody,
  UnlinkDomain,
  UnlinkDomainBody,
  UnlinkIdentity,
  UnlinkLogin,
} from './commands';
import { ResumeTransfer } from './commands/resume-transfer';

const write = { tag: 'links', roles: ['service', 'staff'], scopes: ['subjects:write'] } as const;
const linked = { answer: LinkAnswer } as const;

const linkDomain = command('/v1/subjects/:subject/link-domain', {
  ...write,
  ...linked,
  summary: 'Link a domain name, as its holder or as its payer (P05)',
  description:
    'One subject holds a name; who pays may be another. A holder has accepted the current terms of the extension first (P02).',
  body: LinkDomainBody,
  problems: ['malformed-value', 'extension-unknown', 'domain-has-holder'],
});
const unlinkDomain = command('/v1/subjects/:subject/unlink-domain', {
  ...write,
  summary: 'Unlink a domain name',
  description: 'Services on it end; sharings about it are refused from then on.',
  body: UnlinkDomainBody,
  problems: ['link-unknown', 'transfer-under-way'],
});
const transferDomain = command('/v1/subjects/:subject/transfer-domain', {
  ...write,
  summary: 'Transfer a domain name to another holder',
  description:
    'The new holder accepts the terms of the extension before its data is collected or shared for it.',
  body: BeginTransferBody,
  answer: BeginTransferAnswer,
  problems: ['link-unknown', 'transfer-to-self', 'transfer-under-way'],
});
const linkLogin = command('/v1/subjects/:subject/link-login', {
  ...write,
  ...linked,
  summary: 'Link a login name (P05)',
  description: 'A login name is one person’s, and none that looks like another (UTS 39).',
  body: LinkLoginBody,
  problems: ['malformed-value', 'login-taken', 'login-confusable'],
});
const unlinkLogin = command('/v1/subjects/:subject/unlink-login', {
  ...write,
  summary: 'Unlink a login name',
  description: 'The name is free again for others from then on.',
  body: UnlinkBody,
  problems: ['link-unknown'],
});
const linkIdentity = command('/v1/subjects/:subject/link-identity', {
  ...write,
  ...linked,
  summary: 'Link the identity under which the customer signs in',
  description: 'Issuer and subject of the tokens; whoever bears them is this customer (P08, P17).',
  body: LinkIdentityBody,
  problems: ['malformed-value', 'identity-taken'],
});
const unlinkIdentity = command('/v1/subjects/:subject/unlink-identity', {
  ...write,
  summary: 'Unlink a sign-in identity',
  description: 'Whoever signs in with it is nobody here from then on.',
  body: UnlinkBody,
  problems: ['link-unknown'],
});

/** What identifies a subject: domain names, login names, sign-in identities (P05). */
@Controller()
export class LinksController {
  constructor(private readonly bus: CommandBus) {}

  @Endpoint(linkDomain)
  async linkDomain({ params, body, context }: Call<typeof linkDomain>): Promise<Result<typeof linkDomain>> {
    const outcome = await this.bus.execute(new LinkDomain(params.subject, body, context));
    return answered(outcome, made(outcome, 'DomainLinked', 'link'));
  }

  @Endpoint(unlinkDomain)
  async unlinkDomain(call: Call<typeof unlinkDomain>): Promise<Result<typeof unlinkDomain>> {
    const { params, body, context } = call;
    return answered(await this.bus.execute(new UnlinkDomain(params.subject, body, context)));
  }

  @Endpoint(transferDomain)
  async transferDomain(call: Call<typeof transferDomain>): Promise<Result<typeof transferDomain>> {
    const { params, body, context } = call;
    const outcome = await this.bus.execute(new BeginTransfer(params.subject, body, context));
    const [begun] = outcome.outcome === 'done' ? outcome.events : [];
    if (!begun) return answered(outcome, {});
    // What does not come to its end here is resumed by the reactor.
    const result = await this.bus.execute(new ResumeTransfer(begun)).catch(() => 'under-way' as const);
    return answered(outcome, { ...made(outcome, 'DomainTransferBegun', 'transfer'), result });
  }

  @Endpoint(linkLogin)
  async linkLogin({ params, body, context }: Call<typeof linkLogin>): Promise<Result<typeof linkLogin>> {
    const outcome = await this.bus.execute(new LinkLogin(params.subject, body, context));
    return answered(outcome, made(outcome, 'LoginLinked', 'link'));
  }

  @Endpoint(unlinkLogin)
  async unlinkLogin({
    params,
    body,
    context,
  }: Call<typeof unlinkLogin>): Promise<Result<typeof unlinkLogin>> {
    return answered(await this.bus.execute(new UnlinkLogin(params.subject, body, context)));
  }

  @Endpoint(linkIdentity)
  async linkIdentity(call: Call<typeof linkIdentity>): Promise<Result<typeof linkIdentity>> {
    const { params, body, context } = call;
    const outcome = await this.bus.execute(new LinkIdentity(params.subject, body, context));
    return answered(outcome, made(outcome, 'IdentityLinked', 'link'));
  }

  @Endpoint(unlinkIdentity)
  async unlinkIdentity(call: Call<typeof unlinkIdentity>): Promise<Result<typeof unlinkIdentity>> {
    const { params, body, context } = call;
    return answered(await this.bus.execute(new UnlinkIdentity(params.subject, body, context)));
  }
}
