import { CommandBus, Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { IsIn } from 'class-validator';
import { Catalogues } from '#libs/catalogue';
import type { CommandContext } from '#libs/commands';
import { Clock, type Uuid } from '#libs/kernel';
import { LANGUAGES, type Language } from '#libs/letters';
import { Breaches } from '../breaches';
import { LookAtBreach } from '../commands/look-at-breach';
import { fileOf, type BreachFile } from '../file';
import { shownOf } from '../shown';

export class ReadFilePageQuery {
  @IsIn(LANGUAGES)
  readonly language!: Language;
}

/** The file of a breach for the authority, as it stands now, which is a look at the breach (P09). */
export class ReadFile extends Query<BreachFile> {
  constructor(
    readonly breach: Uuid,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@QueryHandler(ReadFile)
export class ReadFileHandler implements IQueryHandler<ReadFile> {
  constructor(
    private readonly breaches: Breaches,
    private readonly commands: CommandBus,
    private readonly catalogues: Catalogues,
    private readonly clock: Clock,
  ) {}

  async execute({ breach, context }: ReadFile): Promise<BreachFile> {
    const now = this.clock.now();
    const opened = await this.breaches.open(breach);
    await this.commands.execute(new LookAtBreach(breach, 'file', context));
    return fileOf(shownOf(opened, now), this.catalogues.current(now), now);
  }
}
