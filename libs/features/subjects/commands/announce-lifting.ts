import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { IsIn, IsOptional } from 'class-validator';
import { AskedLetter, Describe, Example, EXAMPLE_ID, Nested, ShownLetter } from '#libs/http/schema';
import type { Uuid } from '#libs/kernel';
import { LANGUAGES, languageOf, type Language } from '#libs/letters';
import type { Channel, LiftingAnnounced } from '../events';
import { IsPlainId } from '../forms';
import { event, forRight, requirePurpose, type SubjectContext, type SubjectYields } from '../guards';
import { LIFTING_AREAS } from '../lifting-letter';
import { heldRefs } from '../opened';
import { reachedWith } from '../reached';
import type { SubjectState } from '../state';
import { SubjectCommand } from '../subject-command';
import { SubjectCommandRunner } from '../subject-command-runner';
import { LIFTING_REASONS } from '../codes';
import { requireLiftable } from './lift-restriction';

@Example({ restriction: EXAMPLE_ID, reason: 'accuracy-settled', channel: 'letter' })
export class AnnounceLiftingBody extends AskedLetter {
  @IsPlainId()
  readonly restriction!: Uuid;

  @Describe('Why it is to be lifted; it fits the ground that it was restricted on.')
  @IsIn(LIFTING_REASONS)
  readonly reason!: LiftingAnnounced['reason'];

  @Describe('How the letter goes out.')
  @IsIn(['application', 'email', 'letter'])
  readonly channel!: Channel;

  @Describe("Of the letter: the person's own where it is not given, Dutch where that is not known.")
  @IsOptional()
  @IsIn(LANGUAGES)
  readonly language?: Language;
}

export class AnnounceLiftingAnswer {
  @Describe('What goes out; not on a dry run.')
  @IsOptional()
  @Nested(() => ShownLetter)
  readonly letter?: ShownLetter;
}

/** Again for the same reason changes nothing; for another one the person is told anew. */
export function decideAnnounce(
  state: SubjectState,
  body: AnnounceLiftingBody,
  { catalogue, current, words }: Pick<SubjectContext, 'catalogue' | 'current' | 'words'>,
): SubjectYields<'LiftingAnnounced'> {
  const { restriction, reason, channel } = body;
  if (requireLiftable(state, body).announced === reason) return [];
  const held = heldRefs(state, ['language']).map(({ purpose }) => current(purpose, 'language'));
  const language = body.language ?? languageOf(held.find(each => each !== undefined) as string | undefined);
  const { id: purpose, basis } = requirePurpose(catalogue, 'data-subject-request');
  const fields = reachedWith(state, channel, catalogue);
  return [
    event('LiftingAnnounced', {
      restriction,
      reason,
      channel,
      language,
      words: words(...LIFTING_AREAS),
      purpose,
      basis,
      fields,
    }),
  ];
}

/** Tells the person, before it is done, that a restriction is lifted (Art. 18(3)). */
export class AnnounceLifting extends SubjectCommand<AnnounceLiftingBody, 'LiftingAnnounced'> {}

@CommandHandler(AnnounceLifting)
export class AnnounceLiftingHandler implements ICommandHandler<AnnounceLifting> {
  constructor(private readonly subjects: SubjectCommandRunner) {}

  execute(command: AnnounceLifting) {
    return this.subjects.run(command, {
      name: 'announce-lifting',
      opens: state => heldRefs(state, ['language']),
      decide: decideAnnounce,
      actsFor: forRight,
    });
  }
}
