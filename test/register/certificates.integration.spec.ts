import { randomUUID } from 'node:crypto';
import { Certificates } from '#features/certificates/certificates';
import { BeginErasure, ResumeErasure } from '#libs/features/erasure';
import { MakeSigningKey, Signings } from '#libs/features/signing';
import { asShownToSubject, jsonLine, readNote, Signer } from '#libs/register';
import { findEntries } from '#libs/register/postgres';
import { parseKey, verifyCertificate } from '../../packages/inzage-verify/src/index.js';
import { Tsa } from '../peers/tsa';
import { TestCore } from '../setup/core';
import { Register, UseFurther } from '#libs/features/subjects';

const CONTRACT = {
  familyName: 'Vermeulen',
  givenName: 'Griet',
  address: { street: 'Veldstraat', number: '3', postalCode: '9000', city: 'Gent', country: 'BE' },
  email: 'griet.vermeulen@example.be',
  telephone: '+3292251234',
};

let own: TestCore;
let subject: string;
let erasure: string;
beforeAll(async () => {
  own = await TestCore.open();
  subject = randomUUID();
  const collect = [{ purpose: 'contract', values: CONTRACT }];
  await own.carryOut(Register, subject, { kind: 'natural-person', policy: '2018-05-25', collect });
  await own.carryOut(UseFurther, subject, { from: 'contract', to: 'bookkeeping' });
  const scope = { of: 'field', purpose: 'contract', field: 'telephone' } as const;
  const { bus } = own.core;
  const begin = new BeginErasure(
    subject,
    { scope, reason: 'no-longer-needed' },
    { ...own.context(), actor: { role: 'privacy-officer', id: 'olivia' } },
  );
  const { events } = await bus.execute(begin);
  ({ erasure } = events.at(-1)!.data as { erasure: string });
  await bus.execute(new ResumeErasure(subject, erasure, own.context()));
  await own.project();
});
afterAll(() => own.close());

const certificates = (): Certificates => own.core.get(Certificates);

/** The person's own export, as the API gives it. */
async function ownExport(): Promise<Buffer> {
  const { entries } = await findEntries(own.core.pool, { subject }, { limit: 1_000, order: 'oldest' });
  return Buffer.from(entries.map(({ entry }) => jsonLine(asShownToSubject(entry))).join(''));
}

describe('the certificate of an erasure (Art. 17, Art. 5(2))', () => {
  it('needs a key that signs', async () => {
    await expect(certificates().statement(subject, erasure)).rejects.toMatchObject({ code: 'not-signing' });
  });

  it('is proved by the verifier under a checkpoint from outside, and holds no personal value', async () => {
    const signings = own.core.get(Signings);
    await own.core.bus.execute(new MakeSigningKey(own.context()));
    await own.project();
    const checkpoint = (await own.core.get(Signer).sign()).witnessed;
    const { keys } = (await signings.signing())!;
    const trust = { keys: [(await parseKey(keys[0]!.vkey))!] };
    const document = await certificates().document(subject, erasure);
    const inFrench = await certificates().document(subject, erasure, 'fr');
    expect({ ...inFrench, notProved: document.notProved }).toEqual(document);
    expect(inFrench.notProved[2]).toBe('Que l’horloge du service était à l’heure.');
    const file = JSON.stringify(document);
    expect(await verifyCertificate(file, { ...trust, checkpoints: [checkpoint] })).toMatchObject({
      verdict: 'proved',
      code: 'certificate-proved',
    });
    expect(document.entries.map(({ entry }) => (JSON.parse(entry) as { kind: string }).kind)).toEqual([
      'resealed',
      'erasure-begun',
      'erased',
    ]);
    for (const value of ['Vermeulen', 'Griet', 'Veldstraat', 'example.be', CONTRACT.telephone])
      expect(file).not.toContain(value);
    expect(document.statement).toContain('scope field contract telephone\n');

    const register = [await ownExport()];
    expect(await verifyCertificate(document.statement, { ...trust, register })).toMatchObject({
      code: 'statement-and-entries-same',
    });
  });

  it('has the time stamp of its checkpoint (RFC 3161), where there is one', async () => {
    expect((await certificates().document(subject, erasure)).timeStamp).toBeNull();
    const tsa = await Tsa.start();
    const stamped = await own.another(undefined, { INZAGE_WITNESSES: `tsa:${tsa.url}` });
    await stamped.core.get(Signer).sign();
    const { timeStamp, checkpoint } = await certificates().document(subject, erasure);
    const { text } = readNote(checkpoint!);
    expect(await tsa.holds(Buffer.from(timeStamp!, 'base64'), text)).toBe(true);
    await stamped.close();
    await tsa.stop();
  });

  it('P16 the person’s is the same bytes whenever it is asked for, and whatever came since', async () => {
    const before = await certificates().statement(subject, erasure);
    const other = randomUUID();
    await own.carryOut(Register, other, {
      kind: 'natural-person',
      policy: '2018-05-25',
      collect: [{ purpose: 'contract', values: CONTRACT }],
    });
    await own.project();
    await own.core.get(Signer).sign();
    expect(await certificates().statement(subject, erasure)).toBe(before);
  });

  it('is of an erasure of this subject, or is not found', async () => {
    await expect(certificates().document(subject, randomUUID())).rejects.toMatchObject({ code: 'not-found' });
    await expect(certificates().document(randomUUID(), erasure)).rejects.toMatchObject({ code: 'not-found' });
  });
});
