import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Signer } from '#libs/register';
import { shownCheckpoint, type Checkpoint } from '../checkpoint';

/** A checkpoint of all entries that there are; the newest one again, where nothing came since. Nothing in the log changes. */
export class SignCheckpoint extends Query<Checkpoint> {}

@QueryHandler(SignCheckpoint)
export class SignCheckpointHandler implements IQueryHandler<SignCheckpoint> {
  constructor(private readonly signer: Signer) {}

  async execute(): Promise<Checkpoint> {
    return shownCheckpoint(await this.signer.sign());
  }
}
