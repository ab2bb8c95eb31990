import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { IsBoolean, IsInt, IsOptional, IsString, Matches, MaxLength, MinLength } from 'class-validator';
import { purposeName } from '#libs/catalogue';
import { CommandRunner, ToSeal, type CommandContext, type DecisionContext } from '#libs/commands';
import { malformed, parseEmail, parseText, required } from '#libs/features/subjects';
import { Describe, Example, IsDay, IsId, IsTime, Named, Nested } from '#libs/http/schema';
import { addDays, brusselsDay, DomainError, type Day, type Json, type Uuid } from '#libs/kernel';
import { MAX_TEXT } from '../events';
import { clockFrom, type Clock } from '#libs/deadlines';
import {
  event,
  isPrivacyMailbox,
  matterPurpose,
  type MatterOutcome,
  type MatterYields,
  forMatters,
} from '../guards';
import { matterStreamOf, type MatterState } from '../state';

/** Days that a matter stands if nobody says otherwise, and at most. The policy names none: the controller's decision. */
const DAYS = 90;
const MOST_DAYS = 365;

class SenderBody {
  @IsString()
  @MaxLength(254)
  readonly email!: string;

  @IsOptional()
  @IsString()
  @MaxLength(400)
  readonly name?: string;
}

@Example({
  mailbox: 'info',
  sender: { email: 'els@example.org', name: 'Els Wouters' },
  subject: 'Hosting',
  text: 'What does hosting for a bakery cost?',
})
@Named('OpenMatter')
@Describe('Everything of the sender is kept encrypted, for this matter only.')
export class OpenMatterBody {
  @Describe('The contact address by its name, such as `info`.')
  @IsString()
  @Matches(/^[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?$/)
  readonly mailbox!: string;

  @Nested(() => SenderBody)
  readonly sender!: SenderBody;

  @IsOptional()
  @IsString()
  @MaxLength(998)
  readonly subject?: string;

  @IsString()
  @MinLength(1)
  @MaxLength(MAX_TEXT)
  readonly text!: string;

  @Describe('When it came in; now, where it is left out.')
  @IsOptional()
  @IsTime()
  readonly receivedAt?: string;

  @Describe(`Last day on which the matter stands: ${DAYS} days from now if left out, ${MOST_DAYS} at most.`)
  @IsOptional()
  @IsDay()
  readonly latest?: Day;
}

/** What an imported message adds to what is entered by hand. */
export interface Imported {
  readonly form?: 'imported';
  readonly dropped?: number;
  readonly cut?: boolean;
}

export class OpenMatterAnswer {
  @IsId()
  readonly matter!: Uuid;

  @Describe('Of mail to the privacy mailbox (P20): when a request in it is due (Art. 12(3)).')
  @IsOptional()
  @IsDay()
  readonly due?: Day;
}

export class ImportMessageAnswer extends OpenMatterAnswer {
  @Describe('Attachments that were not kept.')
  @IsInt()
  readonly dropped!: number;

  @Describe('The text was longer than what is kept.')
  @IsBoolean()
  readonly cut!: boolean;
}

/** Mail came to a contact address: entered by hand, or as the message itself (P07). */
export class OpenMatter extends Command<MatterOutcome<'MatterOpened'>> {
  constructor(
    readonly matter: Uuid,
    readonly body: OpenMatterBody & Imported,
    readonly context: CommandContext,
  ) {
    super();
  }
}

export function decideOpen(
  state: MatterState,
  body: OpenMatterBody & Imported,
  { now, catalogue }: Pick<DecisionContext, 'now' | 'catalogue'>,
): MatterYields<'MatterOpened'> {
  if (state.status !== 'none') throw new DomainError('conflict-retry');
  const purpose = matterPurpose(catalogue);
  const { sender, subject, dropped } = body;
  const values: Record<string, Json> = {
    email: required(parseEmail(sender.email), '/sender/email'),
    message: body.text,
    ...(sender.name !== undefined && { familyName: required(parseText(sender.name, 100), '/sender/name') }),
    ...(subject !== undefined && { topic: required(parseText(subject, 500), '/subject') }),
  };
  const received = receivedAt(body, now);
  return [
    event('MatterOpened', {
      purpose: purpose.id,
      basis: purpose.basis,
      mailbox: body.mailbox,
      form: body.form ?? 'entered',
      receivedAt: received,
      latest: latest(body.latest, brusselsDay(now)),
      ...(isPrivacyMailbox(body.mailbox, catalogue) && { clock: dueFrom(received) }),
      ...(dropped !== undefined && { dropped }),
      ...(body.cut && { cut: true }),
      sealed: new ToSeal(purposeName(purpose.id), 'matter', values),
    }),
  ];
}

/** As if it were a request from the day on which it came (EDPB 01/2022 §159): whether it is one is seen later. */
function dueFrom(received: string): Clock {
  return clockFrom({ received: brusselsDay(new Date(received)), pauses: [], extended: false });
}

function latest(asked: Day | undefined, today: Day): Day {
  if (asked === undefined) return addDays(today, DAYS);
  if (asked < today || asked > addDays(today, MOST_DAYS))
    throw malformed({ pointer: '/latest', rule: 'day-range' });
  return asked;
}

/** A message's own time is held against its arrival: a sender's clock may be ahead. */
function receivedAt(
  { receivedAt: text, form }: Pick<OpenMatterBody & Imported, 'receivedAt' | 'form'>,
  now: Date,
): string {
  if (text === undefined) return now.toISOString();
  const at = new Date(text).toISOString();
  if (at > now.toISOString() && form === 'imported') return now.toISOString();
  if (at > now.toISOString()) throw malformed({ pointer: '/receivedAt', rule: 'not-in-the-future' });
  return at;
}

@CommandHandler(OpenMatter)
export class OpenMatterHandler implements ICommandHandler<OpenMatter> {
  constructor(private readonly runner: CommandRunner) {}

  execute({ matter, body, context }: OpenMatter) {
    return this.runner.run({
      stream: matterStreamOf(matter),
      context,
      refusal: { command: 'open-matter' },
      actsFor: forMatters,
      decide: (state, given) => decideOpen(state, body, given),
    });
  }
}
