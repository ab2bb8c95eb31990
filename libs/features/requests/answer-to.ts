import type { Field } from '#libs/catalogue';
import { envelopesOf, heldRefs, openedValues, type SubjectState } from '#libs/features/subjects';
import type { Json } from '#libs/kernel';
import { LANGUAGES, type Language } from '#libs/letters';
import type { Vault } from '#libs/vault';
import type { RequestState } from './state';

const FIELDS = ['familyName', 'givenName', 'address', 'email', 'language'] as const satisfies Field[];

/** Where the answer to a request goes whose subject is to be erased. */
export interface AnswerTo {
  readonly values: Readonly<Partial<Record<Field, Json>>>;
  readonly language?: Language;
}

/**
 * Name, address and language as the subject's record has them before it goes; nothing where the request itself says where
 * to answer.
 */
export async function answerTo(
  vault: Pick<Vault, 'openAll'>,
  { content }: Pick<RequestState, 'content'>,
  subject: SubjectState,
): Promise<AnswerTo | undefined> {
  const given = content?.sealed.commitments ?? {};
  if (given.familyName && (given.address ?? given.email)) return undefined;
  const refs = heldRefs(subject, FIELDS);
  if (refs.length === 0) return undefined;
  const current = openedValues(refs, await vault.openAll(envelopesOf(refs)));
  // Of the contract first: there every value is that of today.
  const purposes = Object.keys(subject.purposes).sort(
    (a, b) => Number(b === 'contract') - Number(a === 'contract'),
  );
  const value = (field: Field): Json | undefined =>
    purposes.map(purpose => current(purpose, field)).find(found => found !== undefined);
  const values = Object.fromEntries(
    FIELDS.flatMap(field => {
      const found = field === 'language' ? undefined : value(field);
      return found === undefined ? [] : [[field, found]];
    }),
  );
  const spoken = (value('language') as string | undefined)?.slice(0, 2);
  const language = LANGUAGES.find(each => each === spoken);
  return Object.keys(values).length === 0 ? undefined : { values, ...(language && { language }) };
}
