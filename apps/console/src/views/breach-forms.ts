import {
  AUTHORITY_CHANNELS,
  CAUSES,
  LONGEST_IN_LETTER,
  LONGEST_TEXT,
  MORE_DATA,
  NATURES,
  NOT_TOLD,
  PERSON_CHANNELS,
  PERSONS,
  RISKS,
} from '#features/breaches/codes';
import { brusselsTime } from '#libs/kernel';
import { every } from '../api/every';
import type { paths } from '../api/schema';
import { useWords, type Name } from '../i18n';
import { LANGUAGES, type Language } from '../i18n/messages';
import { useChoice, type ActionField, type Values } from '../ui/field';
import { bare } from '../ui/bare';
import { useCatalogue, useNames } from '../ui/purpose';
import { counted, instantOf, notBefore } from '../ui/typed';
import type { Shown } from './breach';
import { momentsOf, useBreachWords, useMoments } from './breach-words';

/** What can be done with a breach, by the name that the API has for it. */
export type StepName =
  | 'correct'
  | 'assess'
  | 'notify-authority'
  | 'affected'
  | 'write-letter'
  | 'tell-persons'
  | 'not-tell-persons'
  | 'close';
export type BodyOf<S extends StepName> =
  paths[`/v1/breaches/{breach}/${S}`]['post']['requestBody']['content']['application/json'];

export interface Form<S extends StepName> {
  readonly intro: Name;
  readonly fields: readonly ActionField[];
  readonly body: (values: Values) => BodyOf<S>;
}

/** What each step takes, and what is sent. What is picked from a list is one of its codes. */
export function useForms(breach: Shown): { readonly [S in StepName]: Form<S> } {
  const parts = useParts(breach);
  return {
    correct: correct(parts),
    assess: assess(parts),
    'notify-authority': notify(parts),
    affected: affected(parts),
    'write-letter': writeLetter(parts),
    'tell-persons': tell(parts),
    'not-tell-persons': notTell(parts),
    close: close(parts),
  };
}

/** What forms are made of. */
function useParts(breach: Shown) {
  const { t } = useWords();
  const words = useBreachWords();
  const choice = useChoice();
  const before = local(breach);
  const moments = useMoments(before);
  const { data: catalogue } = useCatalogue();
  const names = useNames();
  const { code: text } = words;
  const { assessment: was } = breach;
  const many = (
    name: string,
    label: string,
    codes: readonly string[],
    initial?: readonly string[],
  ): ActionField => ({
    name,
    label,
    kind: 'many',
    initial: initial?.join(' ') ?? '',
    options: codes.map(id => ({ id, text: text(id) })),
  });
  const lines = (name: string, label: string, initial?: string): ActionField => ({
    name,
    label,
    kind: 'lines',
    required: true,
    most: LONGEST_TEXT,
    ...(initial !== undefined && { initial }),
  });
  const count = (name: string, label: string, initial?: number): ActionField => ({
    name,
    label,
    kind: 'text',
    initial: initial === undefined ? '' : String(initial),
  });
  const at: ActionField = { name: 'at', label: words.part('at'), kind: 'moment', help: t('moment.now') };
  const late = ({ at: when }: Values): boolean =>
    breach.notifications.length === 0 &&
    breach.due !== undefined &&
    (when ? notBefore(when, breach.due) : Date.now() >= Date.parse(breach.due));
  const fields = (catalogue?.fields ?? []).map(({ field }) => field);
  const recipients = catalogue?.recipients ?? [];
  const purposes = (catalogue?.purposes ?? []).map(({ id }) => bare(id));
  return {
    breach,
    t,
    words,
    choice,
    before,
    moments,
    names,
    text,
    was,
    many,
    lines,
    count,
    at,
    late,
    fields,
    recipients,
    purposes,
  };
}
type Parts = ReturnType<typeof useParts>;

function correct({ t, before, lines, moments }: Parts): Form<'correct'> {
  return {
    intro: 'breach.correct.what',
    fields: [
      lines('reason', t('reason')),
      ...moments,
      { name: 'description', label: t('breach.description'), kind: 'lines', most: LONGEST_TEXT },
    ],
    body: ({ reason = '', description, ...values }) => ({
      reason,
      ...momentsOf(values, before),
      ...(description && { description }),
    }),
  };
}

function assess({ t, words, choice, text, was, many, lines, count, fields }: Parts): Form<'assess'> {
  return {
    intro: 'breach.assess.what',
    fields: [
      choice('risk', 'breach.risk', RISKS, { initial: was?.risk ?? '', required: true, text }),
      lines('riskReasons', t('breach.riskReasons'), was?.riskReasons),
      many('natures', words.part('natures'), NATURES, was?.natures),
      many('causes', words.part('causes'), CAUSES, was?.causes),
      many('persons', words.part('persons'), PERSONS, was?.persons),
      many('data', words.part('data'), [...fields, ...MORE_DATA], was?.data),
      count('numberOfPersons', words.part('numberOfPersons'), was?.numberOfPersons),
      count('numberOfRecords', words.part('numberOfRecords'), was?.numberOfRecords),
      lines('consequences', words.part('consequences'), was?.consequences),
      lines('measuresTaken', t('breach.measuresTaken'), was?.measuresTaken),
      {
        ...lines('measuresProposed', t('breach.measuresProposed'), was?.measuresProposed),
        required: false,
      },
    ],
    body: ({ risk, natures, causes, persons, data: of, numberOfPersons, numberOfRecords, ...texts }) => ({
      risk: risk as BodyOf<'assess'>['risk'],
      natures: ids(natures),
      causes: ids(causes),
      persons: ids(persons),
      data: ids(of),
      ...(numberOfPersons && { numberOfPersons: numberIn(numberOfPersons) }),
      ...(numberOfRecords && { numberOfRecords: numberIn(numberOfRecords) }),
      consequences: texts.consequences ?? '',
      measuresTaken: texts.measuresTaken ?? '',
      ...(texts.measuresProposed && { measuresProposed: texts.measuresProposed }),
      riskReasons: texts.riskReasons ?? '',
    }),
  };
}

function notify({ breach, t, words, choice, text, at, late, lines }: Parts): Form<'notify-authority'> {
  // A further phase goes the same way, under the reference that the authority gave.
  const last = breach.notifications.at(-1);
  return {
    intro: 'breach.notify.what',
    fields: [
      at,
      choice('channel', 'channel', AUTHORITY_CHANNELS, { text, ...(last && { initial: last.channel }) }),
      choice('complete', 'breach.complete', ['no', 'yes'], { text: id => t(id === 'yes' ? 'yes' : 'no') }),
      {
        name: 'reference',
        label: t('reference'),
        kind: 'text',
        required: true,
        most: LONGEST_TEXT,
        initial: last?.reference ?? '',
      },
      { ...lines('delayReasons', words.part('delayReasons')), asked: late },
      { ...lines('told', words.part('told')), required: false },
    ],
    body: ({ at: when, channel, complete, reference = '', delayReasons, told }) => ({
      ...momentIn(when),
      channel: channel as BodyOf<'notify-authority'>['channel'],
      complete: complete === 'yes',
      reference,
      ...(delayReasons && { delayReasons }),
      ...(told && { told }),
    }),
  };
}

function affected({ t, choice, before, names, many, fields, recipients, purposes }: Parts): Form<'affected'> {
  return {
    intro: 'breach.affected.what',
    fields: [
      {
        name: 'from',
        label: t('affected.from'),
        kind: 'moment',
        required: true,
        initial: before.happenedAt ?? '',
      },
      {
        name: 'to',
        label: t('affected.to'),
        kind: 'moment',
        required: true,
        initial: before.endedAt ?? before.foundAt ?? '',
      },
      choice('recipient', 'recipient', ['any', ...recipients.map(({ id }) => id)], {
        text: id => (id === 'any' ? t('any') : names.recipient(id)),
      }),
      choice('purpose', 'purpose', ['any', ...purposes], {
        text: id => (id === 'any' ? t('any') : names.purpose(id)),
      }),
      many('fields', t('fields'), fields),
      { name: 'client', label: t('affected.client'), kind: 'text', help: t('affected.client.help') },
      {
        name: 'actor',
        label: t('affected.actor'),
        kind: 'text',
        help: t('affected.actor.help'),
        asked: ({ client }) => !client,
      },
    ],
    body: ({ from = '', to = '', recipient, purpose, fields: of, client, actor }) => ({
      from: instantOf(from),
      to: instantOf(to),
      ...(recipient && recipient !== 'any' && { recipient }),
      ...(purpose && purpose !== 'any' && { purpose }),
      ...(of && { fields: ids(of) }),
      ...(client?.trim() && { client: client.trim() }),
      ...(actor?.trim() && { actor: actor.trim() }),
    }),
  };
}

const TEXTS = every<keyof BodyOf<'write-letter'>['nl']>({
  nature: true,
  consequences: true,
  measures: true,
  advice: true,
});

/** Lists of those whom it affects, as far as there is anybody on them. */
export function listsOf({ affected: all }: Shown): { id: string; part: 'touched' | 'held'; count: number }[] {
  return all.flatMap(({ affected, touched, held }) =>
    (['touched', 'held'] as const).flatMap(part => {
      const count = { touched, held }[part]?.count ?? 0;
      return count === 0 ? [] : [{ id: `${affected} ${part}`, part, count }];
    }),
  );
}

/** Art. 34(2): one text for all who are on a list, in each language; another one to the same list follows the last. */
function writeLetter({ breach, t, choice, lines }: Parts): Form<'write-letter'> {
  const lists = listsOf(breach);
  const nameOf = (id: string): string => {
    const { part, count } = lists.find(list => list.id === id)!;
    return `${t(`affected.${part}`)}: ${t('affected.count', { count })}`;
  };
  const textsIn = (language: Language, values: Values): BodyOf<'write-letter'>['nl'] => {
    const [nature = '', consequences = '', measures = '', advice] = TEXTS.map(
      name => values[`${language}.${name}`],
    );
    return { nature, consequences, measures, ...(advice && { advice }) };
  };
  return {
    intro: 'breach.letter.what',
    fields: [
      choice(
        'list',
        'breach.letter.list',
        lists.map(({ id }) => id),
        { text: nameOf },
      ),
      ...LANGUAGES.flatMap(language =>
        TEXTS.map((name): ActionField => ({
          ...lines(`${language}.${name}`, `${t(`breach.letter.${name}`)} (${language})`),
          required: name !== 'advice',
          most: LONGEST_IN_LETTER,
        })),
      ),
    ],
    body: ({ list = '', ...values }) => {
      const [affected = '', part = ''] = list.split(' ');
      const last = breach.letters.findLast(each => each.affected === affected && each.part === part);
      return {
        affected,
        part: part as 'touched',
        nl: textsIn('nl', values),
        fr: textsIn('fr', values),
        en: textsIn('en', values),
        ...(last && { after: last.letter }),
      };
    },
  };
}

function tell({ breach, t, choice, text, at, count }: Parts): Form<'tell-persons'> {
  const letters = breach.letters.map(({ letter }) => letter).reverse();
  return {
    intro: 'breach.tell.what',
    fields: [
      at,
      choice('channel', 'channel', PERSON_CHANNELS, { text }),
      {
        ...count('number', t('breach.number')),
        asked: ({ channel }) => channel !== 'public-communication',
      },
      choice('letter', 'letter', [...letters, 'none'], {
        text: id => (id === 'none' ? t('none') : id.slice(0, 8)),
        asked: ({ channel }) => letters.length > 0 && (channel === 'letter' || channel === 'email'),
      }),
    ],
    body: ({ at: when, channel, number, letter }) => ({
      ...momentIn(when),
      channel: channel as BodyOf<'tell-persons'>['channel'],
      ...(number && { number: numberIn(number) }),
      ...(letter && letter !== 'none' && { letter }),
    }),
  };
}

function notTell({ t, words, choice, text, lines }: Parts): Form<'not-tell-persons'> {
  return {
    intro: 'breach.notTell.what',
    fields: [
      choice('ground', 'ground', NOT_TOLD, { text }),
      lines('reason', t('reason')),
      {
        ...lines('publicCommunication', words.part('publicCommunication')),
        asked: ({ ground }) => ground === 'disproportionate',
      },
    ],
    body: ({ ground, reason = '', publicCommunication }) => ({
      ground: ground as BodyOf<'not-tell-persons'>['ground'],
      reason,
      ...(publicCommunication && { publicCommunication }),
    }),
  };
}

function close({ words, lines }: Parts): Form<'close'> {
  return {
    intro: 'breach.close.what',
    fields: [lines('learned', words.part('learned'))],
    body: ({ learned = '' }) => ({ learned }),
  };
}

/** When what happened, as forms have it. */
function local({ foundAt, happenedAt, endedAt, knownAt, reportedAt, processor }: Shown) {
  const times = Object.entries({ foundAt, happenedAt, endedAt, knownAt, reportedAt }).flatMap(([name, at]) =>
    at === undefined ? [] : [[name, brusselsTime(new Date(at))] as const],
  );
  return {
    ...(Object.fromEntries(times) as Readonly<Record<string, string>>),
    ...(processor && { processor }),
  } as {
    readonly [M in 'foundAt' | 'happenedAt' | 'endedAt' | 'knownAt' | 'reportedAt' | 'processor']?: string;
  };
}

/** What is left out is now. */
function momentIn(when: string | undefined): { at?: string } {
  return when ? { at: instantOf(when) } : {};
}

/** What is no count is sent as it was typed, for the service to refuse. */
function numberIn(typed: string): number {
  return counted(typed) as number;
}

function ids<T extends string>(text: string | undefined): T[] {
  return (text ?? '').split(' ').filter(Boolean) as T[];
}
