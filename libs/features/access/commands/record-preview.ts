import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Field, Purpose } from '#libs/catalogue';
import { CommandRunner, type CommandContext } from '#libs/commands';
import { subjectOwner } from '#libs/features/subjects';
import type { Uuid } from '#libs/kernel';
import { accessStream } from '../events';
import { event, type AccessOutcome, type AccessYields } from '../guards';

export interface RecordPreviewBody {
  /** What would be shared for. */
  readonly purpose: Pick<Purpose, 'id' | 'basis'>;
  /** Fields whose values are shown. */
  readonly fields: readonly Field[];
}

/**
 * What a sharing would hand out is shown to somebody who could share it: a look, recorded before it is (P09). Who may share
 * may look at no more than that, so it is asked for no purpose of looking.
 * @param context with a command id of its own: each time is a look
 */
export class RecordPreview extends Command<AccessOutcome> {
  constructor(
    readonly subject: Uuid,
    readonly body: RecordPreviewBody,
    readonly context: CommandContext,
  ) {
    super();
  }
}

export function decidePreview(
  _: unknown,
  { purpose: { id: purpose, basis }, fields }: RecordPreviewBody,
): AccessYields<'RecordLooked'> {
  return [event('RecordLooked', { purpose, basis, view: 'share', fields: [...fields].sort() })];
}

@CommandHandler(RecordPreview)
export class RecordPreviewHandler implements ICommandHandler<RecordPreview> {
  constructor(private readonly runner: CommandRunner) {}

  execute({ subject, body, context }: RecordPreview) {
    const stream = { name: accessStream(subject), owner: subjectOwner(subject) };
    return this.runner.note(stream, context, () => decidePreview(undefined, body));
  }
}
