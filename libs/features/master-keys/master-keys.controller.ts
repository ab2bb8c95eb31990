import { Controller } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { command, Endpoint, NothingBody, query, type Call, type Result } from '#libs/http';
import { DomainError } from '#libs/kernel';
import { MasterKeyEpoch } from './answers';
import { AttestDestruction, AttestDestructionAnswer } from './commands/attest-destruction';
import { ListEpochs } from './queries/list-epochs';

const params = { epoch: /^[1-9][0-9]{0,8}$/ };

const attest = command('/v1/master-key-epochs/:epoch/attest', {
  tag: 'erasure',
  summary: 'State that an epoch of the master key is destroyed in every copy',
  description:
    'By two officers, one after the other: of every copy of the secrets file, and of every dump and write-ahead log of the ' +
    'keyring from before it was retired, or of the keys that open them. Only this makes erasures `irrecoverable`.',
  roles: ['privacy-officer'],
  params,
  body: NothingBody,
  answer: AttestDestructionAnswer,
  problems: ['epoch-not-retired', 'epoch-still-held'],
});
const list = query('/v1/master-key-epochs', {
  tag: 'erasure',
  summary: 'What became of the epochs of the master key',
  description:
    'Which were announced, activated, retired, and destroyed as two officers state: from then on what was erased under one is irrecoverable.',
  roles: ['privacy-officer'],
  response: [MasterKeyEpoch],
});

/** Epochs of the master key, as officers see them. */
@Controller()
export class EpochsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Endpoint(attest)
  async attest({ params, context }: Call<typeof attest>): Promise<Result<typeof attest>> {
    const epoch = Number(params.epoch);
    const outcome = await this.commands.execute(new AttestDestruction(epoch, context));
    const it = outcome.state.epochs[epoch];
    if (!it) throw new DomainError('not-found');
    return { outcome, answer: { state: it.destroyed ? 'destroyed' : 'stated' } };
  }

  @Endpoint(list)
  async list(_call: Call<typeof list>): Promise<Result<typeof list>> {
    return this.queries.execute(new ListEpochs());
  }
}
