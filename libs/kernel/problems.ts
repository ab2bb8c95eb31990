interface Problem {
  /** HTTP status. */
  readonly status: number;
  readonly title: string;
  /** What the caller should do next. */
  readonly next: string;
}

/**
 * Every refusal that a caller can meet, by its stable code (RFC 9457 `type` is `urn:inzage:problem:<code>`).
 * Codes are part of the API: they are added, never renamed. Kept by topic, one line each.
 */
export const PROBLEMS = {
  // The request itself
  'malformed-json': { status: 400, title: 'The body is not JSON', next: 'Send one JSON object in UTF-8.' },
  'duplicate-key': { status: 400, title: 'The body names a member twice', next: 'Send each member once.' },
  'nul-character': { status: 400, title: 'The request holds a NUL character', next: 'Remove U+0000.' },
  'replacement-character': {
    status: 400,
    title: 'A text holds U+FFFD, which stands for a character that a program could not read',
    next: 'Read the text anew from where it comes, in its own encoding.',
  },
  'encoding-invalid': {
    status: 422,
    title: 'The line is not in the encoding of its file',
    next: 'Save the file as UTF-8, or say in `charset` of Content-Type what it is in; `looksLike` says what it seems to be.',
  },
  'malformed-csv': {
    status: 422,
    title: 'The line is no record of CSV',
    next: 'Look at its quotes: a field that has a quote, a comma or a semicolon stands in quotes, and its own quotes are doubled.',
  },
  'lone-surrogate': {
    status: 400,
    title: 'A text holds half a character',
    next: 'Send well-formed Unicode: no lone surrogate escapes.',
  },
  'malformed-http': {
    status: 400,
    title: 'The message is not HTTP as this service reads it',
    next: 'Send HTTP/1.1 with headers of at most 16 KiB.',
  },
  'invalid-request': {
    status: 422,
    title: 'The request does not have the described form',
    next: 'See `errors`: each names a place and a rule.',
  },
  'unknown-field': {
    status: 422,
    title: 'The request names a member that does not exist here',
    next: 'Send only the members of the description in /openapi.json.',
  },
  'malformed-value': {
    status: 422,
    title: 'A value does not have the form of its field',
    next: 'See `errors` for the place and the form.',
  },
  'unsupported-media-type': {
    status: 415,
    title: 'The content type is not accepted',
    next: 'Send application/json.',
  },
  'body-too-large': { status: 413, title: 'The body is too large', next: 'Send less; `limit` is in bytes.' },
  'idempotency-key-missing': {
    status: 400,
    title: 'The Idempotency-Key header is missing',
    next: 'Send a fresh UUID with each command, and the same one with its retries.',
  },
  'idempotency-key-invalid': {
    status: 400,
    title: 'The Idempotency-Key is not a UUID',
    next: 'Send a UUID such as crypto.randomUUID() gives.',
  },
  'idempotency-key-reused': {
    status: 422,
    title: 'The Idempotency-Key was used with another request',
    next: 'Use a fresh key for a new command; repeat a command unchanged.',
  },
  'precondition-required': {
    status: 428,
    title: 'This command needs If-Match',
    next: 'Read the record and send its ETag in If-Match.',
  },
  'stale-version': {
    status: 412,
    title: 'The record has changed since it was read',
    next: 'Read the record again, decide again, send its new ETag.',
  },
  'not-found': {
    status: 404,
    title: 'There is nothing here for you',
    next: 'Check the address and that your role may see it.',
  },
  'method-not-allowed': { status: 405, title: 'The method is not allowed here', next: 'See /openapi.json.' },
  'foreign-position': {
    status: 409,
    title: 'The position is of another log',
    next: 'Use a position that this service answered.',
  },

  // Who calls
  'token-missing': {
    status: 401,
    title: 'There is no bearer token',
    next: 'Send Authorization: Bearer <access token>.',
  },
  'token-invalid': {
    status: 401,
    title: 'The token is not accepted',
    next: 'Get an access token for this API from its issuer.',
  },
  'token-expired': { status: 401, title: 'The token has expired', next: 'Get a new access token.' },
  'look-not-allowed': {
    status: 403,
    title: 'The catalogue does not let your role look for that purpose',
    next: 'See `looks` of the catalogue; state what you look for.',
  },
  'client-not-allowed': {
    status: 403,
    title: 'The catalogue does not let this client do that',
    next: 'See `clients` of the catalogue: for which purposes and recipients each may act, and what it may erase.',
  },
  'forbidden-role': {
    status: 403,
    title: 'Your role may not do this',
    next: 'Ask for a role that may; see the description of the endpoint.',
  },
  'forbidden-scope': {
    status: 403,
    title: 'Your token lacks a scope',
    next: 'Ask the issuer for the scope in `scope`.',
  },
  'purpose-required': {
    status: 422,
    title: 'A look needs a stated purpose',
    next: 'Say why you look: `purpose` takes one of the purposes that allow looking.',
  },

  // Catalogue
  'purpose-unknown': { status: 422, title: 'The catalogue has no such purpose', next: 'See /v1/catalogue.' },
  'purpose-closed': {
    status: 409,
    title: 'No service, contract or duty of this subject needs this purpose now (P22)',
    next: 'Start the service that needs it first.',
  },
  'field-not-needed': {
    status: 422,
    title: 'The purpose does not need this field (P03, P04)',
    next: 'Leave the field out; see the fields of the purpose in /v1/catalogue. `unlistedAt` has the places, from 1, of names that no field has, such as a misspelt one.',
  },
  'field-not-optional': {
    status: 422,
    title:
      'The purpose needs this field: it is corrected, and neither added nor taken away by its person (P17)',
    next: 'See the optional fields of the purpose in /v1/catalogue; correct what is held by `correct`.',
  },
  'field-missing': {
    status: 422,
    title: 'A field that the purpose needs is not given and not held',
    next: 'See `fields`: collect them first.',
  },
  'recipient-unknown': {
    status: 403,
    title: 'Third parties get no access (P14)',
    next: 'Share only with recipients of /v1/catalogue; a third party who wants contact goes through mediation (P15).',
  },
  'recipient-not-for-purpose': {
    status: 422,
    title: 'The catalogue does not name this recipient for this purpose',
    next: 'See the recipients of the purpose in /v1/catalogue.',
  },
  'instance-unknown': {
    status: 422,
    title: 'The catalogue has no such instance of the recipient',
    next: 'See `instances` of the recipient in /v1/catalogue.',
  },
  'account-elsewhere': {
    status: 422,
    title: 'The account is with another bank than the one that was chosen (P11)',
    next: 'Choose the bank of the account, or send an account with the bank that was chosen.',
  },
  'extension-unknown': {
    status: 422,
    title: 'No registry or registrar serves this extension on this date',
    next: 'See the extensions in /v1/catalogue.',
  },
  'condition-unmet': {
    status: 409,
    title: 'A condition of the catalogue is not met',
    next: 'See `condition`, told under `conditions` of /v1/catalogue; meet it first. Where it is about your reference, `pattern` and `example` say what is wanted.',
  },
  'terms-not-accepted': {
    status: 409,
    title: 'The current terms are not accepted (P02)',
    next: 'Record the acceptance of the version in `version` first.',
  },
  'draft-outdated': {
    status: 409,
    title: 'A version was published that the draft does not change',
    next: 'See what it changed (/v1/catalogue/{version}/changes); revise the draft, based on `version`.',
  },
  'draft-changed': {
    status: 412,
    title: 'The draft has another text since it was read',
    next: 'Read it again, change that text, and name its `digest` as `replaces`.',
  },
  'draft-not-checked': {
    status: 409,
    title: 'The draft was not checked as it stands',
    next: 'Read its check (/v1/catalogue/drafts/{draft}/check), and name the `check` that it answers.',
  },
  'draft-refused': {
    status: 422,
    title: 'The draft is no version that may be published (P21)',
    next: 'See `faults`: what it contradicts itself in, or what stands in its way; revise it.',
  },
  'draft-closed': {
    status: 409,
    title: 'The draft was published or withdrawn',
    next: 'Begin another one.',
  },
  'document-version-unknown': {
    status: 422,
    title: 'There is no such version of the document',
    next: 'See the documents in /v1/catalogue.',
  },
  'transit-missing': {
    status: 422,
    title: 'A transit attribute that the recipient needs is missing',
    next: 'See `attributes`: send them with this call; they are not kept.',
  },
  'transit-not-allowed': {
    status: 422,
    title: 'The recipient takes no such transit attribute',
    next: 'Send only those that the catalogue names.',
  },

  // Correspondence
  'matter-ended': {
    status: 409,
    title: 'The matter has ended',
    next: 'Nothing reads its content; open a new matter.',
  },
  'matter-purpose-only': {
    status: 409,
    title: 'What came by mail is used to handle its matter, and for nothing else (P07)',
    next: 'State `correspondence`; ask the sender for what another purpose needs.',
  },

  // Subject
  'subject-exists': { status: 409, title: 'The subject exists', next: 'Use its id.' },
  'subject-erased': {
    status: 410,
    title: 'The subject was erased',
    next: 'Nothing: no data can be brought back.',
  },
  'epoch-not-retired': {
    status: 409,
    title: 'The epoch of the master key is still in use, or unknown',
    next: 'See /v1/master-key-epochs; an operator retires it with npm run keys.',
  },
  'epoch-still-held': {
    status: 409,
    title: 'A running process has the epoch of the master key in its memory',
    next: 'See `processes`: each reads its secrets file again when that changes.',
  },
  'matter-unanswered': {
    status: 409,
    title: 'Mail to the privacy mailbox is not ended before it is answered (P20)',
    next: 'Register the request that it makes, and end it `into` that: one that is due, and not withdrawn; or answer it and say so (`answered`).',
  },
  'still-needed': {
    status: 409,
    title: 'What is to be erased as no longer needed is needed (Art. 17(1)(a))',
    next: 'See `needed`: what stands in the way, until when, and what would end it; or state another ground of Art. 17(1).',
  },
  'approval-needed': {
    status: 409,
    title: 'Nobody decides on this erasure alone: a second person has to have approved it',
    next: 'Have somebody else approve it (approve-erasure): the same scope, on the same ground and for the same request.',
  },
  'kept-by-law': {
    status: 409,
    title: 'A law demands that this is kept (Art. 17(3)(b)), or its period is not over',
    next: 'Ask again after `until`; it is kept for nothing else.',
  },
  'subject-restricted': {
    status: 409,
    title: 'Processing of this subject is restricted (Art. 18)',
    next: 'Lift the restriction first, with its reason.',
  },
  'not-restricted': { status: 409, title: 'There is no such restriction', next: 'See the record.' },
  'lifting-not-announced': {
    status: 409,
    title: 'The person was not told that the restriction is to be lifted (Art. 18(3))',
    next: 'Announce it with the same reason first, by a letter: `announce-lifting`.',
  },
  'purpose-objected': {
    status: 409,
    title: 'The subject objected to this purpose (Art. 21)',
    next: 'Nothing is done for it while the objection stands; an officer decides on it.',
  },
  'objection-not-applicable': {
    status: 422,
    title: 'Objection is to what rests on a legitimate interest (Art. 21(1))',
    next: 'See `basis`; another right may fit.',
  },
  'mark-unknown': {
    status: 409,
    title: 'No value is marked so as concerning another person',
    next: 'Marks are answered when a value is marked, and are in the register.',
  },
  'other-person-unsettled': {
    status: 409,
    title: 'A value concerns another person, and nobody has decided yet whether it is shown (Art. 15(4))',
    next: 'A privacy officer settles each: `settle-other-person`, with a mark of `marks`.',
  },
  'objection-unknown': { status: 409, title: 'There is no such objection', next: 'See the record.' },
  'objection-upheld': {
    status: 409,
    title: 'The objection was upheld',
    next: 'It can only be withdrawn by whoever objected.',
  },
  'objection-not-upheld': {
    status: 409,
    title: 'No objection to this was upheld (Art. 17(1)(c))',
    next: 'Grant the objection to the purpose first, then erase what is held for that purpose.',
  },
  'objection-pending': {
    status: 409,
    title: 'The objection that the request is about is not decided upon',
    next: 'Settle it first: processing stands still for it.',
  },
  'erasure-under-way': {
    status: 409,
    title: 'The keys of what is to be erased are not all fenced yet',
    next: 'Ask again in some seconds.',
  },
  'reason-not-fitting': {
    status: 422,
    title: 'The reason does not settle the ground of the restriction',
    next: 'See `ground`; give the reason that settles it.',
  },
  'service-unknown': {
    status: 404,
    title: 'The subject has no such service',
    next: 'See the services of the record.',
  },
  'service-ended': { status: 409, title: 'The service has ended', next: 'Start a new one.' },
  'outside-renewal-window': {
    status: 409,
    title: 'The service is not up for renewal now (P01)',
    next: 'See `from`, the first day of the window.',
  },
  'field-not-held': {
    status: 409,
    title: 'The field is not held, so it cannot be corrected or used',
    next: 'Collect it for a purpose first.',
  },
  'field-held': {
    status: 409,
    title: 'The field is held for this purpose with another value',
    next: 'Correct it instead, with If-Match.',
  },
  'channel-not-allowed': {
    status: 403,
    title: 'A change is asked for in writing (P18)',
    next: 'Ask by the customer application, by e-mail to privacy@dcube-resource.be or by letter.',
  },
  'link-unknown': {
    status: 404,
    title: 'The subject has no such link',
    next: 'See the links of the record.',
  },
  'login-taken': {
    status: 409,
    title: 'The login name is linked to another subject',
    next: 'Choose another login name.',
  },
  'login-confusable': {
    status: 409,
    title: 'A login name that looks the same is taken',
    next: 'Choose one that cannot be mistaken for another; letter case, digits and letters of other scripts that look alike do not tell names apart.',
  },
  'identity-taken': {
    status: 409,
    title: 'The sign-in identity is linked to another subject',
    next: 'Unlink it there first.',
  },
  'domain-has-holder': {
    status: 409,
    title: 'The domain name has another holder',
    next: 'Transfer it instead.',
  },
  'transfer-to-self': {
    status: 422,
    title: 'The domain name is with this subject already',
    next: 'Name another subject.',
  },
  'transfer-under-way': {
    status: 409,
    title: 'The domain name is being transferred',
    next: 'Wait for its end.',
  },
  'transfer-unknown': {
    status: 404,
    title: 'The subject has no such transfer',
    next: 'Use the id that the transfer answered.',
  },
  'payment-method-not-chosen': {
    status: 409,
    title: 'The payment method is not chosen',
    next: 'See the record.',
  },
  'format-not-available': {
    status: 422,
    title: 'The recipient does not read this kind of document',
    next: 'Ask for one of `kinds`, or for none.',
  },
  'format-extension-missing': {
    status: 422,
    title: 'The server offers no extension that this recipient needs',
    next: 'Send the `extURI`s of its greeting; one of `extensions` must be among them.',
  },
  'value-not-representable': {
    status: 409,
    title: 'A held value has no place in the format of the recipient',
    next: 'See `fields`; correct the value in agreement with the subject.',
  },
  'sharing-unknown': {
    status: 404,
    title: 'There is no such sharing',
    next: 'Use the id that the sharing answered.',
  },

  // Requests of data subjects
  'duty-closed': {
    status: 409,
    title: 'The recipient has not to hear of it any more',
    next: 'See the status of the duty at /v1/subjects/{subject}/duties.',
  },
  'telling-impossible': {
    status: 409,
    title: 'Nothing can be read any more that would tell the recipient whom it is about',
    next: 'Waive the duty as impossible, with a second officer.',
  },
  'recipient-not-told': {
    status: 409,
    title: 'The recipient was not told',
    next: 'Tell it first; see the status of the duty.',
  },
  'request-exists': { status: 409, title: 'The request is registered', next: 'Use its id.' },
  'request-closed': { status: 409, title: 'The request is closed', next: 'Register a new one.' },
  'request-linked': {
    status: 409,
    title: 'The request is linked to another subject',
    next: 'Close it as withdrawn and register a new one.',
  },
  'request-not-linked': {
    status: 409,
    title: 'No subject is known for this request',
    next: 'Verify identity and link the subject, or answer that nothing is held.',
  },
  'request-refused': {
    status: 409,
    title: 'The request is refused as a whole',
    next: 'Register a new one if it is asked again.',
  },
  'request-carried-out': {
    status: 409,
    title: 'The request is carried out, at least in part',
    next: 'Refuse the other part with scope `part`.',
  },
  'request-unanswered': {
    status: 409,
    title: 'The person has not been answered (Art. 12(3), (4))',
    next: 'Send the letter that answers first, or close it as withdrawn.',
  },
  'proof-not-proportionate': {
    status: 409,
    title: 'Whoever signed in has shown who they are',
    next: 'Carry the request out without proof of identity.',
  },
  'proof-not-asked': { status: 409, title: 'No proof of identity is asked', next: 'Ask it first.' },
  'proof-outstanding': {
    status: 409,
    title: 'What needs proof of identity is not done before it (P19)',
    next: 'Ask the proof, then verify it.',
  },
  'confirmation-outstanding': {
    status: 409,
    title: 'What was asked by telephone is not done before it is confirmed in writing (P18)',
    next: 'Ask for the confirmation, and record it when it comes.',
  },
  'another-person-needed': {
    status: 409,
    title: 'Who registered a request neither erases nor gives out for it',
    next: 'Have another carry it out.',
  },
  'request-needed': {
    status: 422,
    title: 'What staff changes was asked for, and names the request (P18)',
    next: 'Register the request and carry it out, or name it in `request`.',
  },
  'request-not-fitting': {
    status: 409,
    title: 'The request that is named is not there, is of another, or asks for something else',
    next: 'Name an open request of this subject, of one of `kinds`; a service names none.',
  },
  'identity-verified': { status: 409, title: 'Identity is verified', next: 'Carry the request out.' },
  'confirmation-not-needed': {
    status: 409,
    title: 'The request was made in writing',
    next: 'Go on without confirmation.',
  },
  'no-statutory-clock': {
    status: 409,
    title: 'A question has no statutory time limit (P20)',
    next: 'Answer it without undue delay.',
  },
  'extension-used': { status: 409, title: 'The period is extended already (Art. 12(3))', next: 'See `due`.' },
  'extension-too-late': {
    status: 409,
    title: 'An extension is told inside the first month (Art. 12(3))',
    next: 'Answer the request; `until` was the last day.',
  },
  'refusal-not-fitting': {
    status: 422,
    title: 'The reason cannot be given for this request',
    next: 'See the reasons by kind of request in /openapi.json. Of an objection, record first what it is against (`object`, with `request`): what is weighed is no reason against direct marketing.',
  },
  'act-not-fitting': {
    status: 422,
    title: 'This does not carry out a request of this kind',
    next: 'Send the one member that does; none for access and portability.',
  },
  'carrying-out-under-way': {
    status: 409,
    title: 'The request is being carried out',
    next: 'Wait for its end; see the request.',
  },
  'not-carried-out': {
    status: 409,
    title: 'The request is not carried out',
    next: 'Carry it out first.',
  },
  'letter-not-true': {
    status: 409,
    title: 'The letter would say what has not happened',
    next: 'Do first what the letter says.',
  },

  // Mediation
  'ground-unconfirmed': {
    status: 409,
    title: 'Nobody has read the law that this ground names',
    next: 'Read it, and confirm the ground (/v1/orders/grounds/{ground}/confirm); or refuse the order.',
  },
  'mediation-ended': {
    status: 409,
    title: 'The mediation has ended, or the third party has its answer',
    next: 'Open another one.',
  },
  'third-party-not-told': {
    status: 409,
    title: 'The third party was not told that its name is passed on',
    next: 'Tell it first, and record that.',
  },
  'owner-unknown': {
    status: 409,
    title: 'Nobody here holds this domain name',
    next: 'Answer the third party when it is due; it gets the same text.',
  },
  'owner-not-informed': {
    status: 409,
    title: 'The owner was not informed',
    next: 'Inform the owner first, and record that.',
  },
  'answer-period-over': {
    status: 409,
    title: "The owner's time to answer is over",
    next: 'Answer the third party.',
  },
  'answer-not-due': {
    status: 409,
    title: 'The third party is answered after the last day of the owner',
    next: 'Wait until the day after `from`: the day must not tell what happened.',
  },

  // Orders of government bodies
  'body-unknown': { status: 422, title: 'No such body is listed', next: 'See /v1/orders/bodies.' },
  'ground-not-fitting': {
    status: 422,
    title: 'The legal ground does not fit the body, its kind or the day',
    next: 'See /v1/orders/bodies: each body has its grounds.',
  },
  'scope-beyond-ground': {
    status: 422,
    title: 'The ground does not cover what is asked',
    next: 'Register what it covers; see `fields`.',
  },
  'order-subject-unknown': {
    status: 422,
    title: 'The order concerns nobody who is known here',
    next: 'Answer the body that nothing is held.',
  },
  'audit-not-open': {
    status: 403,
    title: 'No audit is open',
    next: 'Ask a privacy officer to open one (/v1/audits).',
  },
  'beyond-the-register': {
    status: 409,
    title: 'The register does not have so many entries',
    next: 'Ask for a size or number within `size`; wait for an entry that was written just now by its `position`.',
  },
  'period-too-long': {
    status: 400,
    title: 'The period is longer than what is counted at once',
    next: 'Ask for a period of at most `days` days.',
  },
  'not-signing': {
    status: 409,
    title: 'No key signs checkpoints here',
    next: 'An operator makes one: see signing in docs/operations.md.',
  },
  'signing-key-exists': {
    status: 409,
    title: 'A key signs already',
    next: 'Rotate or retire it: see signing in docs/operations.md.',
  },
  'signer-elsewhere': {
    status: 409,
    title: 'Another installation signs the checkpoints',
    next: 'Ask there. A copy or a restored folder does not sign until an operator moves the signer: see signing in docs/operations.md.',
  },
  'signing-key-missing': {
    status: 409,
    title: 'The key that signs is not in the signing file',
    next: 'Restore the file, or retire the key and make another: see signing in docs/operations.md.',
  },
  'register-forked': {
    status: 409,
    title: 'The register does not go on from what was signed',
    next: 'Nothing is signed. Run the doctor; see signing in docs/operations.md.',
  },
  'not-forked': {
    status: 409,
    title: 'The register goes on from all that was signed',
    next: 'There is nothing to record.',
  },
  'bundle-not-representable': {
    status: 409,
    title: 'An entry is longer than 65535 bytes, which a bundle of tlog-tiles cannot hold',
    next: 'Read the entry by its number, or the export.',
  },
  'second-officer-needed': {
    status: 409,
    title: 'Who began it does not decide on it',
    next: 'Ask another officer.',
  },
  'order-not-approved': { status: 409, title: 'The order is not approved', next: 'See its status.' },
  'order-already-disclosed': {
    status: 409,
    title: 'The order was carried out',
    next: 'It is disclosed once; more needs another order.',
  },
  'order-closed': { status: 409, title: 'The order was refused or withdrawn', next: 'See its status.' },
  'order-not-secret': {
    status: 409,
    title: 'No secrecy stands for this order',
    next: 'Nothing has to be lifted.',
  },

  // Breaches
  'breach-closed': { status: 409, title: 'The breach is closed', next: 'Record another one.' },
  'breach-not-known': {
    status: 409,
    title: 'It is not recorded when the breach became known with reasonable certainty',
    next: 'Record `knownAt` first (`correct`): the 72 hours of Art. 33(1) are counted from there.',
  },
  'breach-not-assessed': {
    status: 409,
    title: 'The breach is not assessed',
    next: 'Assess it first: nature, consequences, measures and risk (Art. 33(3)).',
  },
  'delay-reasons-missing': {
    status: 409,
    title: 'The authority is told after 72 hours, and nobody said why (Art. 33(1))',
    next: 'Give `delayReasons` with a notification; `due` is when the hours were over.',
  },
  'authority-not-notified': {
    status: 409,
    title: 'The authority was not told all that Art. 33(3) asks for',
    next: 'Notify it until that is `complete`; or assess the risk as unlikely, with the reasons.',
  },
  'persons-not-told': {
    status: 409,
    title: 'The risk is high, and persons were not told (Art. 34)',
    next: 'Tell them, or record the reason of Art. 34(3) why not.',
  },
  'criteria-match-everybody': {
    status: 422,
    title: 'A period alone matches everybody',
    next: 'Say by whom, for which purpose, with which recipient or of which fields besides.',
  },
  'breach-letter-written': {
    status: 409,
    title: 'A letter to this list of the determination is written',
    next: 'See `letter`. To correct it or to say more, name it in `after`.',
  },
  'breach-words-ended': {
    status: 410,
    title: 'What was written of the breach is kept no longer',
    next: 'There is no letter to make: the time is over for which the catalogue keeps it.',
  },
  'person-not-written-to': {
    status: 409,
    title: 'There is no letter to this person',
    next: 'See `reason`: the person was erased, or neither an address nor an e-mail address is held.',
  },
  'nobody-written-to': {
    status: 409,
    title: 'Nobody on this page has a letter',
    next: 'See `lacking`: how many, by reason. The list of the letters says which reason, of each.',
  },
  'affected-differs': {
    status: 409,
    title: 'The register does not give what was recorded of it',
    next: 'Nothing is shown. Run the doctor: a register that lost or changed entries is evidence.',
  },
  'no-high-risk': {
    status: 409,
    title: 'Persons need not be told where the risk is not high (Art. 34(1))',
    next: 'Assess the risk anew, if it is high.',
  },

  // Events that projections stand at
  'event-not-stood-at': {
    status: 409,
    title: 'Not all of these projections stand at this event',
    next: 'See `standing` of /v1/passings: what goes on by itself is not passed over.',
  },
  'event-hash-differs': {
    status: 409,
    title: 'The event does not have this hash',
    next: 'Run the doctor: an event whose bytes changed is evidence. Else see `standing` of /v1/passings.',
  },
  'event-not-passable': {
    status: 409,
    title: 'An event that decides what is passed over is not passed over itself',
    next: 'Report it: it is a fault of the program.',
  },
  'passing-proposed': {
    status: 409,
    title: 'A proposal stands for this event',
    next: 'A second officer approves it, or somebody withdraws it: see /v1/passings.',
  },
  'passing-closed': {
    status: 409,
    title: 'The proposal was decided already',
    next: 'See its status at /v1/passings; where the event still stops a projection, propose again.',
  },
  'passing-not-approved': {
    status: 409,
    title: 'The event is not passed over',
    next: 'See its status at /v1/passings.',
  },
  'event-not-applicable': {
    status: 409,
    title: 'This version of the program cannot apply the event either',
    next: 'Install one that can, then send the same command again.',
  },

  // The machine
  'conflict-retry': {
    status: 409,
    title: 'Others wrote to the same subject all the time',
    next: 'Send the same command again.',
  },
  'event-too-large': {
    status: 413,
    title: 'What was asked does not fit one event',
    next: 'Send less at a time.',
  },
  'projection-behind': {
    status: 503,
    title: 'The read model has not come that far',
    next: 'Try again after `Retry-After` seconds.',
  },
  'key-unavailable': {
    status: 503,
    title: 'A key cannot be had now',
    next: 'Try again after `Retry-After` seconds; this is an outage, not an erasure.',
  },
  'keyring-unavailable': {
    status: 503,
    title: 'The keyring does not answer',
    next: 'Try again after `Retry-After` seconds.',
  },
  'store-unavailable': {
    status: 503,
    title: 'The log does not answer',
    next: 'Send the same command again after `Retry-After` seconds.',
  },
  'storage-full': {
    status: 503,
    title: 'The disk of a database is full',
    next: 'Send the same again after `Retry-After` seconds; what was acknowledged is kept.',
  },
  'too-many-requests': {
    status: 429,
    title: 'You send more than your share at once, or too often',
    next: 'Send the same again after `Retry-After` seconds, and less at once.',
  },
  'body-too-slow': {
    status: 408,
    title: 'The body of the request did not come in time',
    next: 'Send the same again, the body with it.',
  },
  'log-unreadable': {
    status: 500,
    title: 'The log holds what this service cannot read',
    next: 'Tell who runs the service: `npm run doctor` names the place. Until it is mended, the same is answered.',
  },
  'queue-full': {
    status: 503,
    title: 'More requests wait than can be taken',
    next: 'Send the same again after `Retry-After` seconds.',
  },
  'issuer-unavailable': {
    status: 503,
    title: 'The keys of the token issuer cannot be had',
    next: 'Try again after `Retry-After` seconds.',
  },
  'not-ready': {
    status: 503,
    title: 'This process is not ready',
    next: 'See `checks`; it becomes ready by itself when they pass.',
  },
  'shutting-down': {
    status: 503,
    title: 'This process is stopping',
    next: 'Send the same command again; another process will take it.',
  },
  'internal-error': {
    status: 500,
    title: 'Something broke here',
    next: 'Report the `trace` of this answer.',
  },
} as const satisfies Record<string, Problem>;

export type ProblemCode = keyof typeof PROBLEMS;
