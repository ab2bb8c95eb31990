import { Controller } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { RecordPreview } from '#features/access/commands/record-preview';
import { answered, made } from '#features/subjects/answers';
import { Catalogues, CONDITIONS, purposeOf } from '#libs/catalogue';
import type { CommandContext } from '#libs/commands';
import type { Position } from '#libs/event-store';
import { command, Endpoint, query, type Call, type Result } from '#libs/http';
import { Clock, listed, randomId, type Uuid } from '#libs/kernel';
import type { Made, RecipientPayload } from '#libs/recipients';
import {
  ContactForRenewal,
  ContactForRenewalAnswer,
  ContactForRenewalBody,
  Payloads,
  RecordSharingFailed,
  RecordSharingFailedBody,
  Share,
  ShareAnswer,
  ShareBody,
} from '#libs/features/subjects';
import { ReadSharing, Sharing } from './queries/read-sharing';

const write = { tag: 'sharing', roles: ['service', 'staff'], scopes: ['sharings:write'] } as const;

const share = command('/v1/subjects/:subject/share', {
  ...write,
  summary: 'Share data with a recipient for a purpose',
  description:
    'A decision, not a log line (P10–P14): the catalogue says which fields, on which basis, under which condition. ' +
    'What is refused is recorded. What the purpose needs and the contract holds is used further in the same append, as an ' +
    'event of its own. The answer holds the minimal payload as the recipient reads it and, with `format`, a ' +
    'document of it; who got which version of what is in the register. After an erasure a repeated command answers none. A ' +
    'dry run answers what would go out and what was adjusted: nothing is shared, and what was shown is recorded as a look (P09).' +
    `\n\nConditions (\`condition\` of a refusal):\n\n${listed(CONDITIONS)}`,
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
  problems: ['sharing-unknown'],
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
    'field-not-needed',
    'subject-restricted',
  ],
});

const sharing = query('/v1/subjects/:subject/sharings/:sharing', {
  tag: 'sharing',
  roles: ['privacy-officer', 'service'],
  scopes: ['sharings:write'],
  summary: 'Read one sharing, with the reference that its caller gave',
  description:
    'For officers, and for the service that made it: to any other service there is no such sharing. A look at the subject, ' +
    'for the stated purpose. What was shared is told by version; the values are in the record.',
  purpose: true,
  response: Sharing,
  problems: ['key-unavailable'],
});

/** What leaves: to recipients, and to the customer about a renewal. */
@Controller()
export class SharingController {
  constructor(
    private readonly bus: CommandBus,
    private readonly queries: QueryBus,
    private readonly payloads: Payloads,
    private readonly catalogues: Catalogues,
    private readonly clock: Clock,
  ) {}

  @Endpoint(share)
  async share({ params, body, context }: Call<typeof share>): Promise<Result<typeof share>> {
    const outcome = await this.bus.execute(new Share(params.subject, body, context));
    const sent = await this.payloads.shared(params.subject, outcome, body);
    // Values that somebody saw who did not share them: a look, which the answer's position is of (P09).
    const looked = outcome.outcome === 'dry-run' && sent;
    const done = looked
      ? { ...outcome, ...(await this.look(params.subject, body.purpose, sent, context)) }
      : outcome;
    return answered(done, {
      ...made(outcome, 'DataShared', 'sharing'),
      ...made(outcome, 'DataShared', 'recipient'),
      ...made(outcome, 'DataShared', 'instance'),
      ...(sent && {
        fields: sent.fields,
        payload: sent.payload,
        ...(sent.document && { document: sent.document }),
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

  @Endpoint(sharing)
  async sharing({ params, purpose, context }: Call<typeof sharing>): Promise<Result<typeof sharing>> {
    return this.queries.execute(new ReadSharing(params.subject, params.sharing, purpose, context));
  }

  private async look(
    subject: Uuid,
    name: string,
    { fields }: Made<RecipientPayload>,
    context: CommandContext,
  ): Promise<{ position?: Position }> {
    const purpose = purposeOf(this.catalogues.current(this.clock.now()), name)!;
    const own = { ...context, commandId: randomId(), dryRun: false, request: undefined };
    const { position } = await this.bus.execute(new RecordPreview(subject, { purpose, fields }, own));
    return position === undefined ? {} : { position };
  }
}
