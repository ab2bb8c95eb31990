import { fieldLabel, textIn, type Catalogue } from '#libs/catalogue';
import { brusselsDay } from '#libs/kernel';
import { dayText, html, momentText, page, type Html, type Language } from '#libs/letters';
import type { ShownEntry } from '#libs/register';
import { purposeLabel, type Overview } from './overview';
import {
  byPurpose,
  capital,
  instanceName,
  keptSaid,
  lines,
  nameOf,
  place,
  recipientName,
  titleOf,
} from './said';
import { said, WORDS } from './words';

const STYLE = `
body { max-width: 54rem } header { border-bottom: 2px solid #000; padding-bottom: .8em; margin-bottom: 1.2em }
header p { margin: .1em 0 } h1 { margin: .2em 0 .3em; font-weight: normal } h2 { border-bottom: 1px solid #000; padding-bottom: .2em }
h3 { font-size: 1em; margin: 1.4em 0 .1em; break-after: avoid } .note { font-size: .85em; color: #444; margin: 0 0 .5em }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15em 1.2em; margin: 1em 0 } dt { color: #444 } dd { margin: 0; overflow-wrap: anywhere }
table { font-variant-numeric: lining-nums; margin-bottom: .6em } table.data { table-layout: fixed } th { font-weight: normal; color: #444; font-size: .9em }
.when { width: 9.5em } .short { width: 8.5em } .who { width: 11.5em } .warning { border: 1px solid #000; padding: .4em .8em }
section.long { break-before: page }
@media print { .note, dt, th { color: #222 } body { font-size: 9.5pt } }
`;

/** What links hold besides fields of the vocabulary, by the name of the link's kind. */
const PARTS: Readonly<Record<string, string>> = { issuer: 'identity', subject: 'identity' };

/**
 * All that is held on a subject, as one page for screen and paper in the reader's language: record, sources, recipients,
 * looks, timeline. Everything that comes from data is escaped; nothing is loaded from anywhere.
 * @param timeline newest first
 */
// eslint-disable-next-line max-lines-per-function -- a page, in the order in which it is read
export function reportPage(
  shown: Overview,
  timeline: { readonly entries: readonly ShownEntry[]; readonly more: boolean },
  catalogue: Catalogue,
  language: Language,
  today: string,
): string {
  const w = (word: keyof typeof WORDS): string => WORDS[word][language];
  const day = (time: string): string => dayText(brusselsDay(new Date(time)), language);
  const field = (name: string): string => {
    const label = fieldLabel(catalogue, name as never, language);
    return label === name ? said(PARTS[name] ?? name, language) : label;
  };
  /** In the catalogue's order, each once. */
  const fieldsOf = (names: readonly string[]): string[] => [
    ...new Set([...names].sort((one, other) => place(catalogue, one) - place(catalogue, other)).map(field)),
  ];
  const country = new Intl.DisplayNames([language], { type: 'region' });
  const purpose = (id: string | undefined): string =>
    id === undefined ? '' : purposeLabel(shown, catalogue, id, language);
  /** What a list leaves out is said under it. */
  const cut = (is: boolean, list: readonly unknown[]): Html | undefined =>
    is ? html`<p class="note">${w('latest').replace('{n}', String(list.length))}</p>` : undefined;
  // French parts a colon from its word, by a space that does not break.
  const colon = language === 'fr' ? '\u00a0:' : ':';
  const { record } = shown;

  const head = html`<header>
    <p><strong>${shown.controller.name}</strong></p>
    <h1>${w('title')}</h1>
    <p>${w('intro')}</p>
    <dl>
      <dt>${w('customer')}</dt>
      <dd>${nameOf(shown)}${` (${w(record.kind)})`}</dd>
      <dt></dt>
      <dd>${record.subject}</dd>
      <dt>${w('registered')}</dt>
      <dd>${day(record.registered)}</dd>
      <dt>${w('policy')}</dt>
      <dd>${w('version')} ${record.policy}</dd>
      <dt>${w('made')}</dt>
      <dd>${dayText(today, language)}</dd>
    </dl>
    ${record.restrictions.length > 0 ? html`<p class="warning">${w('restricted')}</p>` : undefined}
    ${
      record.objections.length > 0
        ? html`<p class="warning">
            ${w('objected')} ${record.objections.map(({ purpose: id }) => purpose(id)).join(', ')}.
          </p>`
        : undefined
    }
  </header>`;

  const held = byPurpose(shown, catalogue).map(([id, values]) => {
    const { kept } = values[0]!;
    const about = shown.purposes[id];
    return html`<h3>${capital(purpose(id))}</h3>
      <p class="note">
        ${about && textIn(about.reason, language)} ${w('ground')}${colon} ${said(values[0]!.basis, language)}.
        ${kept && html`${w('kept')}${colon} ${keptSaid(kept, language)}.`}
      </p>
      ${rows(
        [w('field'), w('value'), w('source'), w('since')],
        values.map(value => [
          field(value.field),
          'value' in value ? lines(value.value, country) : w('erased'),
          [said(value.source, language), value.channel && said(value.channel, language)]
            .filter(Boolean)
            .join(', '),
          day(value.since),
        ]),
        ['short', '', 'short', 'when'],
      )}`;
  });

  const facts = [
    ...record.services.map(({ type, from, renewsOn, endsOn }) => [
      said(type, language),
      [
        `${w('from')} ${dayText(from, language)}`,
        !endsOn && renewsOn && `${w('renews')} ${dayText(renewsOn, language)}`,
        endsOn && `${w('ends')} ${dayText(endsOn, language)}`,
      ]
        .filter(Boolean)
        .join(', '),
    ]),
    ...record.links.map(link => [
      link.kind === 'domain'
        ? `${said('domain', language)}, ${said(link.role, language)}`
        : said(link.kind, language),
      'value' in link ? Object.values(link.value).map(String).join(' ') : w('erased'),
    ]),
    ...(record.payment
      ? [
          [
            said('payment', language),
            [said(record.payment.method, language), instanceName(catalogue, record.payment.instance)]
              .filter(Boolean)
              .join(', '),
          ],
        ]
      : []),
    ...record.documents.map(({ document, version, on }) => [
      said('document', language),
      `${titleOf(catalogue, document, version, language)}, ${w('version')} ${version}, ${dayText(on, language)}`,
    ]),
  ];

  const sharings = shown.sharings.map(({ at, received, purpose: id, versions, failed }) => [
    momentText(at, language),
    [
      received.name,
      received.role && said(received.role, language),
      received.country && country.of(received.country),
    ]
      .filter(Boolean)
      .join(', '),
    purpose(id),
    Object.entries(versions)
      .sort(([one], [other]) => place(catalogue, one) - place(catalogue, other))
      .map(([name, version]) => `${field(name)} (${w('version')} ${version})`)
      .join(', ') + (failed ? ` – ${w('failed')}` : ''),
  ]);
  const accesses = shown.accesses.map(access => [
    momentText(access.time, language),
    access.kind === 'signed-in' || access.role === 'customer'
      ? said('customer', language)
      : [said(access.role, language), access.actor].filter(Boolean).join('\n'),
    access.purpose === undefined ? '' : purpose(access.purpose),
    [
      said(access.kind, language),
      access.view && said(access.view, language),
      access.by && said(access.by, language),
      access.ipAddress === undefined ? access.erased && w('erased') : lines(access.ipAddress, country),
    ]
      .filter(Boolean)
      .join(`${colon} `),
  ]);
  const happened = timeline.entries.map(entry => [
    momentText(entry.time, language),
    said(entry.kind, language),
    [
      purpose(entry.purpose),
      entry.recipient === undefined
        ? ''
        : said(recipientName(catalogue, entry.recipient, entry.instance), language),
      entry.fields && fieldsOf(Object.keys(entry.fields)).join(', '),
    ]
      .filter(Boolean)
      .join(' · '),
    said(entry.actor.role, language),
  ]);

  return page({
    language,
    title: w('title'),
    style: STYLE,
    body: html`${head}
      <main>
        <section>
          <h2>${w('held')}</h2>
          ${held.length > 0 ? held : html`<p>${w('none')}</p>`}
        </section>
        <section>
          <h2>${w('services')}</h2>
          ${
            facts.length > 0
              ? html`<dl>
                  ${facts.map(
                    ([name, text]) =>
                      html`<dt>${name}</dt>
                        <dd>${text}</dd>`,
                  )}
                </dl>`
              : html`<p>${w('none')}</p>`
          }
        </section>
        <section>
          <h2>${w('recipients')}</h2>
          ${
            sharings.length > 0
              ? rows([w('when'), w('who'), w('why'), w('what')], sharings, ['when', '', '', ''])
              : html`<p>${w('nobody')}</p>`
          }
          ${cut(shown.more.sharings, sharings)}
        </section>
        <section>
          <h2>${w('accesses')}</h2>
          ${
            accesses.length > 0
              ? rows([w('when'), w('who'), w('why'), w('what')], accesses, ['when', '', '', ''])
              : html`<p>${w('unseen')}</p>`
          }
          ${cut(shown.more.accesses, accesses)}
        </section>
        <section class="long">
          <h2>${w('timeline')}</h2>
          ${rows([w('when'), w('what'), w('why'), w('who')], happened, ['when', '', '', 'who'])}
          ${cut(timeline.more, happened)}
        </section>
      </main>
      <footer>
        <p>${w('rights')}</p>
        <p>${w('questions')}${colon} ${shown.controller.contact}</p>
      </footer>`,
  });
}

function rows(
  head: readonly string[],
  body: readonly (readonly string[])[],
  classes: readonly string[],
): Html {
  return html`<table class="data">
    <thead>
      <tr>
        ${head.map((cell, i) => html`<th scope="col" class="${classes[i] ?? ''}">${cell}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${body.map(
        row =>
          html`<tr>
            ${row.map(cell => html`<td>${broken(cell)}</td>`)}
          </tr>`,
      )}
    </tbody>
  </table>`;
}

function broken(text: string): Html {
  return html`${text.split('\n').map((line, i) => (i === 0 ? html`${line}` : html`<br />${line}`))}`;
}
