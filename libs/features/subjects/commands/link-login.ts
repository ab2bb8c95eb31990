import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { Example } from '#libs/http/schema';
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
import { parseLogin } from '../vocabulary/login';
import { lookupForm } from '../vocabulary/lookup';
import { SubjectCommand } from '../subject-command';
import { SubjectCommandRunner } from '../subject-command-runner';
import { SOURCES, SourceDescription } from '../forms';

/** Links a login name (P05). It is unique: the handler claims it before the event is appended. */
@Example({ login: 'jan.peeters' })
export class LinkLoginBody {
  @IsString()
  @MaxLength(256)
  readonly login!: string;

  @SourceDescription()
  @IsOptional()
  @IsIn(SOURCES)
  readonly source?: Source;
}

/** `links`: those of this subject under what is claimed, opened; needed where the look-up knows the subject under it. */
export function decideLinkLogin(
  state: SubjectState,
  body: LinkLoginBody,
  { id, catalogue, links }: Pick<SubjectContext, 'id' | 'catalogue' | 'links'>,
): SubjectYields<'LoginLinked'> {
  requireSubject(state);
  const { source = 'subject' } = body;
  const login = required(parseLogin(body.login), '/login');
  const form = lookupForm('login', login);
  for (const values of links.values()) if (lookupForm('login', values.login as string) === form) return [];
  return [
    event('LoginLinked', {
      link: id('link'),
      ...linkOrigin(catalogue, source),
      sealed: linkSealed({ login }),
    }),
  ];
}

/** What has to be claimed for it: the name, and what it looks like (UTS 39). */
export function loginClaims(
  command: LinkLoginBody,
): { kind: 'login' | 'login-skeleton'; value: string; at: string }[] {
  const login = required(parseLogin(command.login), '/login');
  return (['login', 'login-skeleton'] as const).map(kind => ({
    kind,
    value: lookupForm(kind, login),
    at: '/login',
  }));
}

/** Links a login name (P05). It is unique, and no other looks like it, so both are claimed. */
export class LinkLogin extends SubjectCommand<LinkLoginBody, 'LoginLinked'> {}

@CommandHandler(LinkLogin)
export class LinkLoginHandler implements ICommandHandler<LinkLogin> {
  constructor(private readonly subjects: SubjectCommandRunner) {}

  execute(command: LinkLogin) {
    return this.subjects.run(command, {
      name: 'link-login',
      claims: loginClaims,
      decide: decideLinkLogin,
      actsFor: forContract,
    });
  }
}
