import { CommandBus, Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { IsIn } from 'class-validator';
import { CommandRunner, type CommandContext } from '#libs/commands';
import type { Uuid } from '#libs/kernel';
import { Affected } from '../affected';
import { LookAtBreach } from '../commands/look-at-breach';
import { PARTS, subjectLines, type Part } from '../criteria';
import { requireDetermination } from '../guards';
import { breachStreamOf } from '../state';

export class ExportAffectedQuery {
  @IsIn(PARTS)
  readonly part!: Part;
}

/** The whole list as CSV: a head, and then the lines of which the digest is on record. */
export class ExportAffected extends Query<string> {
  constructor(
    readonly breach: Uuid,
    readonly affected: Uuid,
    readonly part: Part,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@QueryHandler(ExportAffected)
export class ExportAffectedHandler implements IQueryHandler<ExportAffected> {
  constructor(
    private readonly runner: CommandRunner,
    private readonly persons: Affected,
    private readonly commands: CommandBus,
  ) {}

  async execute({ breach, affected, part, context }: ExportAffected): Promise<string> {
    const { state } = await this.runner.load(breachStreamOf(breach));
    const all = (await this.persons.recorded(requireDetermination(state, affected)))[part] ?? [];
    await this.commands.execute(new LookAtBreach(breach, 'affected', context));
    return `subject\n${subjectLines(all)}`;
  }
}
