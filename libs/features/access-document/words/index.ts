import type { PaymentMethod, ServiceType } from '#libs/catalogue';
import type { View } from '#libs/features/access';
import type { BodyCode, GroundCode } from '#libs/features/orders';
import type {
  ClosedAs,
  ExtensionReason,
  LetterName,
  ProofReason,
  ProofWay,
  RefusalReason,
  RejectionReason,
  RequestKind,
} from '#libs/features/requests';
import type {
  Channel,
  ErasureFinding,
  ErasureReason,
  ErasureScope,
  Source,
  TellingChannel,
} from '#libs/features/subjects';
import type { Role } from '#libs/http';
import type { Refusal, RefusalCondition } from '#libs/kernel';
import type { WordAfter } from '#libs/words';

type Named<C extends WordAfter<'access-document', 'code'>> = C;

/** What the document says in its own words: titles, heads of columns, sentences. */
export type PageWord = WordAfter<'access-document', 'page'>;

/** Codes that a person is told of. One without words does not compile. */
export type ToldCode = Named<
  | Source
  | Channel
  | TellingChannel
  | Role
  | 'system'
  | 'A6-1-a'
  | 'A6-1-b'
  | 'A6-1-c'
  | 'A6-1-f'
  | 'contract-end'
  | 'service-end'
  | 'period-end'
  | 'matter-closed'
  | ServiceType
  | PaymentMethod
  | 'natural-person'
  | 'legal-person'
  | `view.${View}`
  | ErasureReason
  | `of.${ErasureScope['of']}`
  | ErasureFinding
  | Refusal['reason']
  | RefusalCondition
  | 'renewal-window'
  | 'unlisted'
  | `request.${RequestKind}`
  | ProofReason
  | ProofWay
  | RejectionReason
  | ExtensionReason
  | RefusalReason
  | ClosedAs
  | `letter.${LetterName}`
  | `body.${BodyCode}`
  | `ground.${GroundCode}`
>;
