import { Controller } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Type } from '@sinclair/typebox';
import { FIELDS } from '#libs/catalogue';
import {
  clear,
  closed,
  command,
  DayText,
  described,
  Endpoint,
  oneOf,
  query,
  TimeText,
  UuidText,
  type Call,
  type Result,
} from '#libs/http';
import type { Erasure } from '#libs/features/subjects';
import { BeginErasure } from './commands/begin-erasure';
import { Erasures } from './erasures';

const purpose = clear(
  Type.String({ maxLength: 64, description: 'With or without version: its keys have none.' }),
);
const Scope = Type.Union(
  [
    closed({ of: Type.Literal('subject') }),
    closed({ of: Type.Literal('purpose'), purpose }),
    closed({
      of: Type.Literal('period'),
      purpose,
      period: clear(
        Type.String({
          pattern: '^((19|2\\d)\\d{2}-(0[1-9]|1[0-2])|fy-(19|2\\d)\\d{2})$',
          description: 'A month, or a financial year.',
        }),
      ),
    }),
    closed({ of: Type.Literal('field'), purpose, field: oneOf(FIELDS) }),
    closed({ of: Type.Literal('superseded'), purpose }),
  ],
  {
    description:
      'All of the subject; what is held for a purpose; that of one period; one field of it; or values of it that were ' +
      'corrected since.',
  },
);
const Reason = oneOf(['no-longer-needed', 'objection', 'unlawful', 'legal-obligation', 'retention-ended'], {
  description:
    'Art. 17(1)(a), (c), (d), (e); Art. 5(1)(e). `objection`: of a purpose whose objection was upheld, and nothing else.',
});
const Kept = Type.Array(
  Type.Object(
    { purpose: Type.String(), period: Type.String(), until: DayText },
    { $id: 'Kept', description: 'What stays, and its last day.' },
  ),
);

const erase = command('/v1/subjects/:subject/erase', {
  tag: 'erasure',
  summary: 'Erase a subject, a purpose, a field, or superseded values',
  description:
    'Art. 17. Begun when this answers: from then on nothing uses the data. Fences in the keyring follow within seconds, ' +
    'whatever crashes. What a law demands to be kept stays, and is named. The register stays.',
  roles: ['privacy-officer', 'service'],
  scopes: ['subjects:write'],
  body: closed({ scope: Scope, reason: Reason, request: Type.Optional(UuidText) }),
  answer: closed({ erasure: Type.Optional(UuidText), kept: Type.Optional(Kept) }),
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
  response: Type.Object(
    {
      erasure: UuidText,
      scope: Type.Object({
        of: Type.String(),
        purpose: Type.Optional(Type.String()),
        field: Type.Optional(Type.String()),
        period: Type.Optional(Type.String()),
      }),
      state: oneOf(['begun', 'fenced', 'irrecoverable'] as const),
      reason: Type.String(),
      request: Type.Optional(UuidText),
      begun: TimeText,
      fenced: Type.Optional(TimeText),
      kept: Kept,
      wanting: Type.Array(
        Type.Object({
          what: oneOf([
            'fences',
            'fingerprints',
            'next-epoch',
            'retirement',
            'first-statement',
            'second-statement',
          ] as const),
          epoch: Type.Optional(Type.Integer({ description: 'Of the master key.' })),
          by: oneOf(['service', 'operator', 'privacy-officer'] as const, {
            description: 'Who has to do it.',
          }),
          since: Type.Optional(described(TimeText, 'Since when it can be done.')),
        }),
        {
          description:
            'What is wanting before it is `irrecoverable`. Fences come by themselves within seconds; an operator makes ' +
            'another epoch active, retires the old one and ends old fingerprints (`npm run keys`); two officers state ' +
            'that an epoch is destroyed in every copy.',
        },
      ),
    },
    { $id: 'Erasure' },
  ),
});

/** Erasure (Art. 17). */
@Controller()
export class ErasuresController {
  constructor(
    private readonly commands: CommandBus,
    private readonly erasures: Erasures,
  ) {}

  @Endpoint(erase)
  async erase({ params, body, context }: Call<typeof erase>): Promise<Result<typeof erase>> {
    const outcome = await this.commands.execute(new BeginErasure(params.subject, body, context));
    const { outcome: how, repeated, position, events, state } = outcome;
    const begun = events.find(({ type }) => type === 'ErasureBegun')?.data as
      { erasure?: string } | undefined;
    const it = begun?.erasure === undefined ? undefined : state.erasures[begun.erasure];
    return {
      outcome: { outcome: how, repeated, ...(position !== undefined && { position }) },
      version: state.version,
      answer: it ? { erasure: begun!.erasure!, kept: shown(it.kept) } : {},
    };
  }

  @Endpoint(one)
  async one({ params }: Call<typeof one>): Promise<Result<typeof one>> {
    const it = await this.erasures.find(params.subject, params.erasure);
    const { state, wanting } = await this.erasures.reached(it);
    return {
      erasure: params.erasure,
      scope: it.scope,
      state,
      wanting: [...wanting],
      reason: it.reason,
      ...(it.request && { request: it.request }),
      begun: it.begun,
      ...(it.fenced && { fenced: it.fenced.at }),
      kept: shown(it.kept),
    };
  }
}

/** Without key ids, and each once. */
function shown(kept: Erasure['kept']): { purpose: string; period: string; until: string }[] {
  const rows = kept.map(({ purpose, period, until }) => ({ purpose, period, until }));
  return [...new Map(rows.map(row => [`${row.purpose} ${row.period}`, row])).values()];
}
