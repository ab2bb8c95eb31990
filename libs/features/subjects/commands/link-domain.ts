import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { Describe, Example } from '#libs/http/schema';
import { servedBy, type Catalogue, type Extension } from '#libs/catalogue';
import { brusselsDay, DomainError } from '#libs/kernel';
import {
  event,
  malformed,
  required,
  requireSubject,
  type SubjectContext,
  type SubjectYields,
  forContract,
} from '../guards';
import { linkOrigin, linkSealed } from '../links';
import type { Source } from '../events';
import type { SubjectState } from '../state';
import { isWrittenIn, parseRegistrableName } from '../vocabulary/domain-name';
import { lookupForm } from '../vocabulary/lookup';
import { SubjectCommand } from '../subject-command';
import { SubjectCommandRunner } from '../subject-command-runner';
import { SOURCES, SourceDescription } from '../forms';

/** Links a domain name as its holder or as its payer (P05). A name has one holder: the handler claims it. */
@Example({ domain: 'slagerij-claes.eu', role: 'holder' })
export class LinkDomainBody {
  @Describe(
    'A name that can be registered: one label below a public suffix, in letters that its registry takes (`letters` of the ' +
      'extension in the catalogue). U-labels or A-labels; kept as A-labels.',
  )
  @IsString()
  @MaxLength(253)
  readonly domain!: string;

  @IsIn(['holder', 'payer'])
  readonly role!: 'holder' | 'payer';

  @SourceDescription()
  @IsOptional()
  @IsIn(SOURCES)
  readonly source?: Source;
}

/** `links`: those of this subject under what is claimed, opened; needed where the look-up knows the subject under it. */
export function decideLinkDomain(
  state: SubjectState,
  body: LinkDomainBody,
  { now, id, catalogue, links }: Pick<SubjectContext, 'now' | 'id' | 'catalogue' | 'links'>,
): SubjectYields<'DomainLinked'> {
  requireSubject(state);
  const { source = 'subject' } = body;
  const domain = domainOf(body);
  const { role } = body;
  const { extension, letters } = requireServed(catalogue, domain, brusselsDay(now));
  if (letters !== undefined && !isWrittenIn(letters, domain))
    throw malformed({ pointer: '/domain', rule: 'domain-letters' });
  for (const [id, values] of links) {
    const link = state.links[id];
    if (values.domain === domain && link?.kind === 'domain' && link.role === role) return [];
  }
  return [
    event('DomainLinked', {
      link: id('link'),
      role,
      extension,
      ...linkOrigin(catalogue, source),
      sealed: linkSealed({ domain }),
    }),
  ];
}

/** What has to be claimed for it: a holder's name; a payer's is none's alone. */
export function domainClaims(command: LinkDomainBody): { kind: 'domain-holder'; value: string }[] {
  const value = lookupForm('domain-holder', domainOf(command));
  return command.role === 'holder' ? [{ kind: 'domain-holder', value }] : [];
}

export function requireServed(catalogue: Catalogue, domain: string, day: string): Extension {
  const row = servedBy(catalogue, domain, day);
  if (!row) throw new DomainError('extension-unknown');
  return row;
}

export function domainOf(command: { readonly domain: string }): string {
  return required(parseRegistrableName(command.domain), '/domain');
}

/** Links a domain name as its holder or as its payer (P05). A name has one holder, so it is claimed. */
export class LinkDomain extends SubjectCommand<LinkDomainBody, 'DomainLinked'> {}

@CommandHandler(LinkDomain)
export class LinkDomainHandler implements ICommandHandler<LinkDomain> {
  constructor(private readonly subjects: SubjectCommandRunner) {}

  execute(command: LinkDomain) {
    return this.subjects.run(command, {
      name: 'link-domain',
      claims: domainClaims,
      decide: decideLinkDomain,
      actsFor: forContract,
    });
  }
}
