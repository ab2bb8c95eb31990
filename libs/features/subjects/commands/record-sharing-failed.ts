import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { IsIn } from 'class-validator';
import { DomainError, type Uuid } from '#libs/kernel';
import { EXAMPLE_ID, Example } from '#libs/http/schema';
import { event, type SubjectYields } from '../guards';
import { sharingsOf, type SubjectState } from '../state';
import { SubjectCommand } from '../subject-command';
import { SubjectCommandRunner } from '../subject-command-runner';
import { IsPlainId } from '../forms';

/** Records that a sharing did not arrive: its recipient does not have what was to go out. */
@Example({ sharing: EXAMPLE_ID, reason: 'unreachable' })
export class RecordSharingFailedBody {
  @IsPlainId()
  readonly sharing!: Uuid;

  @IsIn(['rejected', 'unreachable', 'cancelled'])
  readonly reason!: 'rejected' | 'unreachable' | 'cancelled';
}

export function decideRecordSharingFailed(
  state: SubjectState,
  body: RecordSharingFailedBody,
): SubjectYields<'SharingFailed'> {
  // Of an erased subject too: who never got anything has nothing to be told of (Art. 19).
  if (state.kind === undefined) throw new DomainError('not-found');
  const { sharing, reason } = body;
  if (sharing in state.failedSharings) return [];
  for (const known of sharingsOf(state)) {
    if (known.sharing === sharing) return [event('SharingFailed', { sharing, reason })];
  }
  throw new DomainError('sharing-unknown');
}

/** Records that a sharing did not arrive: its recipient does not have what was to go out. */
export class RecordSharingFailed extends SubjectCommand<RecordSharingFailedBody, 'SharingFailed'> {}

@CommandHandler(RecordSharingFailed)
export class RecordSharingFailedHandler implements ICommandHandler<RecordSharingFailed> {
  constructor(private readonly subjects: SubjectCommandRunner) {}

  execute(command: RecordSharingFailed) {
    return this.subjects.run(command, {
      name: 'record-sharing-failed',
      decide: decideRecordSharingFailed,
      actsFor: (state, { sharing }) => {
        const known = [...sharingsOf(state)].find(each => each.sharing === sharing);
        return known ? { purposes: [known.purpose], recipient: known.recipient } : { purposes: [] };
      },
    });
  }
}
