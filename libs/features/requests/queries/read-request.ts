import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Catalogues, type Catalogue } from '#libs/catalogue';
import type { CommandContext } from '#libs/commands';
import { brusselsDay, Clock, type Uuid } from '#libs/kernel';
import type { ShownRequest, ShownStep } from '../answers';
import type { RequestEvent } from '../events';
import { RequestLooks } from '../looks';
import { isField } from '#libs/features/subjects';
import { Requests, type OpenedRequest, type Values } from '../requests';
import { deadlineOfRequest } from '../state';
import { shownDeadline } from './read-deadline';

type Reader = 'officer' | 'subject';

/** Shows a request with its trail, which is a look at it (P09). `subject`: of whom alone it may be. */
export class ReadRequest extends Query<ShownRequest> {
  constructor(
    readonly request: Uuid,
    readonly to: Reader,
    readonly purpose: string,
    readonly context: CommandContext,
    readonly subject?: Uuid,
  ) {
    super();
  }
}

@QueryHandler(ReadRequest)
export class ReadRequestHandler implements IQueryHandler<ReadRequest> {
  constructor(
    private readonly requests: Requests,
    private readonly looks: RequestLooks,
    private readonly catalogues: Catalogues,
    private readonly clock: Clock,
  ) {}

  async execute({ request, to, purpose, context, subject }: ReadRequest): Promise<ShownRequest> {
    const opened = await this.requests.open(request, subject);
    const contact = Object.keys(opened.valuesOf(opened.state.content?.event) ?? {}).filter(isField);
    await this.looks.record(opened.state, 'request', purpose, context, contact);
    const now = this.clock.now();
    return shown(opened, now, this.catalogues.current(now), to);
  }
}

/** Members of an event that are not shown as they are stored. */
const HIDDEN = ['sealed', 'clock', 'subject', 'purpose', 'basis'];

/**
 * The request as it is shown, with its trail. Whom it concerns sees who acted by function, not by name (CJEU C-579/21).
 */
function shown(opened: OpenedRequest, now: Date, catalogue: Catalogue, to: Reader): ShownRequest {
  const { state, events, valuesOf } = opened;
  const { text, reference, ...contact } = valuesOf(state.content?.event) ?? {};
  const { identity, proof, confirmation, extension, refusal } = state;
  const deadline = deadlineOfRequest(state);
  return {
    request: state.id,
    kind: state.kind,
    channel: state.channel,
    requester: state.requester,
    ...(state.subject && { subject: state.subject }),
    language: state.language,
    receivedAt: state.receivedAt,
    registeredAt: state.registeredAt,
    status: state.status,
    ...(state.outcome && { outcome: state.outcome }),
    identity,
    ...(proof && { proofReason: proof.reason }),
    ...(proof?.how && { proofHow: proof.how }),
    confirmation,
    ...(extension && { extension: extension.reason }),
    ...(refusal && { refusal: { reason: refusal.reason, scope: refusal.scope } }),
    ...(state.content && valuesOf(state.content.event) === undefined && { erased: true as const }),
    contact,
    ...(text !== undefined && { text: text as string }),
    ...(reference !== undefined && to === 'officer' && { reference: reference as string }),
    ...(deadline && {
      deadline: shownDeadline(deadline, {
        open: state.status === 'open',
        today: brusselsDay(now),
        language: state.language,
      }),
    }),
    contactPoint: catalogue.controller.contact,
    trail: events.map(event => shownStep(event, valuesOf(event.id), to)),
  };
}

function shownStep(
  { id, type, time, actor, data }: RequestEvent,
  values: Values | undefined,
  to: Reader,
): ShownStep {
  const named = to === 'officer' || !['staff', 'privacy-officer', 'auditor'].includes(actor.role);
  const facts = Object.entries(data as Readonly<Record<string, unknown>>).filter(
    ([name]) => !HIDDEN.includes(name),
  );
  const text = type === 'RequestRegistered' ? undefined : (values?.note ?? values?.text);
  return {
    event: id,
    step: type,
    time,
    actor: { role: actor.role, ...(named && { id: actor.id }) },
    facts: Object.fromEntries(facts),
    ...(text !== undefined && { text: text as string }),
  };
}
