import { Controller } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { command, Endpoint, type Call, type Result } from '#libs/http';
import { DomainError } from '#libs/kernel';
import { answered, made } from './answers';
import { UNSETTLED } from './asked-for';
import {
  AcceptDocument,
  AcceptDocumentBody,
  AnnounceLifting,
  AnnounceLiftingAnswer,
  AnnounceLiftingBody,
  ChoosePayment,
  ChoosePaymentBody,
  DropPayment,
  DropPaymentBody,
  EndService,
  EndServiceBody,
  LiftRestriction,
  LiftRestrictionBody,
  RenewService,
  RenewServiceBody,
  Restrict,
  RestrictAnswer,
  RestrictBody,
  StartService,
  StartServiceAnswer,
  StartServiceBody,
} from './commands';
import { LiftingLetters } from './lifting-letters';

const tag = 'services';
const write = { tag, roles: ['service', 'staff'], scopes: ['subjects:write'] } as const;
const own = {
  tag,
  roles: ['service', 'staff', 'customer'],
  scopes: ['subjects:write'],
} as const;
const officer = {
  tag: 'restriction',
  roles: ['service', 'staff', 'privacy-officer'],
  scopes: ['subjects:write'],
} as const;

const startService = command('/v1/subjects/:subject/start-service', {
  ...write,
  summary: 'Start a service',
  description: 'Opens the purposes that need it (P22).',
  body: StartServiceBody,
  answer: StartServiceAnswer,
  problems: ['malformed-value', 'link-unknown'],
});
const renewService = command('/v1/subjects/:subject/renew-service', {
  ...write,
  summary: 'Renew a service until a next day',
  description:
    'The service goes on; the window in which its customer is contacted follows the new day (P01).',
  body: RenewServiceBody,
  problems: ['malformed-value', 'service-unknown', 'service-ended'],
});
const endService = command('/v1/subjects/:subject/end-service', {
  ...write,
  summary: 'End a service',
  description: 'Closes what was open for that service only: purposes, and the sharings that need them (P22).',
  body: EndServiceBody,
  problems: ['malformed-value', 'service-unknown', 'service-ended'],
});
const acceptDocument = command('/v1/subjects/:subject/accept-document', {
  ...own,
  summary: 'Record that a version of the policy or of terms was accepted',
  description: 'Evidence (P01, P02, P21), not consent.',
  body: AcceptDocumentBody,
  problems: ['malformed-value', 'document-version-unknown', 'channel-not-allowed'],
});
const choosePayment = command('/v1/subjects/:subject/choose-payment', {
  ...own,
  summary: 'Choose a payment method',
  description: 'In place of the one that stood (P11, P12).',
  body: ChoosePaymentBody,
  problems: ['instance-unknown'],
});
const dropPayment = command('/v1/subjects/:subject/drop-payment', {
  ...own,
  summary: 'Drop the chosen payment method',
  description: 'From then on nothing goes to the recipient that the method needs (P11, P12).',
  body: DropPaymentBody,
  problems: ['payment-method-not-chosen'],
});
const restrict = command('/v1/subjects/:subject/restrict', {
  ...officer,
  summary: 'Restrict processing (Art. 18)',
  description:
    'What is held stays, and is neither used nor shared until the restriction is lifted (Art. 18(1), (2)).',
  body: RestrictBody,
  answer: RestrictAnswer,
  problems: [...UNSETTLED],
});
const announce = command('/v1/subjects/:subject/announce-lifting', {
  ...officer,
  summary: 'Tell the person that a restriction is to be lifted, and get the letter',
  description:
    'Art. 18(3): the person is told before it is lifted, and why. Answers the letter that goes out, as text, as a page and, where it is asked for, as a PDF.',
  body: AnnounceLiftingBody,
  answer: AnnounceLiftingAnswer,
  problems: ['not-restricted', 'reason-not-fitting'],
});
const lift = command('/v1/subjects/:subject/lift-restriction', {
  ...officer,
  summary: 'Lift a restriction',
  description:
    'Refused before the person was told so, for this reason (Art. 18(3)): `announce-lifting`. The reason fits the ground ' +
    'that it was restricted on.',
  body: LiftRestrictionBody,
  problems: ['not-restricted', 'reason-not-fitting', 'lifting-not-announced'],
});

/** What the subject has and chose: services, accepted documents, a way to pay; and what stands still by restriction. */
@Controller()
export class ServicesController {
  constructor(
    private readonly bus: CommandBus,
    private readonly letters: LiftingLetters,
  ) {}

  @Endpoint(startService)
  async start({ params, body, context }: Call<typeof startService>): Promise<Result<typeof startService>> {
    const outcome = await this.bus.execute(new StartService(params.subject, body, context));
    return answered(outcome, made(outcome, 'ServiceStarted', 'service'));
  }

  @Endpoint(renewService)
  async renew({ params, body, context }: Call<typeof renewService>): Promise<Result<typeof renewService>> {
    return answered(await this.bus.execute(new RenewService(params.subject, body, context)));
  }

  @Endpoint(endService)
  async end({ params, body, context }: Call<typeof endService>): Promise<Result<typeof endService>> {
    return answered(await this.bus.execute(new EndService(params.subject, body, context)));
  }

  @Endpoint(acceptDocument)
  async accept(call: Call<typeof acceptDocument>): Promise<Result<typeof acceptDocument>> {
    const { params, body, context, caller } = call;
    if (caller.role === 'customer' && body.channel !== 'application')
      throw new DomainError('channel-not-allowed');
    return answered(await this.bus.execute(new AcceptDocument(params.subject, body, context)));
  }

  @Endpoint(choosePayment)
  async choose({ params, body, context }: Call<typeof choosePayment>): Promise<Result<typeof choosePayment>> {
    return answered(await this.bus.execute(new ChoosePayment(params.subject, body, context)));
  }

  @Endpoint(dropPayment)
  async drop({ params, body, context }: Call<typeof dropPayment>): Promise<Result<typeof dropPayment>> {
    return answered(await this.bus.execute(new DropPayment(params.subject, body, context)));
  }

  @Endpoint(restrict)
  async restrict({ params, body, context }: Call<typeof restrict>): Promise<Result<typeof restrict>> {
    const outcome = await this.bus.execute(new Restrict(params.subject, body, context));
    return answered(outcome, made(outcome, 'ProcessingRestricted', 'restriction'));
  }

  @Endpoint(announce)
  async announce({ params, body, context }: Call<typeof announce>): Promise<Result<typeof announce>> {
    const outcome = await this.bus.execute(new AnnounceLifting(params.subject, body, context));
    const letter = await this.letters.of(outcome, body);
    return answered(outcome, letter ? { letter } : {});
  }

  @Endpoint(lift)
  async lift({ params, body, context }: Call<typeof lift>): Promise<Result<typeof lift>> {
    return answered(await this.bus.execute(new LiftRestriction(params.subject, body, context)));
  }
}
