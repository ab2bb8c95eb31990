import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { CommandRunner } from '#libs/commands';
import { ReadAskedFor, type AskedFor } from '#libs/features/subjects';
import { outstanding } from '../guards';
import { requestStreamOf } from '../state';

/** Tells commands on a subject of the request that they name, from its own stream, which is never behind. */
@QueryHandler(ReadAskedFor)
export class ReadAskedForHandler implements IQueryHandler<ReadAskedFor> {
  constructor(private readonly runner: CommandRunner) {}

  async execute({ request }: ReadAskedFor): Promise<AskedFor | undefined> {
    const { state } = await this.runner.load(requestStreamOf(request));
    const { kind, subject, registeredBy } = state;
    if (kind === undefined) return undefined;
    const wants = outstanding(state);
    return {
      kind,
      registeredBy,
      ...(subject !== undefined && { subject }),
      ...(wants !== undefined && { wants }),
    };
  }
}
