import { Controller } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Type } from '@sinclair/typebox';
import { closed, command, Endpoint, type Call, type Result } from '#libs/http';
import { answered, made, MadeId } from './answers';
import { SubjectCommand, type SubjectOutcome } from './command';
import { ContactForRenewalBody, RecordSharingFailedBody, ShareBody } from './commands';
import { Payloads } from './sharing';

const write = { tag: 'sharing', roles: ['service', 'staff'], scopes: ['sharings:write'] } as const;

const PayloadSchema = Type.Object(
  {
    fields: Type.Record(Type.String(), Type.Unknown(), {
      description: 'Exactly what the catalogue says, by field.',
    }),
    domain: Type.Optional(Type.String()),
    transit: Type.Optional(
      Type.Record(Type.String(), Type.String(), { description: 'As it came in; it is not kept.' }),
    ),
  },
  { $id: 'Payload' },
);

const share = command('/v1/subjects/:subject/share', {
  ...write,
  summary: 'Share data with a recipient for a purpose',
  description:
    'A decision, not a log line (P10–P14): the catalogue says which fields, on which basis, under which condition. ' +
    'What is refused is recorded. The answer holds the minimal payload; who got which version of what is in the register.',
  body: ShareBody,
  answer: closed({
    sharing: MadeId,
    recipient: Type.Optional(Type.String()),
    instance: Type.Optional(Type.String()),
    payload: Type.Optional(PayloadSchema),
  }),
  problems: [
    'recipient-unknown',
    'recipient-not-for-purpose',
    'instance-unknown',
    'condition-unmet',
    'terms-not-accepted',
    'purpose-closed',
    'payment-method-not-chosen',
    'field-missing',
    'transit-missing',
    'transit-not-allowed',
    'subject-restricted',
  ],
});
const failed = command('/v1/subjects/:subject/record-sharing-failed', {
  ...write,
  summary: 'Record that a sharing did not arrive',
  body: RecordSharingFailedBody,
  problems: ['sharing-unknown'],
});
const renewal = command('/v1/subjects/:subject/contact-for-renewal', {
  ...write,
  summary: 'Contact the customer about a renewal',
  description:
    'A use, not a sharing (P01): inside the renewal window only. Answers how to reach the customer.',
  body: ContactForRenewalBody,
  answer: closed({ payload: Type.Optional(PayloadSchema) }),
  problems: ['outside-renewal-window', 'service-unknown', 'field-missing', 'subject-restricted'],
});

/** What leaves: to recipients, and to the customer about a renewal. */
@Controller()
export class SharingController {
  constructor(
    private readonly bus: CommandBus,
    private readonly payloads: Payloads,
  ) {}

  @Endpoint(share)
  async share({ params, body, context }: Call<typeof share>): Promise<Result<typeof share>> {
    const outcome = await this.run(new SubjectCommand('share', params.subject, body, context));
    const payload = await this.payloads.of(params.subject, outcome);
    return answered(outcome, {
      ...made(outcome, 'sharing'),
      ...made(outcome, 'recipient'),
      ...made(outcome, 'instance'),
      ...(payload && { payload: { ...payload, ...(body.transit && { transit: body.transit }) } }),
    });
  }

  @Endpoint(failed)
  async failed({ params, body, context }: Call<typeof failed>): Promise<Result<typeof failed>> {
    return answered(
      await this.run(new SubjectCommand('record-sharing-failed', params.subject, body, context)),
    );
  }

  @Endpoint(renewal)
  async renewal({ params, body, context }: Call<typeof renewal>): Promise<Result<typeof renewal>> {
    const outcome = await this.run(new SubjectCommand('contact-for-renewal', params.subject, body, context));
    const payload = await this.payloads.of(params.subject, outcome);
    return answered(outcome, payload ? { payload } : {});
  }

  private run(subjectCommand: SubjectCommand): Promise<SubjectOutcome> {
    return this.bus.execute<SubjectCommand, SubjectOutcome>(subjectCommand);
  }
}
