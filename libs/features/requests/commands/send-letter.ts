import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { IsIn, IsOptional } from 'class-validator';
import { CommandRunner, type CommandContext } from '#libs/commands';
import type { SubjectState } from '#libs/features/subjects';
import type { Uuid } from '#libs/kernel';
import { LANGUAGES, type Language } from '#libs/letters';
import { LETTER_NAMES, type LetterName } from '../codes';
import type { LetterSent } from '../events';
import { IsFreeText } from '../forms';
import { about, event, requireOpen, sealed, type RequestOutcome, type RequestYields } from '../guards';
import { subjectOfLetter } from '../of-subject';
import { answerOf, requestStreamOf, type RequestState } from '../state';
import { requireTrue, requireTrueOfSubject } from '../truth';

export class SendLetterBody {
  @IsIn(LETTER_NAMES)
  readonly letter!: LetterName;

  @IsIn(['application', 'email', 'letter'])
  readonly channel!: LetterSent['channel'];

  @IsOptional()
  @IsIn(LANGUAGES)
  readonly language?: Language;

  @IsOptional()
  @IsFreeText()
  readonly text?: string;
}

/** A letter went out. */
export class SendLetter extends Command<RequestOutcome<'LetterSent'>> {
  constructor(
    readonly request: Uuid,
    readonly body: SendLetterBody,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/**
 * One that answers the request is final; each can only say what has happened.
 * @param context subject: as its stream has it now, where the letter says something of it
 */
export function decideSendLetter(
  state: RequestState,
  { letter, channel, language = answerOf(state)?.language ?? state.language, text }: SendLetterBody,
  { subject }: { readonly subject?: SubjectState | undefined } = {},
): RequestYields<'LetterSent'> {
  requireTrueOfSubject(state, letter, subject);
  requireOpen(state);
  requireTrue(state, letter, text !== undefined);
  return [event('LetterSent', { letter, channel, language, ...about(state), ...sealed({ text }) })];
}

@CommandHandler(SendLetter)
export class SendLetterHandler implements ICommandHandler<SendLetter> {
  constructor(private readonly runner: CommandRunner) {}

  execute({ request, body, context }: SendLetter) {
    return this.runner.run({
      stream: requestStreamOf(request),
      context,
      decide: async state =>
        decideSendLetter(state, body, { subject: await subjectOfLetter(this.runner, state, body.letter) }),
    });
  }
}
