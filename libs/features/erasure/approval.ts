import type { Field } from '#libs/catalogue';
import { addDays, brusselsDay, canonicalText, DomainError, type Uuid } from '#libs/kernel';
import type {
  AskedFor,
  ErasureApproval,
  ErasureGrounds,
  ErasureReason,
  ErasureScope,
  SubjectState,
} from '#libs/features/subjects';
import type { ErasureContext, Rules } from './guards';
import { keptByLaw } from './kept';
import { scopeOf } from './scope';

/** Days after which an approval says nothing any more: the controller's decision. */
const DAYS = 30;

/** What is erased, and on what ground. */
type Asked = ErasureGrounds & { readonly scope: ErasureScope };
/** Grounds that take what is still needed, too. */
const TAKES_NEEDED: ReadonlySet<ErasureReason> = new Set(['unlawful', 'legal-obligation']);

/** The approval of this very erasure that stands, of whoever is asked for. Each is for one: what was erased with it has used it up. */
export function approvalOf(
  { approvals, erasures }: SubjectState,
  { scope, reason, finding, law, request }: Asked,
  { now, rules }: { readonly now: Date; readonly rules: Rules },
  of: (approval: ErasureApproval) => boolean,
): Uuid | undefined {
  const since = addDays(brusselsDay(now), -DAYS);
  const part = canonicalText(scopeOf(scope, rules) ?? scope);
  const used = new Set(Object.values(erasures).map(({ approval }) => approval));
  const found = Object.entries(approvals).find(
    ([approval, each]) =>
      !used.has(approval) &&
      of(each) &&
      canonicalText(each.scope ?? { of: 'subject' }) === part &&
      each.reason === reason &&
      each.finding === finding &&
      each.law === law &&
      each.request === request &&
      brusselsDay(new Date(each.since)) >= since,
  );
  return found?.[0];
}

/**
 * What nobody erases alone (Art. 17, ADR 0036): all of a subject; a part, where nothing would be left in the record that says
 * who it is, but what a law keeps; and whatever is erased as unlawful or for a law when the person did not ask for erasure. What is
 * left of who was erased had its second word then. Pure.
 */
export function takesTwo(
  state: SubjectState,
  { scope, reason }: Asked,
  { asked, ...context }: Pick<ErasureContext, 'now' | 'rules'> & { readonly asked?: AskedFor | undefined },
): boolean {
  if (state.erasure !== 'none') return false;
  if (scope.of === 'subject') return true;
  if (TAKES_NEEDED.has(reason) && asked?.kind !== 'erasure') return true;
  return leavesNobody(state, scope, context);
}

/** Fields that say who somebody is, or where to reach them: without one of them the rest is of nobody. */
const IDENTIFYING: ReadonlySet<string> = new Set<Field>([
  'familyName',
  'givenName',
  'address',
  'email',
  'telephone',
]);

/** Whether no value that identifies is left in the record, but what a law keeps, once this part is gone. */
function leavesNobody(
  state: SubjectState,
  scope: Exclude<ErasureScope, { of: 'subject' }>,
  { now, rules }: Pick<ErasureContext, 'now' | 'rules'>,
): boolean {
  const part = scopeOf(scope, rules);
  const today = brusselsDay(now);
  const goes = (purpose: string, field: string, period: string): boolean => {
    if (!part || part.of === 'subject' || part.purpose !== purpose) return false;
    if (part.of === 'field') return part.field === field;
    return part.of === 'purpose' || (part.of === 'period' && part.period === period);
  };
  const stays = Object.entries(state.purposes).some(([purpose, held]) =>
    Object.entries(held).some(
      ([
        field,
        {
          sealed: { key, period },
        },
      ]) =>
        IDENTIFYING.has(field) &&
        !goes(purpose, field, period) &&
        keptByLaw(state, rules, { key, purpose, period }, today) === undefined,
    ),
  );
  return !stays;
}

/**
 * The word of somebody else, on the same ground and for the same request, not long ago.
 * @throws DomainError `approval-needed`
 */
export function requireApproved(
  state: SubjectState,
  asked: Asked,
  context: Pick<ErasureContext, 'now' | 'rules'>,
  by: string,
): Uuid {
  const approval = approvalOf(state, asked, context, each => each.by !== by);
  if (approval === undefined) throw new DomainError('approval-needed');
  return approval;
}
