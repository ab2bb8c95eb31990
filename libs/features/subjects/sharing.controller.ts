import { Controller } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { command, Endpoint, type Call, type Result } from '#libs/http';
import { answered, made } from './answers';
import {
  ContactForRenewal,
  ContactForRenewalAnswer,
  ContactForRenewalBody,
  RecordSharingFailed,
  RecordSharingFailedBody,
  Share,
  ShareAnswer,
  ShareBody,
} from './commands';
import { Payloads } from './sharing';

const write = { tag: 'sharing', roles: ['service', 'staff'], scopes: ['sharings:write'] } as const;

const share = command('/v1/subjects/:subject/share', {
  ...write,
  summary: 'Share data with a recipient for a purpose',
  description:
    'A decision, not a log line (P10–P14): the catalogue says which fields, on which basis, under which condition. ' +
    'What is refused is recorded. What the purpose needs and the contract holds is used further in the same append, as an ' +
    'event of its own. The answer holds the minimal payload as the recipient reads it and, with `format`, a ' +
    'document of it; who got which version of what is in the register. After an erasure a repeated command answers none. A ' +
    'dry run answers which fields would go out and what was adjusted, by names and lengths.',
  body: ShareBody,
  answer: ShareAnswer,
  problems: [
    'link-unknown',
    'recipient-unknown',
    'recipient-not-for-purpose',
    'instance-unknown',
    'account-elsewhere',
    'condition-unmet',
    'terms-not-accepted',
    'purpose-closed',
    'payment-method-not-chosen',
    'field-missing',
    'transit-missing',
    'transit-not-allowed',
    'malformed-value',
    'value-not-representable',
    'format-not-available',
    'format-extension-missing',
    'subject-restricted',
  ],
});
const failed = command('/v1/subjects/:subject/record-sharing-failed', {
  ...write,
  summary: 'Record that a sharing did not arrive',
  description: 'What the recipient rejected or never got does not count as received (Art. 15(1)(c), 19).',
  body: RecordSharingFailedBody,
  problems: ['client-not-allowed', 'sharing-unknown'],
});
const renewal = command('/v1/subjects/:subject/contact-for-renewal', {
  ...write,
  summary: 'Contact the customer about a renewal',
  description:
    'A use, not a sharing (P01): inside the renewal window only. Answers how to reach the customer.',
  body: ContactForRenewalBody,
  answer: ContactForRenewalAnswer,
  problems: [
    'service-ended',
    'purpose-objected',
    'purpose-closed',
    'outside-renewal-window',
    'service-unknown',
    'field-missing',
    'subject-restricted',
  ],
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
    const outcome = await this.bus.execute(new Share(params.subject, body, context));
    const sent = await this.payloads.shared(params.subject, outcome, body);
    // A dry run shows names and lengths: a value that somebody saw would be a look (P09).
    const out = outcome.outcome === 'dry-run' ? undefined : sent;
    return answered(outcome, {
      ...made(outcome, 'DataShared', 'sharing'),
      ...made(outcome, 'DataShared', 'recipient'),
      ...made(outcome, 'DataShared', 'instance'),
      ...(sent && {
        fields: sent.fields,
        ...(out && { payload: out.payload, ...(out.document && { document: out.document }) }),
        adjustments: sent.adjustments,
      }),
    });
  }

  @Endpoint(failed)
  async failed({ params, body, context }: Call<typeof failed>): Promise<Result<typeof failed>> {
    return answered(await this.bus.execute(new RecordSharingFailed(params.subject, body, context)));
  }

  @Endpoint(renewal)
  async renewal({ params, body, context }: Call<typeof renewal>): Promise<Result<typeof renewal>> {
    const outcome = await this.bus.execute(new ContactForRenewal(params.subject, body, context));
    const payload = await this.payloads.used(params.subject, outcome);
    return answered(outcome, payload ? { payload } : {});
  }
}
