import { DomainError, type ProblemCode, type Uuid } from '#libs/kernel';

/** A request of a data subject, as far as what is done for it in the subject's stream has to know. */
export interface AskedFor {
  /** What was asked, such as `rectification`. */
  readonly kind: string;
  /** Whose request it is, once that is known. */
  readonly subject?: Uuid;
  /** Pseudonym of who registered it. */
  readonly registeredBy: string;
  /** Why it cannot be carried out yet, or any more (P18, P19). */
  readonly wants?: ProblemCode;
}

/** What was asked by the requests that commands name as their source. The feature of requests knows. */
export abstract class Requested {
  /** Undefined where there is no such request. */
  abstract read(request: Uuid): Promise<AskedFor | undefined>;

  /** By the body of a command, before it is decided upon; undefined where it names none, too. */
  async by({ request }: { readonly request?: Uuid }): Promise<AskedFor | undefined> {
    return request === undefined ? undefined : this.read(request);
  }
}

/**
 * What names a request is evidence of what was asked (Art. 5(2)): it is there, about this subject, and asks for this.
 * @throws DomainError `request-not-fitting`
 */
export function requireAskedFor(
  { subject, request }: { readonly subject: Uuid; readonly request?: Uuid | undefined },
  asked: AskedFor | undefined,
  ...kinds: readonly string[]
): void {
  if (request === undefined) return;
  if (!asked || asked.subject !== subject || !kinds.includes(asked.kind))
    throw new DomainError('request-not-fitting', { kinds });
}

/** What endpoints declare that ask {@link requireSettled}. */
export const UNSETTLED = [
  'request-not-fitting',
  'confirmation-outstanding',
  'proof-outstanding',
  'request-closed',
  'request-refused',
] as const satisfies readonly ProblemCode[];

/**
 * P18, P19: and whoever asks has confirmed it in writing, and shown who they are, where that is needed.
 * @throws DomainError one of {@link UNSETTLED}
 */
export function requireSettled(...given: Parameters<typeof requireAskedFor>): void {
  requireAskedFor(...given);
  const [, asked] = given;
  if (asked?.wants) throw new DomainError(asked.wants);
}
