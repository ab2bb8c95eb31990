import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { IsString, MaxLength, MinLength } from 'class-validator';
import { purposeName } from '#libs/catalogue';
import { CommandRunner, ToSeal, type CommandContext, type DecisionContext } from '#libs/commands';
import { Describe, Example, Named } from '#libs/http/schema';
import type { Uuid } from '#libs/kernel';
import {
  event,
  matterPurpose,
  requireOpen,
  type MatterOutcome,
  type MatterYields,
  forMatters,
} from '../guards';
import { matterStreamOf, type MatterState } from '../state';

@Example({ text: 'Asked the sender for the number of the invoice.' })
@Named('MatterNote')
export class NoteMatterBody {
  @Describe('Work note; kept encrypted.')
  @IsString()
  @MinLength(1)
  @MaxLength(16_000)
  readonly text!: string;
}

/** A work note of whoever handles the matter. */
export class NoteMatter extends Command<MatterOutcome<'MatterNoted'>> {
  constructor(
    readonly matter: Uuid,
    readonly body: NoteMatterBody,
    readonly context: CommandContext,
  ) {
    super();
  }
}

export function decideNote(
  state: MatterState,
  { text }: NoteMatterBody,
  { catalogue }: Pick<DecisionContext, 'catalogue'>,
): MatterYields<'MatterNoted'> {
  requireOpen(state);
  const { id, basis } = matterPurpose(catalogue);
  const sealed = new ToSeal(purposeName(id), 'matter', { note: text });
  return [event('MatterNoted', { purpose: id, basis, sealed })];
}

@CommandHandler(NoteMatter)
export class NoteMatterHandler implements ICommandHandler<NoteMatter> {
  constructor(private readonly runner: CommandRunner) {}

  execute({ matter, body, context }: NoteMatter) {
    return this.runner.run({
      stream: matterStreamOf(matter),
      context,
      refusal: { command: 'note-matter' },
      actsFor: forMatters,
      decide: (state, given) => decideNote(state, body, given),
    });
  }
}
