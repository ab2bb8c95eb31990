import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { Describe, Example } from '#libs/http/schema';
import {
  event,
  required,
  requireSubject,
  type SubjectContext,
  type SubjectYields,
  forContract,
} from '../guards';
import { linkOrigin, linkSealed } from '../links';
import type { Source } from '../events';
import type { SubjectState } from '../state';
import { parseIdentity, type Identity } from '../vocabulary/login';
import { lookupForm } from '../vocabulary/lookup';
import { SubjectCommand } from '../subject-command';
import { SubjectCommandRunner } from '../subject-command-runner';
import { SOURCES, SourceDescription } from '../forms';

/** Links the identity under which the customer signs in (P08, P17). It is unique: the handler claims it. */
@Example({ issuer: 'https://login.example.be', subject: '248289761001' })
export class LinkIdentityBody {
  @Describe('Claim `iss` of the tokens.')
  @IsString()
  @MaxLength(255)
  readonly issuer!: string;

  @Describe('Claim `sub` of the tokens.')
  @IsString()
  @MaxLength(255)
  readonly subject!: string;

  @SourceDescription()
  @IsOptional()
  @IsIn(SOURCES)
  readonly source?: Source;
}

/** `links`: those of this subject under what is claimed, opened; needed where the look-up knows the subject under it. */
export function decideLinkIdentity(
  state: SubjectState,
  body: LinkIdentityBody,
  { id, catalogue, links }: Pick<SubjectContext, 'id' | 'catalogue' | 'links'>,
): SubjectYields<'IdentityLinked'> {
  requireSubject(state);
  const { source = 'subject' } = body;
  const identity = identityOf(body);
  for (const { issuer, subject } of links.values()) {
    if (issuer === identity.issuer && subject === identity.subject) return [];
  }
  return [
    event('IdentityLinked', {
      link: id('link'),
      ...linkOrigin(catalogue, source),
      sealed: linkSealed(identity),
    }),
  ];
}

export function identityClaim(command: LinkIdentityBody): { kind: 'identity'; value: string } {
  return { kind: 'identity', value: lookupForm('identity', identityOf(command)) };
}

function identityOf(command: LinkIdentityBody): Identity {
  return required(parseIdentity(command), '');
}

/** Links the identity under which the customer signs in (P08, P17). It is unique, so it is claimed. */
export class LinkIdentity extends SubjectCommand<LinkIdentityBody, 'IdentityLinked'> {}

@CommandHandler(LinkIdentity)
export class LinkIdentityHandler implements ICommandHandler<LinkIdentity> {
  constructor(private readonly subjects: SubjectCommandRunner) {}

  execute(command: LinkIdentity) {
    return this.subjects.run(command, {
      name: 'link-identity',
      claims: body => [identityClaim(body)],
      decide: decideLinkIdentity,
      actsFor: forContract,
    });
  }
}
