import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Field } from '#libs/catalogue';
import { CommandRunner, type CommandContext, type DecisionContext } from '#libs/commands';
import type { Actor } from '#libs/event-store';
import { subjectOwner, subjectStreamOf, type SubjectState } from '#libs/features/subjects';
import { brusselsDay, type Uuid } from '#libs/kernel';
import { accessStream, type RecordLooked } from '../events';
import {
  event,
  requireLookingPurpose,
  requireOpenToLook,
  type AccessOutcome,
  type AccessYields,
} from '../guards';

export interface RecordLookBody {
  readonly view: RecordLooked['view'];
  /** Why the caller looks: name of a purpose. */
  readonly purpose: string;
  /** What is shown, of what shows values. */
  readonly fields?: readonly Field[];
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
 * @param state of whom is looked at; undefined for whoever looks at their own data, who are asked for nothing (P08)
 * @throws DomainError `purpose-unknown`, `purpose-required`, `look-not-allowed`, `client-not-allowed`, `purpose-objected`,
 *   `purpose-closed`
 */
export function decideLook(
  state: SubjectState | undefined,
  { view, purpose, fields }: RecordLookBody,
  { catalogue, now, by }: Pick<DecisionContext, 'catalogue' | 'now'> & { readonly by: Actor },
): AccessYields<'RecordLooked'> {
  const { purpose: stated } = requireLookingPurpose(catalogue, purpose, by);
  if (state) requireOpenToLook(state, stated, brusselsDay(now));
  const shown = fields && { fields: [...new Set(fields)].sort() };
  return [event('RecordLooked', { purpose: stated.id, basis: stated.basis, view, ...shown })];
}

@CommandHandler(RecordLook)
export class RecordLookHandler implements ICommandHandler<RecordLook> {
  constructor(private readonly runner: CommandRunner) {}

  async execute({ subject, body, context }: RecordLook) {
    const by = context.actor;
    const stream = { name: accessStream(subject), owner: subjectOwner(subject) };
    return this.runner.note(stream, context, async given => {
      const asked =
        by.role === 'customer' ? undefined : (await this.runner.load(subjectStreamOf(subject))).state;
      return decideLook(asked, body, { ...given, by });
    });
  }
}
