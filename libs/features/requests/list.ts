import type { Repository } from 'typeorm';
import { Keyset, shown, type Page } from '#libs/database';
import type { Day, Uuid } from '#libs/kernel';
import type { ListedRequest, RequestPage } from './answers';
import type { RequestKind } from './codes';
import type { DataSubjectRequest } from './data-subject-request.entity';

const byDueDay = new Keyset<DataSubjectRequest>({ due: 'due', request: 'uuid' });
const oldestFirst = new Keyset<DataSubjectRequest>({ received: 'time', request: 'uuid' });

/** Requests by due date, open ones where nothing else is asked; those whose clock stands still, and those without one, come last. */
export async function openRequests(
  requests: Repository<DataSubjectRequest>,
  {
    kind,
    status = 'open',
    dueBefore,
  }: {
    readonly status?: 'open' | 'closed' | 'all' | undefined;
    readonly kind?: RequestKind | 'mail' | undefined;
    readonly dueBefore?: Day | undefined;
  },
  page: Page,
): Promise<RequestPage> {
  const found = requests.createQueryBuilder('r');
  if (status !== 'all') found.where(`r.status ${status === 'open' ? '<>' : '='} 'closed'`);
  if (kind !== undefined) found.andWhere('r.kind = :kind', { kind });
  // By the expression that the index is of.
  if (dueBefore !== undefined)
    found.andWhere(`coalesce(r.due, 'infinity'::date) < :dueBefore`, { dueBefore });
  const { rows, ...next } = await byDueDay.page(found, page);
  return { requests: rows.map(listed), ...next };
}

/** Mail that is no request yet is named by its matter. */
function listed(row: DataSubjectRequest): ListedRequest {
  const { request: id, ...rest } = shown(row);
  return { ...(row.kind === 'mail' ? { matter: id } : { request: id }), ...rest };
}

/** Requests of one subject, oldest first. */
export async function requestsOf(
  requests: Repository<DataSubjectRequest>,
  subject: Uuid,
  page: Page,
): Promise<RequestPage> {
  const found = requests.createQueryBuilder('r').where('r.subject = :subject', { subject });
  const { rows, ...next } = await oldestFirst.page(found, page);
  return { requests: rows.map(shown), ...next };
}
