import { brusselsDay, DomainError, type ProblemCode, type Uuid } from '#libs/kernel';
import { event, requireSubject, type SubjectContext, type SubjectYields } from './guards';
import { endServicesOn, linkOrigin, linkSealed } from './links';
import type { SubjectState, Transfer } from './state';
import { requireServed } from './commands/link-domain';

// Steps of a transfer after its beginning: received in the stream of the new holder, completed (or failed) in that of the
// old one. Each may be taken again.

export interface ReceiveTransfer {
  readonly transfer: Uuid;
  /** Canonical, as it was sealed with the old holder. */
  readonly domain: string;
}

/** The new holder's side. Its refusals are the codes of {@link FailTransfer}. */
export function decideReceiveTransfer(
  state: SubjectState,
  { transfer, domain }: ReceiveTransfer,
  { now, id, catalogue }: Pick<SubjectContext, 'now' | 'id' | 'catalogue'>,
): SubjectYields<'DomainLinked'> {
  if (Object.values(state.links).some(link => link.kind === 'domain' && link.transfer === transfer))
    return [];
  requireSubject(state);
  const { extension } = requireServed(catalogue, domain, brusselsDay(now));
  const link = id('link');
  return [
    event('DomainLinked', {
      link,
      role: 'holder',
      extension,
      // The holder before gave it.
      ...linkOrigin(catalogue, 'third-person'),
      sealed: linkSealed({ domain }),
      transfer,
    }),
  ];
}

export function decideCompleteTransfer(
  state: SubjectState,
  body: { readonly transfer: Uuid },
  { now }: Pick<SubjectContext, 'now'>,
): SubjectYields<'DomainUnlinked' | 'ServiceEnded'> {
  const { link, status } = requireTransfer(state, body.transfer);
  if (status !== 'under-way') return [];
  return [
    event('DomainUnlinked', { link, reason: 'transferred', transfer: body.transfer }),
    ...endServicesOn(state, link, brusselsDay(now)),
  ];
}

export interface FailTransfer {
  readonly transfer: Uuid;
  /** Why the receiving subject could not take it. */
  readonly code: ProblemCode;
}

export function decideFailTransfer(
  state: SubjectState,
  { transfer, code }: FailTransfer,
): SubjectYields<'DomainTransferFailed'> {
  const { link, status } = requireTransfer(state, transfer);
  return status === 'under-way' ? [event('DomainTransferFailed', { transfer, link, code })] : [];
}

function requireTransfer(state: SubjectState, id: Uuid): Transfer {
  requireSubject(state);
  const transfer = state.transfers[id];
  if (!transfer) throw new DomainError('transfer-unknown');
  return transfer;
}
