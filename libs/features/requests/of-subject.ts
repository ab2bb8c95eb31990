import type { Catalogues } from '#libs/catalogue';
import type { CommandRunner } from '#libs/commands';
import type { Uuid } from '#libs/kernel';
import {
  envelopesOf,
  heldRefs,
  openedValues,
  subjectStreamOf,
  type SubjectState,
} from '#libs/features/subjects';
import { languageOf, type Language } from '#libs/letters';
import type { Vault } from '#libs/vault';
import type { LetterName } from './codes';
import type { RequestState } from './state';
import { saysOfSubject, whoHears } from './truth';

/** What decisions on a request are told of its subject, from the subject's own stream. */
type Runner = Pick<CommandRunner, 'load'>;

/** A subject as its stream has it now. */
export async function subjectNow(runner: Runner, subject: Uuid): Promise<SubjectState> {
  return (await runner.load(subjectStreamOf(subject))).state;
}

/** Whether a subject that a command names is registered. */
export async function isRegistered(runner: Runner, subject: Uuid | undefined): Promise<boolean> {
  return subject !== undefined && (await subjectNow(runner, subject)).kind !== undefined;
}

/**
 * The language that a subject gave, where it is one that is written: what it is written to in (Art. 12(1)). Dutch, where
 * none was given.
 */
export async function languageOfSubject(
  runner: Runner,
  vault: Pick<Vault, 'openAll'>,
  subject: Uuid | undefined,
): Promise<Language | undefined> {
  if (subject === undefined) return undefined;
  const refs = heldRefs(await subjectNow(runner, subject), ['language']);
  if (refs.length === 0) return undefined;
  const value = openedValues(refs, await vault.openAll(envelopesOf(refs)));
  const given = refs.flatMap(({ purpose }) => value(purpose, 'language') ?? []);
  return typeof given[0] === 'string' ? languageOf(given[0]) : undefined;
}

/** The subject of a request, where a letter says something of it. */
export async function subjectOfLetter(
  runner: Runner,
  request: Pick<RequestState, 'subject' | 'executions'>,
  letter: LetterName,
): Promise<SubjectState | undefined> {
  const { subject } = request;
  return subject !== undefined && saysOfSubject(letter, request) ? subjectNow(runner, subject) : undefined;
}

/**
 * Names of the recipients who hear of what a request came to (Art. 19), each once, by the catalogue.
 * @param letter of which it is asked: once it went out, it says who was to be told then
 */
export async function toldOf(
  runner: Pick<CommandRunner, 'load'>,
  catalogues: Pick<Catalogues, 'recipient'>,
  { id, subject, letters }: Pick<RequestState, 'id' | 'subject' | 'letters'>,
  letter: LetterName,
): Promise<string[]> {
  if (subject === undefined) return [];
  const told = whoHears(await subjectNow(runner, subject), id, letters[letter]?.at);
  const names = told.map(({ recipient, instance }) => {
    const name = catalogues.recipient(recipient)?.name ?? recipient;
    return instance === undefined ? name : `${name} (${instance})`;
  });
  return [...new Set(names)].sort();
}
