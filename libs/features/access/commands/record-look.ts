import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Catalogues } from '#libs/catalogue';
import { CommandRunner, type CommandContext, type DecisionContext } from '#libs/commands';
import {
  requireNoObjection,
  subjectOwner,
  subjectStreamOf,
  type SubjectState,
} from '#libs/features/subjects';
import { Clock, type Uuid } from '#libs/kernel';
import { accessStream, type RecordLooked } from '../events';
import { event, requireLookingPurpose, type AccessOutcome, type AccessYields } from '../guards';

export interface RecordLookBody {
  readonly view: RecordLooked['view'];
  /** Why the caller looks: name of a purpose. */
  readonly purpose: string;
}

/** A record, a register or a part of them is shown to the actor: recorded before it is (P09). */
export class RecordLook extends Command<AccessOutcome> {
  constructor(
    readonly subject: Uuid,
    readonly body: RecordLookBody,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/**
 * @param state of whom is looked at; undefined where {@link mayBeObjectedTo} says that it is not asked
 * @throws DomainError `purpose-unknown`, `purpose-required` for a purpose that allows no looking, `purpose-objected`
 */
export function decideLook(
  state: SubjectState | undefined,
  { view, purpose }: RecordLookBody,
  { catalogue }: Pick<DecisionContext, 'catalogue'>,
): AccessYields<'RecordLooked'> {
  const stated = requireLookingPurpose(catalogue, purpose);
  if (state) requireNoObjection(state, stated);
  return [event('RecordLooked', { purpose: stated.id, basis: stated.basis, view })];
}

/** Only what rests on a legitimate interest can be objected to (Art. 21(1)). */
export function mayBeObjectedTo(
  { purpose }: RecordLookBody,
  { catalogue }: Pick<DecisionContext, 'catalogue'>,
) {
  return requireLookingPurpose(catalogue, purpose).basis === 'A6-1-f';
}

@CommandHandler(RecordLook)
export class RecordLookHandler implements ICommandHandler<RecordLook> {
  constructor(
    private readonly runner: CommandRunner,
    private readonly catalogues: Catalogues,
    private readonly clock: Clock,
  ) {}

  async execute({ subject, body, context }: RecordLook) {
    const given = { catalogue: this.catalogues.current(this.clock.now()) };
    const asked = mayBeObjectedTo(body, given)
      ? (await this.runner.load(subjectStreamOf(subject))).state
      : undefined;
    const stream = { name: accessStream(subject), owner: subjectOwner(subject) };
    return this.runner.note(stream, context, decideLook(asked, body, given));
  }
}
