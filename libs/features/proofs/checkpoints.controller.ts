import { Controller } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { BeginOrigin, BeginOriginAnswer, RecordFork, RecordForkAnswer } from '#libs/features/signing';
import { Answer, command, Endpoint, NothingBody, query, type Call, type Result } from '#libs/http';
import { Checkpoint } from './checkpoint';
import { CheckpointPage, ListCheckpoints, ListCheckpointsQuery } from './queries/list-checkpoints';
import { ListSigningKeys, SigningKeys } from './queries/list-signing-keys';
import { ReadCheckpoint } from './queries/read-checkpoint';
import { ReadSigningState, SigningStateNow } from './queries/read-signing-state';
import { SignCheckpoint } from './queries/sign-checkpoint';

const tag = 'checkpoints';
const roles = ['privacy-officer', 'auditor'] as const;
const refusals = ['not-signing', 'register-forked'] as const;

const list = query('/v1/checkpoints', {
  tag,
  summary: 'List the signed checkpoints, newest first',
  description: 'Of the origin that is signed for now.',
  roles,
  query: ListCheckpointsQuery,
  response: CheckpointPage,
  problems: ['not-signing'],
});
const make = query('/v1/checkpoints', {
  tag,
  summary: 'Sign a checkpoint now',
  description: 'Of all entries that there are; the newest one again, where nothing came since.',
  method: 'POST',
  roles,
  response: Checkpoint,
  problems: [...refusals, 'signer-elsewhere', 'signing-key-missing', 'projection-behind'],
});
const latest = query('/v1/checkpoints/latest', {
  tag,
  summary: 'Read the newest checkpoint as a signed note',
  description:
    'C2SP tlog-checkpoint: origin, size, root and signatures. Whoever keeps it can later tell whether the register only grew.',
  roles,
  response: { 'text/plain': null },
  problems: ['not-signing', 'not-found'],
});
const tlog = query('/tlog/checkpoint', {
  tag: 'tlog',
  summary: 'Read the newest checkpoint as a signed note',
  description: 'C2SP tlog-tiles.',
  roles,
  response: { 'text/plain': null },
  problems: ['not-signing', 'not-found'],
});
const keys = query('/v1/checkpoints/keys', {
  tag,
  summary: 'List the keys that checkpoints were signed with',
  description:
    'Information: who verifies takes keys from somewhere else. A retired one verifies checkpoints of at most the size `until`.',
  roles,
  response: SigningKeys,
  problems: ['not-signing'],
});
const state = query('/v1/checkpoints/state', {
  tag,
  summary: 'Tell whether the register goes on from what was signed, and how its witnesses do',
  description:
    'What was signed last, by which key, whether the register still agrees with it, and what each witness said.',
  roles,
  response: SigningStateNow,
  problems: ['not-signing'],
});
const record = command('/v1/register/forks', {
  tag,
  summary: 'Put on record that the register does not go on from what was signed',
  description: 'The first of two officers. Nothing is signed before a second one begins a new origin.',
  roles: ['privacy-officer'],
  body: NothingBody,
  answer: RecordForkAnswer,
  problems: ['not-forked'],
});
const begin = command('/v1/register/forks/:incident/begin-origin', {
  tag,
  summary: 'Begin a new origin after a fork',
  description:
    'Another officer than the one who recorded it. The new origin names the last checkpoint of the old one.',
  roles: ['privacy-officer'],
  body: NothingBody,
  answer: BeginOriginAnswer,
  problems: ['second-officer-needed', 'not-signing'],
});

/** Checkpoints of the register: what it is held to by whoever kept one. */
@Controller()
export class CheckpointsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Endpoint(list)
  async list({ query: page }: Call<typeof list>): Promise<Result<typeof list>> {
    return this.queries.execute(new ListCheckpoints(page));
  }

  @Endpoint(make)
  async make(_call: Call<typeof make>): Promise<Result<typeof make>> {
    return this.queries.execute(new SignCheckpoint());
  }

  @Endpoint(latest)
  async latest(_call: Call<typeof latest>): Promise<Result<typeof latest>> {
    return this.note();
  }

  @Endpoint(tlog)
  async tlog(_call: Call<typeof tlog>): Promise<Result<typeof tlog>> {
    return this.note();
  }

  @Endpoint(keys)
  async keys(_call: Call<typeof keys>): Promise<Result<typeof keys>> {
    return this.queries.execute(new ListSigningKeys());
  }

  @Endpoint(state)
  async state(_call: Call<typeof state>): Promise<Result<typeof state>> {
    return this.queries.execute(new ReadSigningState());
  }

  @Endpoint(record)
  async record({ context }: Call<typeof record>): Promise<Result<typeof record>> {
    const outcome = await this.commands.execute(new RecordFork(context));
    return { outcome, answer: { incident: outcome.state.incident?.incident ?? '' } };
  }

  @Endpoint(begin)
  async begin({ params, context }: Call<typeof begin>): Promise<Result<typeof begin>> {
    const outcome = await this.commands.execute(new BeginOrigin(params.incident, context));
    return { outcome, answer: { origin: outcome.state.origins.at(-1)! } };
  }

  private async note(): Promise<Answer<string>> {
    const note = await this.queries.execute(new ReadCheckpoint());
    return new Answer(note, { type: 'text/plain; charset=utf-8' });
  }
}
