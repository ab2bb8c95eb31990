import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { MasterKeyEpoch } from '../answers';
import { MasterKeys } from '../master-keys';

/** What became of the epochs of the master key. */
export class ListEpochs extends Query<readonly MasterKeyEpoch[]> {}

@QueryHandler(ListEpochs)
export class ListEpochsHandler implements IQueryHandler<ListEpochs> {
  constructor(private readonly masterKeys: MasterKeys) {}

  async execute(): Promise<readonly MasterKeyEpoch[]> {
    const { epochs } = await this.masterKeys.state();
    return Object.entries(epochs).map(([epoch, { stated, ...times }]) => ({
      epoch: Number(epoch),
      ...times,
      ...(stated && { stated: stated.at }),
    }));
  }
}
