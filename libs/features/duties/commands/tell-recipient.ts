import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { IsIn, IsOptional } from 'class-validator';
import {
  Catalogues,
  countryOf,
  purposeName,
  transferGroundOf,
  type Field,
  type Purpose,
  type Recipient,
} from '#libs/catalogue';
import { CommandRunner, ToSeal, type CommandContext, type DecisionContext } from '#libs/commands';
import {
  behindFences,
  event,
  heldFor,
  IsOwnReference,
  parseReference,
  periodOf,
  required,
  subjectStreamOf,
  TELLING,
  TELLING_CHANNELS,
  tellingOwner,
  type Duty,
  type SubjectState,
  type TellingChannel,
} from '#libs/features/subjects';
import { AskedLetter, Describe, Example, formOf } from '#libs/http/schema';
import { brusselsDay, type Day, type Uuid } from '#libs/kernel';
import { LANGUAGES, type Language } from '#libs/letters';
import { AskedDocumentSchema, type AskedDocument } from '#libs/recipients';
import {
  requireInTime,
  requireOpen,
  requireOwnDuty,
  requireReferenceKey,
  type DutyOutcome,
  type DutyYields,
} from '../guards';
import { TELLING_AREAS } from '../letter';
import { Notices } from '../notices';

const IsAskedDocument = formOf(AskedDocumentSchema);

@Example({ channel: 'interface', reference: 'notice/2026-17', language: 'en' })
export class TellRecipientBody extends AskedLetter {
  @Describe('How the recipient is told; `interface`: by its own, such as EPP.')
  @IsIn(TELLING_CHANNELS)
  readonly channel!: TellingChannel;

  @Describe("The caller's own reference of the telling; kept encrypted.")
  @IsOptional()
  @IsOwnReference()
  readonly reference?: string;

  @Describe('Language of the letter: Dutch where it is not given.')
  @IsOptional()
  @IsIn(LANGUAGES)
  readonly language?: Language;

  @Describe('A document of the recipient’s format, of a correction: an EPP update, for one.')
  @IsOptional()
  @IsAskedDocument()
  readonly format?: AskedDocument;
}

/** Tells a recipient what was done to the data that it got (Art. 19). */
export class TellRecipient extends Command<DutyOutcome<'RecipientTold'>> {
  constructor(
    readonly subject: Uuid,
    readonly duty: Uuid,
    readonly body: TellRecipientBody,
    readonly context: CommandContext,
  ) {
    super();
  }
}

interface TellContext extends Pick<DecisionContext, 'now' | 'words'> {
  readonly duty: Duty;
  readonly purpose: Purpose | undefined;
  readonly recipient: Recipient | undefined;
}

/** Allowed where sharing is not: no purpose need be open, nothing unrestricted, nobody there any more. */
export function decideTell(
  state: SubjectState,
  body: Pick<TellRecipientBody, 'channel' | 'reference'>,
  { duty, purpose, recipient, now, words }: TellContext,
): DutyYields<'RecipientTold'> {
  requireOpen(duty);
  requireInTime(duty, brusselsDay(now));
  const { kind, versions, instance, link } = duty;
  const { channel, reference } = body;
  const country = recipient && (countryOf(recipient, instance) ?? recipient.country);
  const ground = recipient && country !== undefined ? transferGroundOf(recipient, country) : undefined;
  const commitments = Object.entries(heldFor(state, duty.purpose)).flatMap(([field, held]) =>
    kind === 'correction' && held.version === versions[field as Field] ? [[field, held.commitment]] : [],
  );
  return [
    event('RecipientTold', {
      duty: duty.duty,
      of: kind,
      recipient: duty.recipient,
      ...(instance !== undefined && { instance }),
      purpose: duty.purpose,
      ...(purpose && { basis: purpose.basis }),
      ...(link !== undefined && { link }),
      channel,
      versions,
      commitments: Object.fromEntries(commitments) as Readonly<Partial<Record<Field, string>>>,
      ...(ground !== undefined && { transferGround: ground }),
      words: words(...TELLING_AREAS),
      ...(reference !== undefined && {
        sealed: sealedFor(state, duty, purpose, reference, brusselsDay(now)),
      }),
    }),
  ];
}

/** Under the duty's own key, where nothing else of the subject is left to be written: it ends with it. */
function sealedFor(
  state: SubjectState,
  of: Duty,
  purpose: Purpose | undefined,
  given: string,
  day: Day,
): ToSeal {
  requireReferenceKey(state, of, given);
  const values = { reference: required(parseReference(given), '/reference') };
  return purpose && of.kind !== 'erasure'
    ? new ToSeal(purposeName(purpose.id), periodOf(purpose.period, day), values)
    : new ToSeal(TELLING, of.duty, values, undefined, tellingOwner(state.id));
}

@CommandHandler(TellRecipient)
export class TellRecipientHandler implements ICommandHandler<TellRecipient> {
  constructor(
    private readonly runner: CommandRunner,
    private readonly catalogues: Catalogues,
    private readonly notices: Notices,
  ) {}

  execute({ subject, duty: id, body, context }: TellRecipient) {
    return this.runner.run({
      stream: subjectStreamOf(subject),
      context,
      decide: async (state, { now, catalogue, words }, { revision }) => {
        const duty = requireOwnDuty(state, id, catalogue, context.actor);
        const purpose = this.catalogues.purpose(duty.purpose, now);
        const recipient = this.catalogues.recipient(duty.recipient);
        const decided = decideTell(state, body, { duty, purpose, recipient, now, words });
        // Whether it can be told shows before it is on record.
        this.notices.made(await this.notices.material(state, revision, duty), { ...body, at: now });
        return behindFences(state, decided) as DutyYields<'RecipientTold'>;
      },
    });
  }
}
