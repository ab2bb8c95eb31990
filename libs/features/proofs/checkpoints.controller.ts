import { Controller } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Type } from '@sinclair/typebox';
import { Pool } from 'pg';
import { BeginOrigin, RecordFork, Signings } from '#libs/features/signing';
import {
  Answer,
  closed,
  command,
  Endpoint,
  query,
  TimeText,
  UuidText,
  type Call,
  type Result,
} from '#libs/http';
import { DomainError } from '#libs/kernel';
import { checkpoints, forkOf, latestCheckpoint, Signer, type Witnessed } from '#libs/register';
import { SizeText } from './sizes';

const tag = 'checkpoints';
const roles = ['privacy-officer', 'auditor'] as const;
const Checkpoint = Type.Object(
  {
    size: SizeText,
    time: TimeText,
    key: Type.String({ description: 'Id of the key that signed, eight hexadecimal digits.' }),
    note: Type.String({ description: 'C2SP tlog-checkpoint, with the cosignatures that there are.' }),
    timeStamp: Type.Optional(
      Type.String({ description: 'RFC 3161 token over the text of the note, base64 of its DER.' }),
    ),
  },
  { $id: 'Checkpoint' },
);
const refusals = ['not-signing', 'register-forked'] as const;

const list = query('/v1/checkpoints', {
  tag,
  summary: 'List the signed checkpoints, newest first',
  description: 'Of the origin that is signed for now.',
  roles,
  query: closed({
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
    cursor: Type.Optional(Type.String({ maxLength: 20 })),
  }),
  response: Type.Object(
    { checkpoints: Type.Array(Checkpoint), next: Type.Optional(Type.String()) },
    { $id: 'CheckpointPage' },
  ),
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
  roles,
  response: { 'text/plain': null },
  problems: ['not-signing'],
});
const tlog = query('/tlog/checkpoint', {
  tag: 'tlog',
  summary: 'Read the newest checkpoint as a signed note',
  description: 'C2SP tlog-tiles.',
  roles,
  response: { 'text/plain': null },
  problems: ['not-signing'],
});
const keys = query('/v1/checkpoints/keys', {
  tag,
  summary: 'List the keys that checkpoints were signed with',
  description:
    'Information: who verifies takes keys from somewhere else. A retired one verifies checkpoints of at most the size `until`.',
  roles,
  response: Type.Object(
    {
      origin: Type.String(),
      keys: Type.Array(
        Type.Object({
          origin: Type.String(),
          vkey: Type.String(),
          made: TimeText,
          retired: Type.Optional(TimeText),
          until: Type.Optional(SizeText),
        }),
      ),
    },
    { $id: 'SigningKeys' },
  ),
  problems: ['not-signing'],
});
const state = query('/v1/checkpoints/state', {
  tag,
  summary: 'Tell whether the register goes on from what was signed, and how its witnesses do',
  roles,
  response: Type.Object(
    {
      origin: Type.String(),
      fork: Type.Optional(
        Type.Object({
          since: TimeText,
          sound: SizeText,
          signed: SizeText,
          place: Type.String(),
          incident: Type.Optional(UuidText),
        }),
      ),
      witnesses: Type.Array(
        Type.Object({
          name: Type.String(),
          size: Type.Optional(SizeText),
          reachedAt: Type.Optional(TimeText),
          failures: Type.Integer(),
          error: Type.Optional(Type.String()),
        }),
      ),
    },
    { $id: 'SigningStateNow' },
  ),
  problems: ['not-signing'],
});
const record = command('/v1/register/forks', {
  tag,
  summary: 'Put on record that the register does not go on from what was signed',
  description: 'The first of two officers. Nothing is signed before a second one begins a new origin.',
  roles: ['privacy-officer'],
  body: closed({}),
  answer: Type.Object({ incident: UuidText }),
  problems: ['not-forked'],
});
const begin = command('/v1/register/forks/:incident/begin-origin', {
  tag,
  summary: 'Begin a new origin after a fork',
  description:
    'Another officer than the one who recorded it. The new origin names the last checkpoint of the old one.',
  roles: ['privacy-officer'],
  body: closed({}),
  answer: Type.Object({ origin: Type.String() }),
  problems: ['second-officer-needed', 'not-signing'],
});

/** Checkpoints of the register: what it is held to by whoever kept one. */
@Controller()
export class CheckpointsController {
  constructor(
    private readonly db: Pool,
    private readonly signer: Signer,
    private readonly signings: Signings,
    private readonly commands: CommandBus,
  ) {}

  @Endpoint(list)
  async list({ query: { limit = 100, cursor } }: Call<typeof list>): Promise<Result<typeof list>> {
    const { found, next } = await checkpoints(this.db, await this.origin(), { limit, cursor });
    return { checkpoints: found.map(shown), ...(next !== undefined && { next }) };
  }

  @Endpoint(make)
  async make(_call: Call<typeof make>): Promise<Result<typeof make>> {
    return shown(await this.signer.sign());
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
    const { keys: known } = await this.signings.state();
    return { origin: await this.origin(), keys: known.map(({ key: _, ...rest }) => rest) };
  }

  @Endpoint(state)
  async state(_call: Call<typeof state>): Promise<Result<typeof state>> {
    const origin = await this.origin();
    const [fork, { incident }] = [await forkOf(this.db, origin), await this.signings.state()];
    return {
      origin,
      ...(fork && {
        fork: {
          since: fork.since.toISOString(),
          sound: String(fork.sound),
          signed: String(fork.signed),
          place: fork.place,
          ...(incident && { incident: incident.incident }),
        },
      }),
      witnesses: await this.signer.witnesses(),
    };
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
    const newest = await latestCheckpoint(this.db, await this.origin());
    if (!newest) throw new DomainError('not-found');
    return new Answer(newest.witnessed, { type: 'text/plain; charset=utf-8' });
  }

  private async origin(): Promise<string> {
    const origin = (await this.signings.state()).origins.at(-1);
    if (origin === undefined) throw new DomainError('not-signing');
    return origin;
  }
}

function shown({ size, time, key, witnessed, timeStamp }: Witnessed) {
  return {
    size: String(size),
    time: time.toISOString(),
    key,
    note: witnessed,
    ...(timeStamp !== undefined && { timeStamp }),
  };
}
