import type { Customer } from './customers';
import { olivia, type Story } from './story';
import type { Response } from './client';

type Row = Readonly<Record<string, unknown>>;
interface ToPerson {
  readonly subject: string;
  readonly letter?: { readonly language: string; readonly text: string; readonly html: string };
  readonly notWritten?: string;
}

const LETTER = {
  nl: {
    nature: 'Een bestand met uw naam, adres en e-mailadres lag een tijd open op onze website.',
    consequences: 'U kunt ongewenste post krijgen, of e-mail die vraagt naar uw wachtwoord.',
    measures: 'Wij hebben het bestand weggehaald. Zulke bestanden vervallen voortaan na een dag.',
    advice: 'Geef uw wachtwoord aan niemand, ook niet als de vraag van ons lijkt te komen.',
  },
  fr: {
    nature: 'Un fichier avec vos nom, adresse et adresse e-mail est resté ouvert un temps sur notre site.',
    consequences:
      'Vous pouvez recevoir du courrier indésirable, ou des e-mails demandant votre mot de passe.',
    measures: 'Nous avons supprimé le fichier. De tels fichiers expirent désormais après un jour.',
    advice: 'Ne donnez votre mot de passe à personne, même si la demande semble venir de nous.',
  },
  en: {
    nature: 'A file with your name, address and e-mail address lay open on our website for a time.',
    consequences: 'You may get unwanted mail, or mail that asks for your password.',
    measures: 'We removed the file. Such files expire after a day from now on.',
    advice: 'Tell nobody your password, even where the question seems to come from us.',
  },
};

/**
 * A breach, from the first sign to what was learned: the authority is told in phases, and persons by letters (Art. 33, 34).
 * @param began when the story did: whose data the web shop touched since is affected
 */
export async function breach(
  story: Story,
  began: Date,
  people: { readonly jan: Customer; readonly marie: Customer; readonly erased: Customer },
): Promise<void> {
  const { api } = story;
  const now = (): string => new Date().toISOString();
  story.chapter('A breach of personal data (Art. 33, 34)');
  const recorded = await story.does(
    'Olivia records what may be one: when it happened, and the first sign of it',
    api.command(olivia, '/v1/breaches', {
      happenedAt: began.toISOString(),
      foundAt: now(),
      description: 'A file of the web shop lay open.',
    }),
  );
  const at = `/v1/breaches/${String(recorded.body.breach)}`;
  const act = (step: string, body: object, version?: unknown): Promise<Response> =>
    api.command(olivia, `${at}/${step}`, body, version as number | undefined);
  const phase = { channel: 'online-form', reference: 'DB-2026-17' };
  await story.refuses(
    'the authority is told of what nobody is certain of',
    'breach-not-known',
    act('notify-authority', { ...phase, complete: false }),
  );
  const seen = await story.does('Olivia reads it, with its version', api.query(olivia, at));
  await story.does(
    'it becomes known with reasonable certainty',
    act('correct', { knownAt: now(), reason: 'The logs of the web server show it.' }, seen.body.version),
  );
  const known = await story.does('and 72 hours run', api.query(olivia, at));
  story.holds(`until ${String(known.body.due)} (Art. 33(1))`, known.body.hoursLeft === 72);
  await story.does(
    'the authority is told what is known, in a first phase (Art. 33(4))',
    act('notify-authority', { ...phase, complete: false }),
  );
  const assessment = {
    natures: ['confidentiality'],
    causes: ['human-error'],
    persons: ['customers'],
    data: ['familyName', 'address', 'email'],
    consequences: 'Unwanted mail, and attempts to have passwords told.',
    measuresTaken: 'The file was removed.',
    measuresProposed: 'Such files expire after a day.',
    risk: 'high-risk',
    riskReasons: 'Somebody copied it.',
  };
  await story.refuses(
    'it is assessed as it was before the authority was told',
    'stale-version',
    act('assess', assessment, known.body.version),
  );
  const told = await story.does('it is read again', api.query(olivia, at));
  await story.does('the breach is assessed: a high risk', act('assess', assessment, told.body.version));
  const affected = await determine(story, at, began);
  await story.does(
    'the authority is told all that Art. 33(3) asks for',
    act('notify-authority', { ...phase, complete: true }),
  );
  await story.refuses(
    'it is closed while nobody was told',
    'persons-not-told',
    act('close', { learned: 'Files expire.' }),
  );
  const { letter, number } = await write(story, at, affected, people);
  await story.does(
    'that they were told is recorded, by which letter (Art. 34(1))',
    act('tell-persons', { channel: 'letter', number, letter }),
  );
  await story.does(
    'it is closed, with what was learned',
    act('close', { learned: 'Files with addresses expire after a day.' }),
  );
  story.keep('breach.json', await story.does('its file for the authority', api.query(olivia, `${at}/file`)));
  for (const language of ['nl', 'fr', 'en']) {
    const page = await story.does(
      `the same as a page, in ${language}`,
      api.query(olivia, `${at}/file/page`, { language }),
    );
    story.keep(`breach.${language}.html`, page);
  }
}

/** Whom it affects: those whose e-mail address the web shop touched for the contract since the story began. */
async function determine(story: Story, at: string, began: Date): Promise<unknown> {
  const { api } = story;
  const during = { from: began.toISOString(), to: new Date().toISOString() };
  const ask = (more: object): Promise<Response> =>
    api.command(olivia, `${at}/affected`, { ...during, ...more });
  await story.refuses('whom it affects, by a period alone', 'criteria-match-everybody', ask({}));
  const { body } = await story.does(
    'whom it affects, by what the register says (Art. 33(3)(a))',
    ask({ client: 'service', purpose: 'contract', fields: ['email'] }),
  );
  const { count } = body.touched as { readonly count: number };
  story.holds(`the web shop touched data of ${count}`, count > 2);
  return body.affected;
}

/** The letters to them (Art. 34(2)). */
async function write(
  story: Story,
  at: string,
  affected: unknown,
  { jan, marie, erased }: Parameters<typeof breach>[2],
): Promise<{ readonly letter: unknown; readonly number: number }> {
  const { api } = story;
  const texts = { affected, part: 'touched', ...LETTER };
  const send = (): Promise<Response> => api.command(olivia, `${at}/write-letter`, texts);
  const { body } = await story.does('one letter is written for them all, in three languages', send());
  await story.refuses('a second one, unawares', 'breach-letter-written', send());
  const persons = `${at}/letters/${String(body.letter)}/persons`;
  const made = await story.does(
    'it is made for each of them, in their language: only now addresses are opened',
    api.query(olivia, persons, { limit: '500' }),
  );
  const all = made.body.persons as readonly ToPerson[];
  const to = ({ subject }: Customer): ToPerson | undefined => all.find(each => each.subject === subject);
  story.holds('to Jan in Dutch', to(jan)?.letter?.text.includes(LETTER.nl.measures) === true);
  story.holds('to Marie in French', to(marie)?.letter?.text.includes(LETTER.fr.measures) === true);
  story.holds(`that ${erased.name} was erased is said`, to(erased)?.notWritten === 'erased');
  for (const [name, who] of [['jan', jan] as const, ['marie', marie] as const])
    for (const [format, ending] of [
      ['html', 'html'],
      ['text', 'txt'],
    ] as const)
      story.keep(
        `breach.letter.${name}.${ending}`,
        await api.query(olivia, `${persons}/${who.subject}`, { format }),
      );
  const pdf = await story.does(
    'all of them as one PDF',
    api.query(olivia, `${at}/letters/${String(body.letter)}/print`),
  );
  story.holds('which prints', pdf.text.startsWith('%PDF'));
  const seen = await story.does(
    'Marie sees that her address was used for it (P09)',
    api.query(marie.self, `/v1/subjects/${marie.subject}/register`, {
      purpose: 'data-subject-request',
      kind: 'looked',
    }),
  );
  const uses = (seen.body.entries as readonly Row[]).filter(({ purpose }) => purpose === 'data-breach/1');
  story.holds('once, however often the letter was asked for', uses.length === 1);
  return { letter: body.letter, number: all.filter(({ letter }) => letter).length };
}
