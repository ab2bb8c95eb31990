import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { IsIn, IsObject, IsOptional } from 'class-validator';
import { fieldsOf, type Catalogue } from '#libs/catalogue';
import { Example, EXAMPLE_ID, Named, Nested } from '#libs/http/schema';
import { addDays, brusselsDay, DomainError, type Uuid } from '#libs/kernel';
import {
  event,
  requireOpen,
  requirePurpose,
  requireSubject,
  requireUnrestricted,
  type SubjectContext,
  type SubjectYields,
} from '../guards';
import { heldIn } from '../purposes';
import { ADDRESSED_BY, REACHED_BY } from '../reached';
import type { Service, SubjectState } from '../state';
import { mustHold, refuseOverCollection } from '../values';
import { requireRunning } from './renew-service';
import { SubjectCommand } from '../subject-command';
import { SubjectCommandRunner } from '../subject-command-runner';
import { IsPlainId } from '../forms';

/** Uses the contact data of a customer whose service is up for renewal (P01): a use, not a sharing. */
@Example({ service: EXAMPLE_ID, channel: 'email' })
export class ContactForRenewalBody {
  @IsPlainId()
  readonly service!: Uuid;

  @IsIn(['email', 'letter', 'telephone'])
  readonly channel!: 'email' | 'letter' | 'telephone';
}

/** What is used: values by field. */
@Named('Used')
export class Used {
  @IsObject()
  readonly fields!: Readonly<Record<string, unknown>>;
}

export class ContactForRenewalAnswer {
  @IsOptional()
  @Nested(() => Used)
  readonly payload?: Used;
}

/** Allowed from the first day of the window until the day of renewal. What is used: {@link payloadOf} the event. */
export function decideContactForRenewal(
  state: SubjectState,
  body: ContactForRenewalBody,
  { now, catalogue }: Pick<SubjectContext, 'now' | 'catalogue'>,
): SubjectYields<'RenewalContacted'> {
  requireSubject(state);
  const day = brusselsDay(now);
  const { service: id, channel } = body;
  const service = requireRunning(state, id, day);
  const purpose = requirePurpose(catalogue, 'renewal');
  requireOpen(state, purpose, day);
  requireUnrestricted(state);
  requireWindow(service, catalogue, day);

  const reachedBy = REACHED_BY[channel];
  refuseOverCollection(purpose, state, [reachedBy]);
  const held = heldIn(state, purpose, day);
  const needed = [
    ...new Set([...mustHold(purpose, state).filter(each => ADDRESSED_BY.includes(each)), reachedBy]),
  ];
  const missing = needed.filter(field => !held[field]);
  if (missing.length > 0)
    throw new DomainError('field-missing', { purpose: purpose.id, fields: missing.sort() });
  const fields = fieldsOf(purpose).filter(
    field => held[field] && (field === reachedBy || ADDRESSED_BY.includes(field)),
  );
  return [
    event('RenewalContacted', {
      service: id,
      purpose: purpose.id,
      basis: purpose.basis,
      channel,
      versions: Object.fromEntries(fields.map(field => [field, held[field]!.version])),
      commitments: Object.fromEntries(fields.map(field => [field, held[field]!.commitment])),
    }),
  ];
}

function requireWindow(service: Service, catalogue: Catalogue, day: string): void {
  if (service.renewsOn === undefined) throw new DomainError('outside-renewal-window');
  const days = catalogue.services.find(({ type }) => type === service.type)?.renewalWindowDays ?? 0;
  const from = addDays(service.renewsOn, -days);
  if (day < from || day > service.renewsOn) throw new DomainError('outside-renewal-window', { from });
}

/** Uses the contact data of a customer whose service is up for renewal (P01): a use, not a sharing. */
export class ContactForRenewal extends SubjectCommand<ContactForRenewalBody, 'RenewalContacted'> {}

@CommandHandler(ContactForRenewal)
export class ContactForRenewalHandler implements ICommandHandler<ContactForRenewal> {
  constructor(private readonly subjects: SubjectCommandRunner) {}

  execute(command: ContactForRenewal) {
    return this.subjects.run(command, {
      name: 'contact-for-renewal',
      decide: decideContactForRenewal,
      actsFor: () => ({ purposes: ['renewal'] }),
    });
  }
}
