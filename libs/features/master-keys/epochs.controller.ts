import { Controller } from '@nestjs/common';
import { Type } from '@sinclair/typebox';
import { closed, command, Endpoint, oneOf, query, TimeText, type Call, type Result } from '#libs/http';
import { DomainError } from '#libs/kernel';
import { MasterKeys } from './master-keys';

const params = { epoch: /^[1-9][0-9]{0,8}$/ };

const attest = command('/v1/master-key-epochs/:epoch/attest', {
  tag: 'erasure',
  summary: 'State that an epoch of the master key is destroyed in every copy',
  description:
    'By two officers, one after the other: of every copy of the secrets file, and of every dump and write-ahead log of the ' +
    'keyring from before it was retired, or of the keys that open them. Only this makes erasures `irrecoverable`.',
  roles: ['privacy-officer'],
  params,
  body: closed({}, { description: 'Nothing.' }),
  answer: closed({ state: oneOf(['stated', 'destroyed'] as const) }),
  problems: ['epoch-not-retired', 'epoch-still-held'],
});
const list = query('/v1/master-key-epochs', {
  tag: 'erasure',
  summary: 'What became of the epochs of the master key',
  roles: ['privacy-officer'],
  response: Type.Array(
    Type.Object(
      {
        epoch: Type.Integer(),
        activated: Type.Optional(TimeText),
        retired: Type.Optional(TimeText),
        stated: Type.Optional(TimeText),
        destroyed: Type.Optional(TimeText),
      },
      { $id: 'MasterKeyEpoch' },
    ),
  ),
});

/** Epochs of the master key, as officers see them. */
@Controller()
export class EpochsController {
  constructor(private readonly keys: MasterKeys) {}

  @Endpoint(attest)
  async attest({ params, context }: Call<typeof attest>): Promise<Result<typeof attest>> {
    const epoch = Number(params.epoch);
    const { state, events: _, revision: __, ...outcome } = await this.keys.attest(epoch, context);
    const it = state.epochs[epoch];
    if (!it) throw new DomainError('not-found');
    return { outcome, answer: { state: it.destroyed ? 'destroyed' : 'stated' } };
  }

  @Endpoint(list)
  async list(): Promise<Result<typeof list>> {
    const { epochs } = await this.keys.state();
    return Object.entries(epochs).map(([epoch, { stated, ...times }]) => ({
      epoch: Number(epoch),
      ...times,
      ...(stated && { stated: stated.at }),
    }));
  }
}
