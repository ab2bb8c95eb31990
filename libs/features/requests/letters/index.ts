import type { Catalogue, Field } from '#libs/catalogue';
import { brusselsDay } from '#libs/kernel';
import { addresseeLines, type Language, type Letter } from '#libs/letters';
import { accessBlocks, fieldsOfDocument } from '#libs/features/access-document';
import type { CustomerRecord } from '#libs/features/records';
import type { LetterName } from '../codes';
import type { AccessAnswer } from '../document';
import { answerOf, type SealedRef } from '../state';
import { textOf, type OpenedRequest } from '../requests';
import { requireTrue } from '../truth';
import { writtenWith } from '../written-with';
import { written } from './templates';

interface Around {
  readonly catalogue: Catalogue;
  readonly now: Date;
  readonly language?: Language | undefined;
  /** Where no contact was given with the request, its subject's record says whom to write to. */
  readonly record?: CustomerRecord | undefined;
  readonly disclosed?: AccessAnswer | undefined;
  /** Recipients who have to hear of what was done (Art. 19). */
  readonly told?: readonly string[] | undefined;
  /** Of a letter that is yet to be sent. */
  readonly text?: string | undefined;
}

/**
 * A letter of a request: as it went out, with the date, language and words that it had then, or as it would go out today.
 * @throws DomainError `letter-not-true`
 */
export function letterOf(opened: OpenedRequest, name: LetterName, around: Around): Letter {
  const { state } = opened;
  const { catalogue, now, record, disclosed, told } = around;
  const sent = state.letters[name];
  const language = around.language ?? sent?.language ?? answerOf(state)?.language ?? state.language;
  const text =
    around.text ?? textOf(opened, sent?.text, 'text') ?? textOf(opened, noteOf(opened, name), 'note');
  requireTrue(state, name, text !== undefined || sent !== undefined);
  const { due } = state.clock ?? {};
  // Sent before words had editions, it was of the first.
  const words = sent && (sent.words ?? []);
  const facts = {
    kind: state.kind,
    channel: state.channel,
    received: brusselsDay(new Date(state.receivedAt)),
    contact: catalogue.controller.contact,
    partly: state.refusal?.scope === 'part',
    ...(due !== undefined && { due }),
    ...(state.proof && { doubt: state.proof.reason }),
    ...(state.extension && { extension: state.extension.reason }),
    ...(state.refusal && { refusal: state.refusal.reason }),
    ...(text !== undefined && { text }),
    ...(told && { told }),
    ...(disclosed && { disclosed: accessBlocks(disclosed, catalogue, language, { words }) }),
  };
  return {
    language,
    sender: catalogue.controller,
    to: addressee(opened, record, language),
    on: sent?.on ?? brusselsDay(now),
    reference: state.id,
    ...written(name, facts, language, words),
    ...(words && { words }),
  };
}

/** What an officer wrote with the decision that the letter tells of. */
function noteOf({ state }: OpenedRequest, name: LetterName): SealedRef | undefined {
  const notes: Partial<Record<LetterName, SealedRef | undefined>> = {
    'proof-asked': state.proof?.note,
    extension: state.extension?.note,
    refusal: state.refusal?.note,
  };
  return notes[name];
}

/** Fields of which a letter shows a value: the entry of the look at it names them (P09). */
export function fieldsOfLetter(
  opened: OpenedRequest,
  { record, disclosed }: Pick<Around, 'record' | 'disclosed'>,
): Field[] {
  const { address, email, ...name } = writtenTo(opened, record);
  const shown = { ...name, ...(address ? { address } : { email }) };
  const fields = Object.entries(shown).flatMap(([field, value]) => (value ? [field as Field] : []));
  return [...fields, ...(disclosed ? fieldsOfDocument(disclosed) : [])];
}

/** Who a letter is written to, as the request says, or the record. */
function writtenTo({ state, valuesOf }: OpenedRequest, record: CustomerRecord | undefined) {
  const held = (record?.values ?? []).flatMap(value =>
    'value' in value ? [[value.field, value.value]] : [],
  );
  const { givenName, familyName, address, email } = writtenWith<unknown>({
    given: valuesOf(state.content?.event) ?? {},
    // Of whom all is erased it is kept apart where the answer goes.
    kept: valuesOf(answerOf(state)?.event) ?? {},
    held: Object.fromEntries(held) as Readonly<Record<string, unknown>>,
  });
  return { givenName, familyName, address, email };
}

function addressee(opened: OpenedRequest, record: CustomerRecord | undefined, language: Language): string[] {
  return addresseeLines(writtenTo(opened, record), language);
}
