import { hash } from 'node:crypto';
import type { Purpose } from '#libs/catalogue';
import type { Uuid } from '#libs/kernel';
import { asShownToSubject, type Entry } from '#libs/register';
import type { Erasure, ErasureReason, ErasureScope } from '#libs/features/subjects';

/** First line of a statement ★: no checkpoint can have it, whose second line is a number. */
export const STATEMENT_FORMAT = 'inzage/erasure-certificate/1';

/** What each reason stands for. */
const RULES: Readonly<Record<ErasureReason, string>> = {
  'no-longer-needed': 'GDPR Art. 17(1)(a)',
  objection: 'GDPR Art. 17(1)(c)',
  unlawful: 'GDPR Art. 17(1)(d)',
  'legal-obligation': 'GDPR Art. 17(1)(e)',
  'retention-ended': 'GDPR Art. 5(1)(e)',
};

export interface StatementParts {
  readonly origin: string;
  readonly subject: Uuid;
  readonly id: Uuid;
  readonly erasure: Erasure;
  readonly irrecoverable: boolean;
  /** What has to happen before it is. */
  readonly wanting: readonly string[];
  /** A purpose as it was when the erasure was begun. */
  readonly purpose: (name: string) => Purpose | undefined;
  /** Entries of the register that are of this erasure. */
  readonly entries: readonly Entry[];
}

/**
 * What a certificate states of an erasure ★ (docs/formats/certificate.md): a function of this erasure's own events, so that it is
 * the same bytes whatever else stands in the register, a secret order among it (P16). No personal value.
 */
export function statementText(parts: StatementParts): string {
  const { origin, subject, id, erasure, irrecoverable, wanting, purpose, entries } = parts;
  const { scope, reason, request, begun, fenced, kept, keys } = erasure;
  const lines = [
    STATEMENT_FORMAT,
    `origin ${origin}`,
    `erasure ${id}`,
    `subject ${subject}`,
    `scope ${scopeText(scope)}`,
    `reason ${reason}`,
    `rule ${RULES[reason]}`,
    ...(request ? [`request ${request}`] : []),
    `begun ${begun}`,
    ...(fenced ? [`fenced ${fenced.at}`] : []),
    ...(irrecoverable ? ['irrecoverable yes'] : []),
    ...unique(
      kept.map(
        one => `kept ${one.purpose} ${one.period} until ${one.until} by ${groundOf(purpose(one.purpose))}`,
      ),
    ),
    ...unique(wanting.map(what => `wanting ${what}`)),
    ...keys.map(({ key }) => `key ${key}`).sort(),
    ...entries.map(entry => `entry ${shownHash(entry)}`),
  ];
  return `${lines.join('\n')}\n`;
}

/** Standard base64 of SHA-256 of an entry as a line of the person's own export: without its number (P16, ADR 0014). */
export function shownHash(entry: Entry): string {
  return hash('sha256', JSON.stringify(asShownToSubject(entry)), 'base64');
}

function scopeText(scope: ErasureScope): string {
  switch (scope.of) {
    case 'subject':
      return 'subject';
    case 'purpose':
    case 'superseded':
      return `${scope.of} ${scope.purpose}`;
    case 'period':
      return `period ${scope.purpose} ${scope.period}`;
    case 'field':
      return `field ${scope.purpose} ${scope.field}`;
  }
}

/** Which law keeps it, as the catalogue names its source; or that its period still ran. */
function groundOf(purpose: Purpose | undefined): string {
  const retention = purpose?.retention;
  if (retention?.decidedBy !== 'law') return 'period';
  // A note is lines: whatever is no plain character becomes a space.
  return `law: ${retention.source.replace(/\p{C}+|\s+/gu, ' ')}`;
}

function unique(lines: readonly string[]): string[] {
  return [...new Set(lines)].sort();
}
