import { textIn, type Catalogue } from '#libs/catalogue';
import { brusselsDay, type Json } from '#libs/kernel';
import {
  facts,
  heading,
  list,
  note,
  paragraph,
  subheading,
  table,
  type Block,
  type Language,
} from '#libs/letters';
import type { Editions } from '#libs/words';
import type { AccessDocument } from './answers';
import { Speech } from './said';

type Value = AccessDocument['values'][number];

/**
 * The document written out in a language, for a page and for a letter alike: no id and no code, in the order in which a
 * person would ask.
 * @param options unnamed: is told of codes that have no words, which then stand as they are; words: editions that it is written
 *   with, the newest where left out
 */
export function accessBlocks(
  document: AccessDocument,
  catalogue: Catalogue,
  language: Language,
  {
    unnamed,
    words,
  }: { readonly unnamed?: (code: string) => void; readonly words?: Editions | undefined } = {},
): readonly Block[] {
  const say = new Speech(document, catalogue, language, unnamed, words);
  return [
    ...person(document, say),
    ...held(document, say),
    ...choices(document, say),
    ...sharings(document, say),
    ...disclosures(document, say),
    ...uses(document, say),
    ...looks(document, say),
    ...signIns(document, say),
    ...requests(document, say),
    ...mediations(document, say),
    ...history(document, say),
    ...left(document, say),
    ...rights(document, say),
  ];
}

function person(document: AccessDocument, say: Speech): Block[] {
  const { objections, restrictions, erasure, kind, registered, accepted, on } = document;
  const warnings = [
    erasure && say.word('erased'),
    restrictions.length > 0 && say.word('restricted'),
    objections.length > 0 &&
      `${say.labelled('objected', objections.map(({ purpose, status }) => `${say.purpose(purpose)} (${say.code(status, 'objection')})`).join(', '))}.`,
  ];
  return [
    facts([
      [say.word('name'), nameOf(document)],
      [say.word('as'), say.code(kind)],
      [say.word('registered'), say.day(registered)],
      [say.word('policy'), say.documentTitle('policy', accepted)],
      [say.word('made'), say.day(on)],
    ]),
    ...warnings.flatMap(text => (text ? [paragraph(text)] : [])),
  ];
}

/** Of every purpose why, on which basis and how long; then each value, and those of before that can still be read. */
function held({ values, purposes }: AccessDocument, say: Speech): Block[] {
  const names = [...new Set(values.map(({ purpose }) => purpose))];
  const blocks = names.flatMap((id): Block[] => {
    const mine = values.filter(({ purpose }) => purpose === id);
    const about = purposes[id];
    const last = mine.findLast(({ kept }) => kept)?.kept;
    return [
      subheading(capital(say.purpose(id))),
      note(
        [
          about && textIn(about.reason, say.language),
          `${say.labelled('ground', say.basis(mine[0]!.basis))}.`,
          last && `${say.labelled('kept', say.kept(last))}.`,
        ]
          .filter(Boolean)
          .join(' '),
      ),
      table(
        [say.word('field'), say.word('value'), say.word('source'), say.word('since')],
        [...mine]
          .sort((one, other) => order(one) - order(other) || say.place(one.field) - say.place(other.field))
          .map(value => [
            say.field(value.field) + (value.replaced === undefined ? '' : ` (${say.word('earlier')})`),
            valueSaid(value, say),
            [say.code(value.source), value.channel && say.code(value.channel)].filter(Boolean).join(', '),
            value.replaced === undefined
              ? say.day(value.since)
              : `${say.day(value.since)} – ${say.day(value.replaced)}`,
          ]),
      ),
    ];
  });
  return section(say.word('held'), blocks.length > 0 ? blocks : [paragraph(say.word('nothing'))]);
}

/** What is current comes first. */
function order({ replaced }: Value): number {
  return replaced === undefined ? 0 : 1;
}

function valueSaid(value: Value, say: Speech): string {
  if (value.leftOut) return say.word('omitted');
  return value.erased ? say.word('gone') : say.value(value.field, value.value as Json);
}

function choices({ services, links, payment, documents }: AccessDocument, say: Speech): Block[] {
  const rows: [string, string][] = [
    ...services.map(({ type, from, renewsOn, endsOn }): [string, string] => [
      say.code(type),
      [
        `${say.word('from')} ${say.day(from)}`,
        endsOn === undefined && renewsOn !== undefined && `${say.word('renews')} ${say.day(renewsOn)}`,
        endsOn !== undefined && `${say.word('ends')} ${say.day(endsOn)}`,
      ]
        .filter(Boolean)
        .join(', '),
    ]),
    ...links.map(({ kind, role, value, since, ended }): [string, string] => [
      [say.code(kind), role && say.code(role)].filter(Boolean).join(', '),
      [
        value === undefined ? say.word('gone') : linkSaid(kind, value as Record<string, Json>),
        `${say.word('since').toLowerCase()} ${say.day(since)}`,
        ended !== undefined && `${say.word('ended')} ${say.day(ended)}`,
      ]
        .filter(Boolean)
        .join(', '),
    ]),
    ...(payment
      ? [
          [say.code('payment'), [say.code(payment.method), payment.name].filter(Boolean).join(', ')] as [
            string,
            string,
          ],
        ]
      : []),
    ...documents.map(({ document, version, on }): [string, string] => [
      say.code('accepted'),
      `${say.documentTitle(document, version)}, ${say.day(on)}`,
    ]),
  ];
  return section(say.word('services'), [rows.length > 0 ? facts(rows) : paragraph(say.word('nothing'))]);
}

/** Of a sign-in who issues it, and under which name. */
function linkSaid(kind: string, value: Readonly<Record<string, Json>>): string {
  const { domain, login, subject, issuer } = value as Readonly<Record<string, string>>;
  return (kind === 'domain' ? domain : kind === 'login' ? login : `${subject} (${issuer})`) ?? '';
}

function sharings({ sharings: all }: AccessDocument, say: Speech): Block[] {
  const rows = all.map(
    ({ at, recipient, instance, received, purpose, basis, transferGround, versions, failed }) => [
      say.moment(at),
      [
        capital(say.recipient(recipient, received.name)),
        instance !== undefined && received.name,
        received.role && say.code(received.role),
        received.country && say.country(received.country),
        transferGround && say.code(transferGround),
      ]
        .filter(Boolean)
        .join(', '),
      `${say.purpose(purpose)}${say.semicolon} ${say.basis(basis)}`,
      say.fields(Object.keys(versions)) +
        (failed === undefined ? '' : ` – ${say.word('failed')}: ${say.code(failed)}`),
    ],
  );
  const head = [say.word('when'), say.word('who'), say.word('why'), say.word('what')];
  return section(say.word('recipients'), [
    rows.length > 0 ? table(head, rows) : paragraph(say.word('nobody')),
  ]);
}

function disclosures({ disclosures: all }: AccessDocument, say: Speech): Block[] {
  if (all.length === 0) return [];
  const rows = all.map(({ at, body, ground, fields }) => [
    say.moment(at),
    capital(say.code(body, 'body')),
    say.code(ground, 'ground'),
    say.fields(fields),
  ]);
  const head = [say.word('when'), say.word('who'), say.word('law'), say.word('what')];
  return section(say.word('bodies'), [table(head, rows)]);
}

function uses({ uses: all }: AccessDocument, say: Speech): Block[] {
  if (all.length === 0) return [];
  const rows = all.map(({ at, purpose, channel, fields }) => [
    say.moment(at),
    capital(say.purpose(purpose)),
    [channel && say.code(channel), say.fields(fields)].filter(Boolean).join(`${say.semicolon} `),
  ]);
  return section(say.word('uses'), [table([say.word('when'), say.word('why'), say.word('what')], rows)]);
}

/** One row for what one function saw for one purpose on one day, and how often. */
function looks({ looks: all }: AccessDocument, say: Speech): Block[] {
  const rows = new Map<string, { readonly cells: readonly string[]; count: number }>();
  for (const { time, kind, role, purpose, view, by } of all) {
    const what = [say.kind(kind), view && say.code(view, 'view'), by && say.code(by, 'by')];
    const cells = [
      say.day(brusselsDay(new Date(time))),
      capital(say.code(role)),
      purpose === undefined ? '' : say.purpose(purpose),
      what.filter(Boolean).join(`${say.colon} `),
    ];
    const row = rows.get(cells.join('\n'));
    if (row) row.count += 1;
    else rows.set(cells.join('\n'), { cells, count: 1 });
  }
  const head = [say.word('when'), say.word('who'), say.word('why'), say.word('what')];
  const shown = [...rows.values()].map(({ cells: [when = '', who = '', why = '', what = ''], count }) => [
    when,
    who,
    why,
    count === 1 ? what : `${what} (${count} ${say.word('times')})`,
  ]);
  return section(
    say.word('looks'),
    shown.length > 0 ? [table(head, shown), note(say.word('byFunction'))] : [paragraph(say.word('unseen'))],
  );
}

function signIns({ signIns: all }: AccessDocument, say: Speech): Block[] {
  if (all.length === 0) return [];
  const rows = all.map(({ time, ipAddress }) => [
    say.moment(time),
    ipAddress === undefined ? say.word('gone') : say.lines(ipAddress as Json),
  ]);
  return section(say.word('signIns'), [table([say.word('when'), say.word('address')], rows)]);
}

function requests({ requests: all }: AccessDocument, say: Speech): Block[] {
  const blocks = all.flatMap(({ kind, texts, contact, steps }): Block[] => [
    subheading(`${capital(say.code(kind, 'request'))}, ${say.day(steps[0]!.time)}`),
    stepsTable(steps, say),
    ...texts.map(paragraph),
    ...(Object.keys(contact).length > 0
      ? [
          facts(
            Object.entries(contact).map(([field, value]) => [
              say.field(field),
              say.value(field, value as Json),
            ]),
          ),
        ]
      : []),
  ]);
  return blocks.length > 0 ? section(say.word('requests'), blocks) : [];
}

function mediations({ mediations: all }: AccessDocument, say: Speech): Block[] {
  return all.length > 0
    ? section(
        say.word('mediations'),
        all.map(({ steps }) => stepsTable(steps, say)),
      )
    : [];
}

function stepsTable(steps: AccessDocument['mediations'][number]['steps'], say: Speech): Block {
  return table(
    [say.word('when'), say.word('what'), say.word('more'), say.word('who')],
    steps.map(step => [
      say.moment(step.time),
      capital(say.kind(step.kind)),
      say.about(step).join(', '),
      say.code(step.role),
    ]),
  );
}

function history({ history: all }: AccessDocument, say: Speech): Block[] {
  const rows = all.map(each => [
    say.moment(each.time),
    capital(say.kind(each.kind)),
    // A link is of the field that it is sealed as: said once.
    [
      ...new Set([
        each.purpose && say.purpose(each.purpose),
        each.recipient && say.recipient(each.recipient),
        each.fields && say.fields(each.fields),
        ...say.about(each),
        typeof each.about.document === 'string' &&
          typeof each.about.version === 'string' &&
          say.documentTitle(each.about.document, each.about.version),
      ]),
    ]
      .filter(Boolean)
      .join(`${say.semicolon} `),
    say.code(each.role),
  ]);
  const head = [say.word('when'), say.word('what'), say.word('more'), say.word('who')];
  return section(say.word('history'), [rows.length > 0 ? table(head, rows) : paragraph(say.word('nothing'))]);
}

/** Art. 15(4): that something is left out is said, and why. */
function left({ leftOut }: AccessDocument, say: Speech): Block[] {
  return section(say.word('left'), [
    list([
      ...(leftOut.values > 0 ? [say.word('leftValues')] : []),
      ...(leftOut.mediations > 0 ? [say.word('leftMediations')] : []),
      say.word('leftMail'),
    ]),
  ]);
}

function rights({ rights: all, controller }: AccessDocument, say: Speech): Block[] {
  return section(say.word('rights'), [
    list(all.flatMap(right => say.right(right) ?? [])),
    paragraph(say.labelled('questions', controller.contact)),
    paragraph(say.word('complain')),
    paragraph(say.word('profiling')),
  ]);
}

function section(title: string, blocks: readonly Block[]): Block[] {
  return [heading(title), ...blocks];
}

/** First name and name, as the contract has them first of all. */
export function nameOf({ values }: Pick<AccessDocument, 'values'>): string {
  const of = (field: string): string => {
    const found = values.find(
      each => each.field === field && each.replaced === undefined && each.value !== undefined,
    );
    return typeof found?.value === 'string' ? found.value : '';
  };
  return [of('givenName'), of('familyName')].filter(Boolean).join(' ') || '–';
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
