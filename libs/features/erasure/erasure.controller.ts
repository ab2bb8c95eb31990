import { Controller } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { allWritten, written } from '#libs/commands';
import { command, Endpoint, query, type Call, type Result } from '#libs/http';
import { UNSETTLED, type ErasureBegun } from '#libs/features/subjects';
import { ErasureProgress, shownKept } from './answers';
import { ApproveErasure, ApproveErasureAnswer, ApproveErasureBody } from './commands/approve-erasure';
import { BeginErasure, BeginErasureAnswer, BeginErasureBody } from './commands/begin-erasure';
import { RemoveValue, RemoveValueAnswer, RemoveValueBody } from './commands/remove-value';
import { ReadErasure } from './queries/read-erasure';

const approve = command('/v1/subjects/:subject/approve-erasure', {
  tag: 'erasure',
  summary: 'Approve an erasure that nobody may decide on alone',
  description:
    'All of a subject; a part, where nothing but what a law keeps would be left after it; a part on the ground of ' +
    '`unlawful` or `legal-obligation` that no request of the person asks for. Somebody says so first, and somebody else ' +
    'erases: the same, on the same ground and for the same request, within 30 days.',
  roles: ['staff', 'privacy-officer'],
  body: ApproveErasureBody,
  answer: ApproveErasureAnswer,
  problems: ['subject-erased', 'purpose-unknown', 'still-needed', 'malformed-value', ...UNSETTLED],
});
const erase = command('/v1/subjects/:subject/erase', {
  tag: 'erasure',
  summary: 'Erase a subject, a purpose, a field, or superseded values',
  description:
    'Art. 17. Begun when this answers: from then on nothing uses the data. Fences in the keyring follow within seconds, ' +
    'whatever crashes. What a law demands to be kept stays, and is named. The register stays. All of a subject, and a part that ' +
    'one may not decide on alone, want the approval of a second person (`approve-erasure`); what is still needed is not erased as no longer needed, and the refusal names what ' +
    'stands in the way (`needed`), until when, and what would end it. A dry run tells all of it. A service erases only what ' +
    "the catalogue lets its client: nothing, by D-Cube's.",
  roles: ['privacy-officer', 'service'],
  scopes: ['subjects:write'],
  body: BeginErasureBody,
  answer: BeginErasureAnswer,
  problems: [
    'approval-needed',
    'still-needed',
    'malformed-value',
    ...UNSETTLED,
    'another-person-needed',
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
const remove = command('/v1/subjects/:subject/remove-value', {
  tag: 'customer application',
  summary: 'Take away a value that a purpose does not need',
  description:
    'By the customer: an optional value, such as a telephone number or a language, of one purpose. It is erased, and what ' +
    'it was before with it; nothing else is (P17).',
  roles: ['customer'],
  body: RemoveValueBody,
  answer: RemoveValueAnswer,
  problems: [
    'purpose-unknown',
    'field-not-optional',
    'field-not-held',
    'subject-erased',
    'subject-restricted',
    'kept-by-law',
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

  @Endpoint(approve)
  async approve({ params, body, context }: Call<typeof approve>): Promise<Result<typeof approve>> {
    const outcome = await this.commands.execute(new ApproveErasure(params.subject, body, context));
    const approval = written(outcome, 'ErasureApproved')?.approval;
    return { outcome, answer: approval === undefined ? {} : { approval } };
  }

  @Endpoint(erase)
  async erase({ params, body, context }: Call<typeof erase>): Promise<Result<typeof erase>> {
    const outcome = await this.commands.execute(new BeginErasure(params.subject, body, context));
    const { state } = outcome;
    // A dry run tells what would be kept, too.
    const begun = outcome.events.find(({ type }) => type === 'ErasureBegun')?.data as
      ErasureBegun | undefined;
    const duties = allWritten(outcome, 'TellingPrepared').flatMap(each => each.duties);
    return {
      outcome,
      version: state.version,
      answer: begun
        ? {
            ...(outcome.outcome !== 'dry-run' && {
              erasure: begun.erasure,
              duties: duties.map(({ duty }) => duty),
            }),
            kept: shownKept(begun.kept),
          }
        : {},
    };
  }

  @Endpoint(remove)
  async remove({ params, body, context }: Call<typeof remove>): Promise<Result<typeof remove>> {
    const outcome = await this.commands.execute(new RemoveValue(params.subject, body, context));
    const { erasure } = written(outcome, 'ErasureBegun') ?? {};
    return { outcome, version: outcome.state.version, answer: erasure === undefined ? {} : { erasure } };
  }

  @Endpoint(one)
  async one({ params }: Call<typeof one>): Promise<Result<typeof one>> {
    const { subject, erasure } = params;
    const {
      erasure: it,
      state,
      wanting,
      duties,
    } = await this.queries.execute(new ReadErasure(subject, erasure));
    return {
      erasure,
      scope: it.scope,
      state,
      wanting,
      duties,
      reason: it.reason,
      ...(it.request && { request: it.request }),
      begun: it.begun,
      ...(it.fenced && { fenced: it.fenced.at }),
      kept: shownKept(it.kept),
    };
  }
}
