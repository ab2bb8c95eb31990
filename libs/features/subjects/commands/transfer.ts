import type { Static } from '@sinclair/typebox';
import type { Catalogue } from '#libs/catalogue';
import type { Given } from '#libs/commands';
import { brusselsDay, DomainError, type ProblemCode, type Uuid } from '#libs/kernel';
import { event, requireSubject, type SubjectDecided } from '../decisions';
import { endServicesOn, linkSealed, requireLink } from '../links';
import type { SubjectState, Transfer } from '../state';
import { closed, Id } from '../vocabulary/schemas';
import { requireServed } from './link-domain';

/**
 * A domain name goes from one holder to another: begun in the stream of the old holder, received in the stream of the
 * new one, completed (or failed) in that of the old one. Each step may be tried again.
 */
export const BeginTransferBody = closed({ link: Id, to: Id });
export type BeginTransfer = Static<typeof BeginTransferBody>;

export function decideBeginTransfer(
  state: SubjectState,
  command: BeginTransfer,
  given: Given,
): SubjectDecided[] {
  requireSubject(state);
  const { link: id, to } = command;
  const link = requireLink(state, id, 'domain');
  if (link.kind !== 'domain' || link.role !== 'holder' || !link.value) throw new DomainError('link-unknown');
  if (to === state.id) throw new DomainError('transfer-to-self');
  const underWay = Object.values(state.transfers).find(
    each => each.link === id && each.status === 'under-way',
  );
  if (underWay?.to === to) return [];
  if (underWay) throw new DomainError('transfer-under-way');
  return [event('DomainTransferBegun', { transfer: given.id('transfer'), link: id, to })];
}

export interface ReceiveTransfer {
  readonly transfer: Uuid;
  /** Canonical, as it was sealed with the old holder. */
  readonly domain: string;
}

/** The new holder's side. Its refusals are the codes of {@link FailTransfer}. */
export function decideReceiveTransfer(
  state: SubjectState,
  command: ReceiveTransfer,
  given: Given,
  catalogue: Catalogue,
): SubjectDecided[] {
  const { transfer, domain } = command;
  if (Object.values(state.links).some(link => link.kind === 'domain' && link.transfer === transfer))
    return [];
  requireSubject(state);
  const { extension } = requireServed(catalogue, domain, brusselsDay(given.now));
  const link = given.id('link');
  return [
    event('DomainLinked', { link, role: 'holder', extension, sealed: linkSealed({ domain }), transfer }),
  ];
}

export function decideCompleteTransfer(
  state: SubjectState,
  command: { readonly transfer: Uuid },
  given: Given,
): SubjectDecided[] {
  const { link, status } = requireTransfer(state, command.transfer);
  if (status !== 'under-way') return [];
  return [
    event('DomainUnlinked', { link, reason: 'transferred', transfer: command.transfer }),
    ...endServicesOn(state, link, brusselsDay(given.now)),
  ];
}

export interface FailTransfer {
  readonly transfer: Uuid;
  /** Why the receiving subject could not take it. */
  readonly code: ProblemCode;
}

export function decideFailTransfer(state: SubjectState, { transfer, code }: FailTransfer): SubjectDecided[] {
  const { link, status } = requireTransfer(state, transfer);
  return status === 'under-way' ? [event('DomainTransferFailed', { transfer, link, code })] : [];
}

function requireTransfer(state: SubjectState, id: Uuid): Transfer {
  requireSubject(state);
  const transfer = state.transfers[id];
  if (!transfer) throw new DomainError('transfer-unknown');
  return transfer;
}
