import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { IsIn, IsOptional } from 'class-validator';
import type { Catalogue } from '#libs/catalogue';
import { CommandRunner, type CommandContext, type DecisionContext } from '#libs/commands';
import { fieldsToReach, reachedWith, type SubjectState, type UsedFields } from '#libs/features/subjects';
import type { Uuid } from '#libs/kernel';
import { LANGUAGES, type Language } from '#libs/letters';
import { Example } from '#libs/http/schema';
import { LETTER_NAMES, type LetterName } from '../codes';
import type { LetterSent } from '../events';
import { IsFreeText } from '../forms';
import {
  about,
  event,
  requestPurpose,
  requireOpen,
  sealed,
  type RequestOutcome,
  type RequestYields,
} from '../guards';
import { areasOf } from '../letters/areas';
import { subjectNow } from '../of-subject';
import { answerOf, requestStreamOf, type RequestState, type SealedRef } from '../state';
import { requireTrue, requireTrueOfSubject } from '../truth';
import { writtenWith } from '../written-with';

@Example({ letter: 'confirmation', channel: 'email', language: 'en' })
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
 * @param context subject: whose request it is, as its stream has it now
 */
export function decideSendLetter(
  state: RequestState,
  { letter, channel, language = answerOf(state)?.language ?? state.language, text }: SendLetterBody,
  {
    catalogue,
    words,
    subject,
  }: Pick<DecisionContext, 'catalogue' | 'words'> & { readonly subject?: SubjectState | undefined },
): RequestYields<'LetterSent'> {
  requireTrueOfSubject(state, letter, subject);
  requireOpen(state);
  requireTrue(state, letter, text !== undefined);
  const { id: purpose, basis } = requestPurpose(catalogue);
  const fields = usedFor(state, channel, { catalogue, subject });
  return [
    event('LetterSent', {
      letter,
      channel,
      language,
      words: words(...areasOf(letter)),
      purpose,
      basis,
      fields,
      ...about(state),
      ...sealed({ text }),
    }),
  ];
}

/** What a letter goes out with: commitments of the values that it is written with. */
function usedFor(
  state: RequestState,
  channel: LetterSent['channel'],
  { catalogue, subject }: { readonly catalogue: Catalogue; readonly subject?: SubjectState | undefined },
): UsedFields {
  const used = writtenWith({
    given: committedIn(state.content),
    kept: committedIn(answerOf(state)),
    held: subject ? reachedWith(subject, channel, catalogue) : {},
  });
  return Object.fromEntries(
    fieldsToReach(channel).flatMap(field => (used[field] ? [[field, used[field]]] : [])),
  );
}

function committedIn(ref: SealedRef | undefined): UsedFields {
  const commitments = Object.entries(ref?.sealed.commitments ?? {});
  return Object.fromEntries(commitments.map(([field, commitment]) => [field, { commitment }]));
}

@CommandHandler(SendLetter)
export class SendLetterHandler implements ICommandHandler<SendLetter> {
  constructor(private readonly runner: CommandRunner) {}

  execute({ request, body, context }: SendLetter) {
    return this.runner.run({
      stream: requestStreamOf(request),
      context,
      decide: async (state, given) => {
        const subject =
          state.subject === undefined ? undefined : await subjectNow(this.runner, state.subject);
        return decideSendLetter(state, body, { ...given, subject });
      },
    });
  }
}
