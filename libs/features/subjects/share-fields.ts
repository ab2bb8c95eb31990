import { contractOf, purposeName, type Field, type Purpose, type PurposeRecipient } from '#libs/catalogue';
import { brusselsDay, DomainError } from '#libs/kernel';
import type { UseFurtherBody } from './commands/use-further';
import type { SubjectContext } from './guards';
import { heldIn } from './purposes';
import type { HeldValues, SubjectState } from './state';
import { isAccountOutsideEea, type Transit } from './transit';
import { mustHold, type Who } from './values';

/**
 * What the contract holds of what this sharing needs and its purpose does not hold (in this period): used further in the
 * same append, by the rules of that command, so that the recipient can be told without another call. Nothing where the
 * contract does not hold all of it.
 */
export function furtherFor(
  state: SubjectState & Who,
  transit: Transit,
  { purpose, sharing }: { purpose: Purpose; sharing: PurposeRecipient },
  { now, catalogue, current }: Pick<SubjectContext, 'now' | 'catalogue' | 'current'>,
): UseFurtherBody | undefined {
  const contract = contractOf(catalogue);
  if (!contract || contract.id === purpose.id) return undefined;
  const held = heldIn(state, purpose, brusselsDay(now));
  const needed = [...mustHold(purpose, state), ...neededFields(state, purpose, sharing, held, transit)];
  const fields = [...new Set(needed)].filter(field => !held[field]);
  const from = purposeName(contract.id);
  if (fields.length === 0 || fields.some(field => current(from, field) === undefined)) return undefined;
  return { from, to: purposeName(purpose.id), fields };
}

/** Fields that this subject does not have, though the purpose requires them of others (P03). */
function sparedFields(who: Who, purpose: Purpose, held: HeldValues): Field[] {
  const must = mustHold(purpose, who);
  return purpose.required.filter(field => !must.includes(field) && !held[field]);
}

/** The recipient's fields, and those of this case. */
function neededFields(
  who: Who,
  purpose: Purpose,
  sharing: PurposeRecipient,
  held: HeldValues,
  transit: Transit,
): Field[] {
  const spared = sparedFields(who, purpose, held);
  const cases = isAccountOutsideEea(transit) ? (sharing.conditional ?? []) : [];
  return [...sharing.fields, ...cases.map(({ field }) => field)].filter(field => !spared.includes(field));
}

/** What the recipient needs, all of it held; what is optional for it, where held. */
export function fieldsToShare(
  who: Who,
  purpose: Purpose,
  sharing: PurposeRecipient,
  held: HeldValues,
  transit: Transit,
): Field[] {
  const spared = sparedFields(who, purpose, held);
  const needed = neededFields(who, purpose, sharing, held, transit);
  const missing = needed.filter(field => !held[field]);
  if (missing.length > 0)
    throw new DomainError('field-missing', { purpose: purpose.id, fields: missing.sort() });
  return [...needed, ...(sharing.optional ?? []).filter(field => held[field] && !spared.includes(field))];
}
