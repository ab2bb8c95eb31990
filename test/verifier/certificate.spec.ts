import { verifyCertificate } from '../../packages/inzage-verify/src/certificate.js';
import { parseKey } from '../../packages/inzage-verify/src/note.js';
import { Erased } from './certificates';

type Key = NonNullable<Awaited<ReturnType<typeof parseKey>>>;
let erased: Erased;
let keys: readonly Key[];
let checkpoints: readonly string[];

beforeAll(async () => {
  erased = await Erased.of();
  keys = [(await parseKey(erased.register.log.vkey))!];
  checkpoints = [await erased.register.checkpoint()];
});

describe('a certificate of an erasure for officers and authorities (Art. 5(2), Art. 17)', () => {
  const verify = async (
    change: Readonly<Record<string, unknown>> = {},
    of = erased,
  ): ReturnType<typeof verifyCertificate> =>
    verifyCertificate(JSON.stringify(await of.document(change)), { keys, checkpoints });

  it('is proved by a checkpoint from outside; without one it is as the log signed it', async () => {
    expect(await verify()).toMatchObject({ verdict: 'proved', code: 'certificate-proved' });
    const file = JSON.stringify(await erased.document());
    expect(await verifyCertificate(file, { keys })).toMatchObject({ verdict: 'signed' });
  });

  it('says when the keys are not fenced yet', async () => {
    const begun = await Erased.of({ fenced: false });
    const file = JSON.stringify(await begun.document());
    const verdict = await verifyCertificate(file, { keys, checkpoints: [await begun.register.checkpoint()] });
    expect(verdict).toMatchObject({ verdict: 'proved' });
    expect(verdict.message).toContain('not fenced yet');
  });

  it.each(['begun 2026-01-05T10', 'fenced 2026-01-05T10', 'reason no-longer'])(
    'whose %s… is stated otherwise',
    async word => {
      const statement = erased.statement(text =>
        text.replace(word, word.replace('01-05', '01-04').replace('no-', 'not-')),
      );
      expect(await verify({ statement })).toMatchObject({ verdict: 'disproved', code: 'statement-differs' });
    },
  );

  it('that says fenced where no entry does', async () => {
    const begun = await Erased.of({ fenced: false });
    const statement = begun.statement(text =>
      text.replace('wanting fenced', 'fenced 2026-01-05T10:00:06.000Z'),
    );
    const file = JSON.stringify(await begun.document({ statement }));
    expect(
      await verifyCertificate(file, { keys, checkpoints: [await begun.register.checkpoint()] }),
    ).toMatchObject({
      code: 'statement-differs',
    });
  });

  it('with an entry less, or of somebody else', async () => {
    const { entries } = (await erased.document()) as { entries: object[] };
    expect(await verify({ entries: entries.slice(1) })).toMatchObject({ code: 'entries-differ' });
    const foreign = { n: '0', entry: erased.register.entries[0], proof: await erased.register.proof(0) };
    expect(await verify({ entries: [...entries, foreign] })).toMatchObject({ code: 'entry-of-another' });
    expect(await verify({ entries: [{ ...entries[0], proof: [] }] })).toMatchObject({ verdict: 'disproved' });
  });

  it('signed by nobody, by a key that was retired, or not at all a certificate', async () => {
    const { log } = erased.register;
    const retired = [(await parseKey(`${log.vkey}@1000`))!];
    const file = JSON.stringify(await erased.document());
    expect(await verifyCertificate(file, { keys: retired })).toMatchObject({ code: 'statement-key-retired' });
    expect(await verify({ statement: await erased.register.checkpoint() })).toMatchObject({
      verdict: 'not-compared',
    });
    expect(await verify({ statement: erased.statement().replace('begun', 'began') })).toMatchObject({
      verdict: 'disproved',
      code: 'statement-signature-wrong',
    });
    for (const change of [{ format: 'other' }, { entries: null }, { size: 5 }, { statement: null }])
      expect(await verify(change)).toMatchObject({ verdict: 'not-compared', code: 'not-a-certificate' });
  });
});

describe('the certificate that the person gets', () => {
  it('is the statement alone, and compares with their own export', async () => {
    const note = erased.statement();
    expect(await verifyCertificate(note, { keys })).toMatchObject({
      verdict: 'signed',
      code: 'statement-signed',
    });
    const register = [Buffer.from(erased.ownExport())];
    expect(await verifyCertificate(note, { keys, register })).toMatchObject({
      code: 'statement-and-entries-same',
    });
    const other = [Buffer.from(erased.ownExport().replace('"erased"', '"erase"'))];
    expect(await verifyCertificate(note, { keys, register: other })).toMatchObject({
      verdict: 'disproved',
      code: 'entry-not-in-register',
    });
  });

  it('P16 is byte for byte the same, however much stands in the register before and between', async () => {
    const busier = await Erased.of({ others: 50 });
    expect(busier.statement()).toBe(erased.statement());
    expect(erased.statement()).not.toMatch(/"n"|size/);
  });

  it('can never be read as a checkpoint', async () => {
    const { parseCheckpoint } = await import('../../packages/inzage-verify/src/checkpoint.js');
    expect(parseCheckpoint(erased.statement().split('\n\n')[0]! + '\n')).toBeUndefined();
  });
});
