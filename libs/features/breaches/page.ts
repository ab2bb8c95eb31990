import { FIELDS, fieldLabel, type Catalogue, type Field } from '#libs/catalogue';
import {
  blocksHtml,
  facts,
  heading,
  html,
  momentText,
  page,
  paragraph,
  subheading,
  table,
  timeText,
  type Block,
  type Language,
} from '#libs/letters';
import type { BreachFile } from './file';
import { nameOf, wordsOf, type WordAfter } from '#libs/words';

type Row = readonly [name: string, text: string];
type FileWord = WordAfter<'breaches', 'file'>;

/** What its parts are called. */
function wordsOfFile(language: Language): (name: FileWord) => string {
  const say = wordsOf('breaches', language);
  return name => say(`file.${name}`);
}

/** The file of a breach as a page that prints, in a language. What officers wrote stands as they wrote it. */
export function filePage(file: BreachFile, catalogue: Catalogue, language: Language): string {
  const word = wordsOfFile(language);
  return page({
    language,
    title: word('title'),
    body: html`<header>
        <h1>${word('title')}</h1>
        <p>${word('subtitle')}</p>
      </header>
      <main>${blocksHtml(blocksOf(file, catalogue, language))}</main>
      <footer>${file.controller.name}<br />${file.controller.contact}</footer>`,
  });
}

function blocksOf(file: BreachFile, catalogue: Catalogue, language: Language): Block[] {
  const word = wordsOfFile(language);
  const code = (name: string): string => nameOf('breaches', `code.${name}`, language) ?? name;
  const field = (name: string): string =>
    FIELDS.some(each => each === name) ? fieldLabel(catalogue, name as Field, language) : code(name);
  const listed = (names: readonly string[], said: (name: string) => string): string =>
    names.length === 0 ? word('unknown') : names.map(said).join(', ');
  const time = (at: string | undefined): string =>
    at === undefined ? word('unknown') : timeText(at, language);
  const text = (said: string | undefined): Block => paragraph(said ?? word('unknown'));
  const yes = (is: boolean): string => word(is ? 'yes' : 'no');
  const { controller, moments, nature, measures, risk, notifications, persons } = file;
  const optional = (name: FileWord, said: string | undefined): Row[] =>
    said === undefined ? [] : [[word(name), said]];
  const processor =
    catalogue.recipients.find(({ id }) => id === moments.processor)?.name ?? moments.processor;

  return [
    facts([
      [word('controller'), controller.name],
      [word('contact'), controller.contact],
      [word('reference'), file.breach],
      [word('madeAt'), timeText(file.madeAt, language)],
    ]),
    heading(word('moments')),
    facts([
      [word('happenedAt'), time(moments.happenedAt)],
      ...optional('endedAt', moments.endedAt && time(moments.endedAt)),
      [word('foundAt'), time(moments.foundAt)],
      ...optional('reportedAt', moments.reportedAt && time(moments.reportedAt)),
      ...optional('processor', processor),
      [word('knownAt'), time(moments.knownAt)],
      ...optional('due', moments.due && time(moments.due)),
      ...(notifications.length > 0 || moments.late ? [[word('late'), yes(!moments.late)] as const] : []),
    ]),
    heading(word('nature')),
    text(nature.description),
    facts([
      [word('natures'), listed(nature.natures, code)],
      [word('causes'), listed(nature.causes, code)],
      [word('persons'), listed(nature.persons, code)],
      [word('numberOfPersons'), nature.numberOfPersons?.toString() ?? word('unknown')],
      [word('data'), listed(nature.data, field)],
      [word('numberOfRecords'), nature.numberOfRecords?.toString() ?? word('unknown')],
    ]),
    heading(word('consequences')),
    text(file.consequences),
    heading(word('measures')),
    facts([[word('taken'), measures.taken ?? word('unknown')], ...optional('proposed', measures.proposed)]),
    heading(word('risk')),
    paragraph(risk ? code(risk.level) : word('unknown')),
    ...(risk?.reasons === undefined ? [] : [paragraph(risk.reasons)]),
    heading(word('notifications')),
    ...(notifications.length === 0 ? [paragraph(word('nobody'))] : []),
    ...notifications.map(each =>
      facts([
        [word('at'), timeText(each.at, language)],
        [word('channel'), code(each.channel)],
        ...optional('reference', each.reference),
        [word('complete'), yes(each.complete)],
        ...optional('delayReasons', each.delayReasons),
        ...optional('told', each.told),
      ]),
    ),
    heading(word('communication')),
    ...(persons.told.length === 0
      ? [paragraph(word('nobody'))]
      : [
          table(
            [word('at'), word('channel'), word('number')],
            persons.told.map(({ at, channel, number }) => [
              momentText(at, language),
              code(channel),
              number?.toString() ?? '',
            ]),
          ),
        ]),
    ...(persons.notTold
      ? [
          subheading(word('notTold')),
          facts([
            [word('at'), timeText(persons.notTold.decidedAt, language)],
            [
              word('reason'),
              [code(persons.notTold.ground), persons.notTold.reason].filter(Boolean).join('\n'),
            ],
            ...optional('publicCommunication', persons.notTold.publicCommunication),
          ]),
        ]
      : []),
    ...closing(file, language),
  ];
}

/** What was corrected of the file, and what was learned. */
function closing({ corrections, learned }: BreachFile, language: Language): Block[] {
  const word = wordsOfFile(language);
  return [
    ...(corrections.length === 0
      ? []
      : [
          heading(word('corrections')),
          table(
            [word('at'), word('reason')],
            corrections.map(({ at, reason = '' }) => [momentText(at, language), reason]),
          ),
        ]),
    ...(learned === undefined ? [] : [heading(word('learned')), paragraph(learned)]),
  ];
}
