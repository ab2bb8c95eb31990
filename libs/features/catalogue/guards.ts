import type { CatalogueEventData, Published } from '#libs/catalogue';
import { decided, type RunOutcome, type Unsealed, type Yields } from '#libs/commands';
import { DomainError, type Uuid } from '#libs/kernel';
import type { DraftEventData, DraftEventType } from './events';
import type { Draft, DraftsState } from './state';

/** What a decision about drafts answers; an empty list: nothing changes. */
export type DraftYields<T extends DraftEventType> = Yields<DraftEventData, T>;

/** What a command about drafts comes to. */
export type DraftOutcome<T extends DraftEventType> = RunOutcome<DraftsState, Pick<DraftEventData, T>>;

type AllData = DraftEventData & CatalogueEventData;

export function event<T extends keyof AllData>(
  type: T,
  data: Unsealed<AllData[T]>,
): { type: T; data: Unsealed<AllData[T]> } {
  return decided<AllData, T>(type, data);
}

/** @throws DomainError `not-found` */
export function required(state: DraftsState, draft: Uuid): Draft {
  const found = state.drafts[draft];
  if (!found) throw new DomainError('not-found');
  return found;
}

/** What became of a draft, by what was published. */
export function statusOf(
  { draft, withdrawn }: Pick<Draft, 'draft' | 'withdrawn'>,
  published: readonly Pick<Published, 'draft'>[],
): DraftStatus {
  if (published.some(each => each.draft === draft)) return 'published';
  return withdrawn ? 'withdrawn' : 'open';
}

export const DRAFT_STATUSES = ['open', 'withdrawn', 'published'] as const;
export type DraftStatus = (typeof DRAFT_STATUSES)[number];

/** @throws DomainError `draft-closed` */
export function requireOpen(draft: Draft, published: readonly Published[]): void {
  const status = statusOf(draft, published);
  if (status !== 'open') throw new DomainError('draft-closed', { status });
}

/** A draft changes the last version, which others may have published meanwhile. @throws DomainError `draft-outdated` */
export function requireLatest(basedOn: string, published: readonly Published[]): void {
  const latest = published.at(-1)!.version;
  if (basedOn !== latest) throw new DomainError('draft-outdated', { basedOn, version: latest });
}
