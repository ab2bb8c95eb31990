import { Controller } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { written } from '#libs/commands';
import { command, Endpoint, query, type Call, type Result } from '#libs/http';
import { ErasureProgress, type Kept } from './answers';
import { BeginErasure, BeginErasureAnswer, BeginErasureBody } from './commands/begin-erasure';
import { ReadErasure } from './queries/read-erasure';

const erase = command('/v1/subjects/:subject/erase', {
  tag: 'erasure',
  summary: 'Erase a subject, a purpose, a field, or superseded values',
  description:
    'Art. 17. Begun when this answers: from then on nothing uses the data. Fences in the keyring follow within seconds, ' +
    'whatever crashes. What a law demands to be kept stays, and is named. The register stays.',
  roles: ['privacy-officer', 'service'],
  scopes: ['subjects:write'],
  body: BeginErasureBody,
  answer: BeginErasureAnswer,
  problems: [
    'subject-erased',
    'subject-restricted',
    'kept-by-law',
    'field-not-held',
    'purpose-unknown',
    'transfer-under-way',
    'objection-not-upheld',
    'objection-not-applicable',
  ],
});
const one = query('/v1/subjects/:subject/erasures/:erasure', {
  tag: 'erasure',
  summary: 'How far an erasure has come',
  description:
    '`begun`: nothing uses the data. `fenced`: no path of the service reads it. `irrecoverable`: no copy of anything ' +
    'gives it back: two officers stated that each epoch of the master key that ever wrapped its keys is destroyed in every copy.',
  roles: ['privacy-officer', 'service'],
  scopes: ['subjects:read'],
  params: { erasure: /^[0-9a-f-]{36}$/ },
  response: ErasureProgress,
});

/** Erasure (Art. 17). */
@Controller()
export class ErasuresController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Endpoint(erase)
  async erase({ params, body, context }: Call<typeof erase>): Promise<Result<typeof erase>> {
    const outcome = await this.commands.execute(new BeginErasure(params.subject, body, context));
    const { state } = outcome;
    const begun = written(outcome, 'ErasureBegun');
    const it = begun && state.erasures[begun.erasure];
    return {
      outcome,
      version: state.version,
      answer: it ? { erasure: begun.erasure, kept: shown(it.kept) } : {},
    };
  }

  @Endpoint(one)
  async one({ params }: Call<typeof one>): Promise<Result<typeof one>> {
    const { subject, erasure } = params;
    const { erasure: it, state, wanting } = await this.queries.execute(new ReadErasure(subject, erasure));
    return {
      erasure,
      scope: it.scope,
      state,
      wanting,
      reason: it.reason,
      ...(it.request && { request: it.request }),
      begun: it.begun,
      ...(it.fenced && { fenced: it.fenced.at }),
      kept: shown(it.kept),
    };
  }
}

/** Without key ids, and each once. */
function shown(kept: readonly Kept[]): Kept[] {
  const rows = kept.map(({ purpose, period, until }) => ({ purpose, period, until }));
  return [...new Map(rows.map(row => [`${row.purpose} ${row.period}`, row])).values()];
}
