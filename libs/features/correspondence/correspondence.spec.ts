import { Readable } from 'node:stream';
import fc from 'fast-check';
import { shippedCatalogues } from '#libs/catalogue';
import { ToSeal } from '#libs/commands';
import { Decision, givenIn, type Scenario } from '#libs/commands/testing';
import { decideClose, type CloseMatterBody, type GoesOnAs } from './commands/close-matter';
import { decideLapse } from './commands/lapse-matter';
import { decideLook } from './commands/look-at-matter';
import { decideNote } from './commands/note-matter';
import { decideRemind } from './commands/remind-of-mail';
import { decideOpen, type Imported, type OpenMatterBody } from './commands/open-matter';
import { MAX_TEXT, type MatterEventData } from './events';
import { event } from './guards';
import { readMessage } from './message';
import { matterStreamOf, type MatterState } from './state';
import { set } from './timers';

const catalogue = shippedCatalogues().at(-1)!;
const ID = '0b0e3a52-7f0c-8a00-9a00-000000000001';
const NOW = '2026-11-24T10:00:00Z';
const MAIL: OpenMatterBody = {
  mailbox: 'info',
  sender: { email: 'Piet@Voorbeeld.example', name: 'Piet' },
  text: 'Kan ik een offerte krijgen?',
};

type Matter = Scenario<MatterState, MatterEventData>;
const given = givenIn(matterStreamOf(ID), catalogue, NOW);
const open = (body: Partial<OpenMatterBody & Imported> = {}) =>
  given().when((state, context) => decideOpen(state, { ...MAIL, ...body }, context));
const opened = (body?: Partial<OpenMatterBody>) => given().after(open(body).events());
const note = (matter: Matter) =>
  matter.when((state, context) => decideNote(state, { text: 'gebeld' }, context));
const close = (matter: Matter, body: CloseMatterBody = {}, goesOnAs?: GoesOnAs) =>
  matter.when(state => decideClose(state, body, { goesOnAs }));
const lapse = (matter: Matter, at: string) =>
  matter.when((state, context) => decideLapse(state, undefined, context), at);
const ended = () => opened().after(close(opened()).events());

describe('P07: a matter', () => {
  test('is opened with what the sender wrote sealed under its own key', () => {
    const [one] = open().events();
    const data = one!.data as unknown as { sealed: ToSeal } & Record<string, unknown>;
    expect(data).toMatchObject({
      purpose: 'correspondence/1',
      basis: 'A6-1-f',
      mailbox: 'info',
      form: 'entered',
      latest: '2027-02-22',
    });
    expect(data.sealed).toEqual(
      new ToSeal('correspondence', 'matter', {
        email: 'Piet@voorbeeld.example',
        familyName: 'Piet',
        message: MAIL.text,
      }),
    );
    expect(JSON.stringify({ ...data, sealed: undefined })).not.toMatch(/piet|offerte/i);
  });

  test.each([
    ['yesterday', '2026-11-23'],
    ['in more than a year', '2027-11-25'],
  ])('cannot end %s', (_what, latest) => {
    open({ latest }).thenRefused('malformed-value');
  });

  test('takes notes while it stands, and none afterwards', () => {
    expect(note(opened()).events()).toHaveLength(1);
    note(ended()).thenRefused('matter-ended');
    close(ended()).thenRefused('matter-ended');
    note(given()).thenRefused('not-found');
    note(given().after([event('MatterEnded', { outcome: 'closed' })])).thenRefused('not-found');
  });

  test('holds nothing that could be opened once it has ended', () => {
    const noted = opened().after(note(opened()).events());
    expect(noted.state.parts).toHaveLength(2);
    expect(ended().state.parts).toEqual([]);
  });

  test.each(['request', 'mediation'] as const)('goes on as a %s that is there and was made from it', kind => {
    const into = { kind, id: ID };
    const refused = (rule: string) => ({ errors: [{ pointer: '/into/id', rule }] });
    close(opened(), { into }).thenRefused('malformed-value', refused('unknown'));
    for (const other of [{}, { matter: '0b0e3a52-7f0c-8a00-9a00-000000000002' }])
      close(opened(), { into }, other).thenRefused('malformed-value', refused('not-made-from-it'));
    close(opened(), { into }, { matter: ID }).thenYields(event('MatterEnded', { outcome: 'closed', into }));
  });

  test('ends by itself on the day after its latest, in Brussels', () => {
    lapse(opened(), '2027-02-22T22:59:59Z').thenNothing();
    lapse(opened(), '2027-02-22T23:00:00Z').thenYields(event('MatterEnded', { outcome: 'lapsed' }));
    lapse(ended(), NOW).thenNothing();
  });

  test('has a timer for that, which comes when the day is over, and goes with the matter', () => {
    const record = { stream: `matter-${ID}` } as never;
    const [timer] = set.MatterOpened!({ latest: '2026-07-01' } as never, record);
    expect(timer).toMatchObject({ op: 'schedule', key: ID });
    expect(lapse(opened({ latest: '2026-12-01' }), '2026-12-02T00:00:00Z').events()).toHaveLength(1);
    expect(set.MatterEnded!({ outcome: 'closed' }, record)).toContainEqual({
      op: 'cancel',
      name: timer!.name,
      key: ID,
    });
  });

  test('P20, Art. 12(3): mail to the privacy mailbox is due from when it came, and waits for its answer', () => {
    const mail = { mailbox: 'privacy', receivedAt: '2026-11-20T23:30:00Z' };
    // 21 December is a Monday; the mail came on the 21st in Brussels.
    expect(opened(mail).state.opened).toMatchObject({
      receivedAt: '2026-11-20T23:30:00.000Z',
      clock: { due: '2026-12-21', unpaused: '2026-12-21' },
    });
    expect(opened().state.opened).not.toHaveProperty('clock');
    close(opened(mail)).thenRefused('matter-unanswered');
    const into = { kind: 'request', id: ID } as const;
    const { clock } = opened(mail).state.opened!;
    const due = { matter: ID, ...(clock && { clock }) };
    close(opened(mail), { into }, due).thenYields(event('MatterEnded', { outcome: 'closed', into }));
    // What is not due, or was withdrawn, answers nobody.
    for (const other of [{ matter: ID }, { ...due, withdrawn: true }]) {
      close(opened(mail), { into }, other).thenRefused('matter-unanswered');
      close(opened(mail), { into, answered: true }, other).thenYields(
        event('MatterEnded', { outcome: 'closed', into, answered: true }),
      );
    }
    close(opened(mail), { answered: true }).thenYields(
      event('MatterEnded', { outcome: 'closed', answered: true }),
    );
    lapse(opened(mail), '2028-01-01T00:00:00Z').thenNothing();
  });

  test('P20, Art. 12(3): of mail that may be a request officers are reminded before it is due, and after, until it has ended', () => {
    const mail = { mailbox: 'privacy', receivedAt: '2026-11-20T10:00:00Z' };
    const { clock, latest } = opened(mail).state.opened!;
    const record = { stream: `matter-${ID}` } as never;
    const timers = set.MatterOpened!({ latest, clock } as never, record);
    expect(timers).toEqual([
      {
        op: 'schedule',
        name: 'matter/due-soon',
        key: ID,
        due: new Date('2026-12-14T08:00:00Z'),
        payload: { due: '2026-12-21' },
      },
      {
        op: 'schedule',
        name: 'matter/overdue',
        key: ID,
        due: new Date('2026-12-22T08:00:00Z'),
        payload: { due: '2026-12-21' },
      },
    ]);
    const ending = set.MatterEnded!({ outcome: 'closed' }, record);
    for (const { name } of timers) expect(ending).toContainEqual({ op: 'cancel', name, key: ID });

    const remind = (matter: Matter, about: 'due-soon' | 'overdue', due = '2026-12-21') =>
      matter.when(state => decideRemind(state, { about, due }));
    const soon = event('MatterReminded', { about: 'due-soon', due: '2026-12-21' });
    remind(opened(mail), 'due-soon').thenYields(soon);
    remind(opened(mail).after([soon]), 'due-soon').thenNothing();
    expect(remind(opened(mail).after([soon]), 'overdue').events()).toHaveLength(1);
    remind(opened(mail), 'overdue', '2026-12-20').thenNothing();
    remind(opened(), 'overdue').thenNothing();
    remind(opened(mail).after(close(opened(mail), { answered: true }).events()), 'overdue').thenNothing();
  });

  test('Art. 12(3): a message that is imported came when it says, and not after it was', () => {
    const came = (receivedAt: string, form?: 'imported') =>
      open({ receivedAt, ...(form && { form }) }).events()[0]!.data;
    expect(came('2026-11-20T08:00:00Z', 'imported')).toMatchObject({
      receivedAt: '2026-11-20T08:00:00.000Z',
    });
    expect(came('2026-11-25T08:00:00Z', 'imported')).toMatchObject({
      receivedAt: '2026-11-24T10:00:00.000Z',
    });
    open({ receivedAt: '2026-11-25T08:00:00Z' }).thenRefused('malformed-value');
  });

  test('P09: a look at it says why, by the purpose in its present version', () => {
    const body = { purpose: 'correspondence', fields: ['familyName', 'email'] as const };
    new Decision(() => decideLook(undefined, body, { catalogue })).thenYields({
      type: 'MatterLooked',
      data: { purpose: 'correspondence/1', basis: 'A6-1-f', fields: ['email', 'familyName'] },
    });
  });

  test('is used for nothing else: every other purpose is refused, on record', () => {
    for (const { id } of catalogue.purposes) {
      const look = new Decision(() => decideLook(undefined, { purpose: id, fields: [] }, { catalogue }));
      const refusal = { reason: 'condition-unmet', purpose: id, condition: 'own-matter' } as const;
      if (id === 'correspondence/1') expect(look.refusal()).toBeUndefined();
      else look.thenRefused('matter-purpose-only', undefined, refusal);
    }
  });
});

const eml = (...lines: string[]): Readable => Readable.from([Buffer.from(lines.join('\r\n'))]);

describe('P07: a message as it comes in', () => {
  test.each([
    [
      'the last server that took it, above all others',
      [
        'Received: from mx.example by mail.dcube-resource.be; Fri, 20 Nov 2026 09:30:01 +0100',
        'Received: from sender.example by mx.example; Fri, 20 Nov 2026 09:29:00 +0100',
        'Date: Thu, 1 Jan 2026 00:00:00 +0000',
      ],
      '2026-11-20T08:30:01.000Z',
    ],
    ['else its sender', ['Date: Thu, 19 Nov 2026 23:59:59 -0500'], '2026-11-20T04:59:59.000Z'],
    ['nobody', [], undefined],
    ['no broken clock', ['Date: Thu, 1 Jan 1970 00:00:00 +0000'], undefined],
    ['nor what is no date', ['Received: by nobody; yesterday'], undefined],
  ])('Art. 12(3): when it came says %s', async (_who, headers, receivedAt) => {
    const message = await readMessage(eml(...headers, 'From: piet@voorbeeld.example', '', 'Dag'));
    expect(message.receivedAt).toBe(receivedAt);
  });

  test('sender, subject and text are kept; attachments are counted, HTML is not kept', async () => {
    const message = await readMessage(
      eml(
        'From: =?utf-8?Q?Ren=C3=A9e_Dubois?= <renee@voorbeeld.example>',
        'To: info@dcube-resource.be',
        'Subject: =?utf-8?B?VnJhYWcgw6k=?=',
        'MIME-Version: 1.0',
        'Content-Type: multipart/mixed; boundary=b',
        '',
        '--b',
        'Content-Type: multipart/alternative; boundary=c',
        '',
        '--c',
        'Content-Type: text/plain; charset=utf-8',
        '',
        'Dag allen',
        '--c',
        'Content-Type: text/html',
        '',
        '<p>Dag <script>alert(1)</script>allen</p>',
        '--c--',
        '--b',
        'Content-Type: application/pdf; name=id.pdf',
        'Content-Disposition: attachment; filename=id.pdf',
        'Content-Transfer-Encoding: base64',
        '',
        'JVBERi0=',
        '--b--',
      ),
    );
    expect(message).toEqual({
      sender: { email: 'renee@voorbeeld.example', name: 'Renée Dubois' },
      subject: 'Vraag é',
      text: 'Dag allen',
      dropped: 1,
      cut: false,
      form: 'imported',
    });
  });

  test('of a message in HTML alone the words are kept', async () => {
    const { text } = await readMessage(
      eml(
        'From: a@b.example',
        'Content-Type: text/html',
        '',
        '<p>Dag</p><script>kwaad()</script><b>allen</b>',
      ),
    );
    expect(text).toMatch(/Dag\s+allen/);
    expect(text).not.toMatch(/[<>]|kwaad/);
  });

  test('a long text is cut, and that is said', async () => {
    const { text, cut } = await readMessage(eml('From: a@b.example', '', 'x'.repeat(MAX_TEXT + 5)));
    expect([text.length, cut]).toEqual([MAX_TEXT, true]);
  });

  test('what is too large is refused before it is parsed', async () => {
    let read = 0;
    const endless = Readable.from(
      (function* () {
        for (;;) yield ((read += 1000), Buffer.alloc(1000, 'a'));
      })(),
    );
    await expect(readMessage(endless, 5000)).rejects.toMatchObject({ code: 'body-too-large' });
    expect(read).toBeLessThan(50_000);
  });

  test.each([
    ['nobody', 'Subject: x'],
    ['a group', 'From: Vrienden: a@b.example, c@d.example;'],
  ])('a message from %s is refused', async (_who, header) => {
    await expect(readMessage(eml(header, '', 'tekst'))).rejects.toMatchObject({ code: 'malformed-value' });
  });

  test('whatever bytes come, it is read or refused by its code', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async bytes => {
        const read = await readMessage(
          Readable.from([Buffer.concat([Buffer.from('From: a@b.example\r\n'), Buffer.from(bytes)])]),
        ).catch((error: { code?: string }) => error.code);
        if (typeof read === 'string') expect(read).toBe('malformed-value');
        else expect(read!.text).not.toMatch(/[\u0000-\u0008\u000b-\u001f]/);
      }),
      { numRuns: 50 },
    );
  });
});
