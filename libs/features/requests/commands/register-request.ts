import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { IsIn, IsOptional } from 'class-validator';
import type { Field } from '#libs/catalogue';
import { CommandRunner, type CommandContext, type DecisionContext } from '#libs/commands';
import { matterStreamOf } from '#libs/features/correspondence';
import { IsOwnReference, IsPlainId, IsValueOf, malformed, parseField } from '#libs/features/subjects';
import { Describe, Example, IsId, Nested } from '#libs/http/schema';
import { DomainError, type Json, type Uuid, type ValueError } from '#libs/kernel';
import { LANGUAGES, type Language } from '#libs/letters';
import { Vault } from '#libs/vault';
import { DueAnswer } from '../answers';
import { REQUEST_KINDS, type RequestChannel, type RequestKind } from '../codes';
import { IsFreeText, IsReceivedAt } from '../forms';
import {
  clockOf,
  event,
  PURPOSE,
  receivedAt,
  requestPurpose,
  sealed,
  type RequestOutcome,
  type RequestYields,
} from '../guards';
import { isRegistered, languageOfSubject } from '../of-subject';
import { requestStreamOf, type RequestState } from '../state';

/** Who asks and where the answer goes: for this request only, under its own key. */
class ContactBody {
  @IsOptional()
  @IsValueOf('familyName')
  readonly familyName?: string;

  @IsOptional()
  @IsValueOf('givenName')
  readonly givenName?: string;

  @IsOptional()
  @IsValueOf('address')
  readonly address?: object;

  @IsOptional()
  @IsValueOf('telephone')
  readonly telephone?: string;

  @IsOptional()
  @IsValueOf('email')
  readonly email?: string;
}

@Example({
  kind: 'access',
  channel: 'letter',
  requester: 'former-customer',
  contact: { familyName: 'Peeters', givenName: 'Jan', email: 'jan.peeters@example.be' },
  language: 'en',
  text: 'Which data do you have of me?',
  reference: 'letter/2026-17',
})
export class RegisterRequestBody {
  @Describe('A right of Art. 15 to 21, or a question about the policy (P20), which has no statutory clock.')
  @IsIn(REQUEST_KINDS)
  readonly kind!: RequestKind;

  @Describe('A change is asked for in writing: by telephone a rectification is refused (P18).')
  @IsIn(['email', 'letter', 'telephone'])
  readonly channel!: Exclude<RequestChannel, 'application'>;

  @IsOptional()
  @IsReceivedAt()
  readonly receivedAt?: string;

  @IsOptional()
  @IsPlainId()
  readonly subject?: Uuid;

  @Describe('Who asks, where no subject is named.')
  @IsOptional()
  @IsIn(['former-customer', 'unknown'])
  readonly requester?: 'former-customer' | 'unknown';

  @IsOptional()
  @Nested(() => ContactBody)
  readonly contact?: ContactBody;

  @Describe('That of the answer: what the person gave as theirs, where left out, or Dutch.')
  @IsOptional()
  @IsIn(LANGUAGES)
  readonly language?: Language;

  @IsOptional()
  @IsFreeText()
  readonly text?: string;

  @IsOptional()
  @IsOwnReference()
  readonly reference?: string;

  @Describe('The matter that it came as: the clock runs from when that came.')
  @IsOptional()
  @IsPlainId()
  readonly matter?: Uuid;
}

/** What a customer asks for in the application. */
@Example({ kind: 'access', language: 'en', text: 'Which data do you have of me?' })
export class OwnRequestBody {
  @IsIn(REQUEST_KINDS)
  readonly kind!: RequestKind;

  @Describe('That of the answer: what the person gave as theirs, where left out, or Dutch.')
  @IsOptional()
  @IsIn(LANGUAGES)
  readonly language?: Language;

  @IsOptional()
  @IsFreeText()
  readonly text?: string;
}

export class RegisterRequestAnswer extends DueAnswer {
  @IsId()
  readonly request!: Uuid;
}

/** A request, however it came in. */
type Came = Omit<RegisterRequestBody, 'channel'> & { readonly channel: RequestChannel };

/** A request came in (Art. 12 to 21; P18 to P20). */
export class RegisterRequest extends Command<RequestOutcome<'RequestRegistered'>> {
  constructor(
    readonly request: Uuid,
    readonly body: Came,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/**
 * @param context subjectKnown: whether the subject that is named is registered; matterAt: when the mail came that it is
 *   made from, where there is such a matter
 */
export function decideRegister(
  state: RequestState,
  body: Came,
  {
    now,
    catalogue,
    subjectKnown,
    matterAt,
  }: Pick<DecisionContext, 'now' | 'catalogue'> & {
    readonly subjectKnown: boolean;
    readonly matterAt?: string | undefined;
  },
): RequestYields<'RequestRegistered'> {
  if (state.kind !== undefined) throw new DomainError('request-exists');
  const { kind, channel, subject, language = 'nl', text, reference, matter } = body;
  if (channel === 'telephone' && kind === 'rectification')
    throw new DomainError('channel-not-allowed', { contact: catalogue.controller.contact });
  if (subject !== undefined && !subjectKnown) throw new DomainError('not-found');
  if (subject !== undefined && body.requester !== undefined)
    throw malformed({ pointer: '/requester', rule: 'not-with-subject' });
  const contact = contactOf(body.contact ?? {}, subject);
  if (matter !== undefined && matterAt === undefined)
    throw malformed({ pointer: '/matter', rule: 'unknown' });
  // Art. 12(3): the clock starts when the mail came, not when somebody saw what it asks.
  const received = receivedAt(body.receivedAt ?? matterAt, now);
  if (matterAt !== undefined && received > matterAt)
    throw malformed({ pointer: '/receivedAt', rule: 'not-after-the-matter' });
  const purpose = requestPurpose(catalogue);
  const clock = clockOf({ kind, receivedAt: received, pauses: [] });
  return [
    event('RequestRegistered', {
      kind,
      channel,
      requester: subject === undefined ? (body.requester ?? 'unknown') : 'customer',
      ...(subject && { subject }),
      receivedAt: received,
      language,
      purpose: purpose.id,
      basis: purpose.basis,
      ...(clock && { clock }),
      ...(matter && { matter }),
      ...sealed({ ...contact, text, reference }),
    }),
  ];
}

/** The answer must reach somebody: a known subject is reached by the record, anybody else by what is given. */
function contactOf(contact: ContactBody, subject: Uuid | undefined): Partial<Record<Field, Json>> {
  const errors: ValueError[] = [];
  const values: Partial<Record<Field, Json>> = {};
  for (const [name, value] of Object.entries(contact)) {
    const parsed = parseField(name as keyof ContactBody, value);
    if (parsed.ok) values[name as Field] = parsed.value;
    else errors.push({ pointer: ['/contact', name, parsed.at].filter(Boolean).join('/'), rule: parsed.rule });
  }
  if (errors.length > 0) throw malformed(...errors);
  if (subject === undefined) {
    if (!values.familyName) throw malformed({ pointer: '/contact/familyName', rule: 'missing' });
    if (!values.email && !values.address && !values.telephone)
      throw malformed({ pointer: '/contact', rule: 'no-way-to-answer' });
  }
  return values;
}

@CommandHandler(RegisterRequest)
export class RegisterRequestHandler implements ICommandHandler<RegisterRequest> {
  constructor(
    private readonly runner: CommandRunner,
    @Inject(Vault) private readonly vault: Pick<Vault, 'openAll'>,
  ) {}

  async execute({ request, body: given, context }: RegisterRequest) {
    const { subject, matter } = given;
    const subjectKnown = await isRegistered(this.runner, subject);
    const matterAt = matter && (await this.runner.load(matterStreamOf(matter))).state.opened?.receivedAt;
    const language = given.language ?? (await languageOfSubject(this.runner, this.vault, subject));
    const body = { ...given, ...(language && { language }) };
    return this.runner.run({
      stream: requestStreamOf(request),
      context,
      refusal: { command: 'register-request', ...(subjectKnown && { subject: subject! }) },
      actsFor: () => ({ purposes: [PURPOSE] }),
      decide: (state, around) => decideRegister(state, body, { ...around, subjectKnown, matterAt }),
    });
  }
}
