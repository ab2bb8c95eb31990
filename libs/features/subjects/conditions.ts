import {
  currentDocument,
  referenceFor,
  type Catalogue,
  type Condition,
  type Purpose,
  type PurposeRecipient,
} from '#libs/catalogue';
import { DomainError, type ProblemCode, type SafeDetails } from '#libs/kernel';
import { extensionOn, hasAccepted } from './purposes';
import type { DomainLink, SubjectState } from './state';

interface Asked {
  readonly recipient: string;
  readonly instance: string | undefined;
  readonly link?: string | undefined;
  readonly reference?: string | undefined;
}

interface Rule {
  readonly purpose: Purpose;
  readonly sharing: PurposeRecipient;
  readonly catalogue: Catalogue;
  readonly day: string;
}

/** Who names which condition first is settled here, so that a refusal does not depend on the catalogue's order. */
const ORDER: readonly Condition[] = [
  'holder-link',
  'extension-served',
  'terms-accepted',
  'payment-chosen',
  'invoice-reference',
];

/** A refusal for the register: which condition of the catalogue was not met (P02, P10–P13). */
export function unmet(
  code: ProblemCode,
  condition: Condition | 'purpose-open' | 'recipient-of-purpose',
  purpose: Purpose,
  recipient: string,
  details: SafeDetails,
): DomainError {
  const refusal = { reason: 'condition-unmet', purpose: purpose.id, recipient, condition } as const;
  return new DomainError(code, { condition, ...details }, refusal);
}

/** Checks what the catalogue wants of a sharing besides the purpose being open. */
export function requireConditions(state: SubjectState, asked: Asked, rule: Rule): void {
  const { purpose, sharing } = rule;
  const wanted = ORDER.filter(condition => sharing.conditions.includes(condition));
  const link = linkOf(state, asked, wanted);
  for (const condition of wanted) {
    const failure = CHECKS[condition](state, asked, rule, link);
    if (failure) throw unmet(failure.code, condition, purpose, asked.recipient, failure.details);
  }
}

/** The domain link that is named; it has to be one of the subject's, where a condition is about it. */
function linkOf(state: SubjectState, asked: Asked, wanted: readonly Condition[]): DomainLink | undefined {
  const aboutLink = wanted.some(
    each => each === 'holder-link' || each === 'extension-served' || each === 'terms-accepted',
  );
  if (asked.link === undefined && !aboutLink) return undefined;
  const link = asked.link === undefined ? undefined : state.links[asked.link];
  if (link?.kind !== 'domain') throw new DomainError('link-unknown');
  return link;
}

interface Failure {
  readonly code: ProblemCode;
  readonly details: SafeDetails;
}
const UNMET: Failure = { code: 'condition-unmet', details: {} };
type Check = (
  state: SubjectState,
  asked: Asked,
  rule: Rule,
  link: DomainLink | undefined,
) => Failure | undefined;

const CHECKS: Readonly<Record<Condition, Check>> = {
  // The subject holds the name now; a link that has ended ended the sharing about it too.
  'holder-link': (_state, _asked, _rule, link) => (link?.role === 'holder' && link.value ? undefined : UNMET),

  // P10: the one recipient that serves the extension on that day, for the purpose of that extension.
  'extension-served': (_state, asked, { purpose, catalogue, day }, link) => {
    const served = link && extensionOn(catalogue, link.extension, day);
    const { extension } = purpose.opening;
    const fits = extension === undefined || extension === link?.extension;
    return served?.recipient === asked.recipient && fits ? undefined : UNMET;
  },

  'terms-accepted': (state, _asked, { catalogue, day }, link) => {
    const served = link && extensionOn(catalogue, link.extension, day);
    const terms = served && currentDocument(catalogue, served.terms, day);
    if (!terms) return UNMET;
    if (hasAccepted(state, terms)) return undefined;
    return { code: 'terms-not-accepted', details: { document: terms.document, version: terms.version } };
  },

  // P11, P12: only while the choice stands, and with the one that was chosen.
  'payment-chosen': (state, asked, { purpose }) => {
    const stands = state.payment !== null && state.payment.method === purpose.opening.payment;
    return stands && state.payment?.instance === asked.instance ? undefined : UNMET;
  },

  // P13: what the reference has to look like is told by the catalogue, and to whoever sent another.
  'invoice-reference': (_state, asked, { catalogue }) => {
    const wanted = referenceFor(catalogue, 'invoice-reference');
    if (!wanted || new RegExp(wanted.pattern).test(asked.reference ?? '')) return undefined;
    return { code: 'condition-unmet', details: { ...wanted } };
  },
};
