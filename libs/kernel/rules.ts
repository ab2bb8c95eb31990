/**
 * Every rule that a place of a request can break, by its stable name: `errors[].rule` of a problem. Names are part of the
 * API: they are added, never renamed. Those of a form are keywords of JSON Schema; the others are of the domain.
 */
export const RULES = {
  // The described form
  additionalProperties: 'A member that is not described.',
  anyOf: 'None of the described forms.',
  const: 'Not the one value.',
  enum: 'None of the described values.',
  format: 'Not the form that is named, such as a day of the calendar.',
  maxDepth: 'Nested too deeply.',
  maxItems: 'Too many.',
  maxLength: 'Too long.',
  maxProperties: 'Too many members.',
  maximum: 'Too large.',
  minItems: 'Too few.',
  minLength: 'Too short.',
  minProperties: 'Too few members.',
  minimum: 'Too small.',
  once: 'A parameter that is given more than once.',
  pattern: 'Not of the described pattern.',
  required: 'A member that is missing.',
  type: 'Not the described type.',
  uniqueItems: 'The same twice.',
  'from-after-to': 'A period that ends before it begins.',
  'position-token': 'No position that a command answered.',
  form: 'A line of an import that has not the form of a registration.',
  'one-look-up': 'A search is by one thing: one member, or a name with its postal code.',

  // Values of the vocabulary
  'not-text': 'Not a text.',
  empty: 'Nothing is left without blanks.',
  'too-long': 'More characters than the field, or the recipient, takes.',
  'forbidden-character': 'A control character, or one that no such text has.',
  'no-letter': 'No letter in it.',
  'not-an-object': 'An address is an object.',
  'unknown-member': 'A member that an address has not.',
  missing: 'Something that is needed here is missing.',
  'country-unknown': 'No code of ISO 3166-1 alpha-2.',
  'postal-code-form': 'Not the form of postal codes of that country.',
  'postal-code-not-used': 'That country has no postal codes.',
  'telephone-not-international': 'Not international: it begins with `+` and the code of the country.',
  'telephone-extension': 'An extension is not kept.',
  'telephone-invalid': 'No number of that country.',
  'email-form': 'Not one address.',
  'email-local-part': 'The part before the `@` has a form that is not taken.',
  'email-domain': 'The part after the `@` is no domain name.',
  'language-form': 'No language tag (BCP 47).',
  'ip-form': 'No IPv4 or IPv6 address.',
  'domain-form': 'No domain name.',
  'domain-label': 'A label that no domain name has.',
  'domain-single-label': 'A domain name has a label before its extension.',
  'domain-not-registrable': 'Not a name that can be registered: no `www.`, no deeper label.',
  'domain-letters': 'A letter that the registry does not take; see `extensions` of the catalogue.',
  'login-form': 'Not the form of a login name.',
  'reference-form': 'Not of the form `[A-Za-z0-9._/-]{1,64}`.',
  'identity-form': 'Not an issuer (an https address) and a subject of its tokens.',
  'transit-form': 'Not the form of the attribute; `form` says which, see `transit`.',

  // What a member says beside others
  'not-the-subject': 'What a customer gives is their own: `source` is `subject`.',
  'natural-person-only': 'Only a natural person has one name.',
  repeated: 'It stands here before.',
  'not-among-domains': 'A service names a domain name that the registration links.',
  'with-unlawful': 'Given with the reason `unlawful`, and with no other.',
  'with-legal-obligation': 'Given with the reason `legal-obligation`, and with no other.',
  'needed-with-processor': 'When a processor told of it is said with which one.',
  'recipient-of-catalogue': 'No recipient of the catalogue.',
  'with-disproportionate': 'Given with the ground `disproportionate`, and with no other.',
  'in-place-of-actor': 'Given in place of `actor`, not beside it.',
  'not-determined': 'The determination has no such list.',
  'not-the-last-letter': 'Not the last letter to this list.',
  'subject-erased': 'Nothing more can be kept of somebody who is erased.',
  'not-made-from-it': 'A request, or a mediation, that was not made from this matter (`matter`).',
  'not-with-subject': 'Not said of a subject that is named.',
  'no-way-to-answer': 'Neither an address nor an e-mail address to answer to.',
  unknown: 'Nothing of that id is here.',
  'receiver-form': 'No address of a receiver: a URL without user, password and fragment.',
  'receiver-https': 'Not by https; http is for networks that the operator names.',
  'receiver-public': 'Not a public address, nor in a network that the operator names.',

  // Days and times
  'in-the-future': 'A day that is still to come.',
  'not-in-the-future': 'A day or time that is not to come.',
  'before-in-force': 'Before that version was in force.',
  'not-past': 'Not a day that is over.',
  'before-from': 'Before the service began.',
  'not-after-from': 'Not after the first day of the service.',
  'not-later': 'Not later than the day that stands.',
  'not-before-the-request': 'Not before the request came.',
  'not-after-the-matter': 'Not after the matter came.',
  'day-of-the-matter': 'A day from the opening of the matter until today.',
  'day-range': 'A day from today until the latest that is allowed.',
  'after-issue-not-in-the-future': 'From the day of its issue until today.',
  'after-its-end': 'After the last day that stands.',
  'needed-for-sign-ins': 'Sign-ins are asked for a time.',
  'after-it-happened': 'Not before the breach happened.',
  'after-it-was-found': 'Not before the breach was found.',
  'after-it-was-known': 'Not before the breach was known.',
  'ground-knows-no-secrecy': 'This ground does not forbid telling the person.',

  // Mail and proofs
  'message-form': 'No message of RFC 5322.',
  'sender-missing': 'No sender in it.',
  'above-n': 'A tree that has the entry is larger than its number.',
  'at-most-to': 'At most `to`.',
} as const;

export type Rule = keyof typeof RULES;

/** Names with what each means, for a description: Markdown. */
export function listed(words: Readonly<Record<string, string>>): string {
  return Object.entries(words)
    .map(([name, meaning]) => `- \`${name}\`: ${meaning}`)
    .join('\n');
}
