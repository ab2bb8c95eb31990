import { randomUUID } from 'node:crypto';
import { CheckpointSweep, MakeSigningKey } from '#libs/features/signing';
import { Register } from '#libs/features/subjects';
import { readNote, Signer } from '#libs/register';
import { timeStampToken } from '#libs/register/time-stamps';
import { Tsa } from '../peers/tsa';
import { TestClock, TestCore } from '../setup/core';

let tsa: Tsa;
let here: TestCore;
let stamped: TestCore;
let clock: TestClock;
beforeAll(async () => {
  tsa = await Tsa.start();
  clock = new TestClock();
  here = await TestCore.open(clock);
  stamped = await here.another(clock, { INZAGE_WITNESSES: `tsa:${tsa.url}` });
  const actor = { role: 'system', id: 'operator' } as const;
  await stamped.core.bus.execute(new MakeSigningKey({ commandId: randomUUID(), actor, dryRun: false }));
});
afterAll(async () => {
  await stamped.close();
  await here.close();
  await tsa.stop();
});
beforeEach(async () => {
  tsa.change = reply => reply;
  tsa.down = false;
  const body = { kind: 'natural-person', policy: '2018-05-25', collect: [] } as const;
  await stamped.carryOut(Register, randomUUID(), body);
  await stamped.project();
});

const signer = (): Signer => stamped.core.get(Signer);

describe('a time stamp (RFC 3161) of a checkpoint', () => {
  test('is over its text, and holds for who believes the authority', async () => {
    const { note, timeStamp } = await signer().sign();
    const token = Buffer.from(timeStamp!, 'base64');
    const { text } = readNote(note);
    expect(await tsa.holds(token, text)).toBe(true);
    expect(await tsa.holds(token, text.replace('\n', 'x\n'))).toBe(false);
    expect(await signer().witnesses()).toMatchObject([{ failures: 0 }]);
  });

  test('is asked for once', async () => {
    await signer().sign();
    const { asked } = tsa;
    await stamped.core.get(CheckpointSweep).run();
    expect(tsa.asked).toBe(asked);
  });

  test('holds nothing up: it is asked for again while it is wanting, and that is seen', async () => {
    tsa.down = true;
    const { size, timeStamp } = await signer().sign();
    expect(timeStamp).toBeUndefined();
    expect(await signer().witnesses()).toMatchObject([{ failures: 1, error: 'status-503' }]);
    await stamped.core.get(CheckpointSweep).run();
    expect(await signer().witnesses()).toMatchObject([{ failures: 2 }]);
    tsa.down = false;
    await stamped.core.get(CheckpointSweep).run();
    expect(await signer().witnesses()).toMatchObject([{ failures: 0, size: String(size) }]);
    expect((await signer().sign()).timeStamp).toBeDefined();
  });

  test.each<[string, (reply: Buffer) => Buffer, string]>([
    ['of a byte that was changed', reply => flipped(reply, reply.length - 5), 'time-stamp-wrong'],
    ['that was cut off', reply => reply.subarray(0, 200), 'time-stamp-malformed'],
    ['that is none', () => Buffer.from('no'), 'time-stamp-malformed'],
    ['that is nothing', () => Buffer.alloc(0), 'time-stamp-malformed'],
    // PKIStatus 2, rejection: SEQUENCE { SEQUENCE { INTEGER 2 } }.
    ['that refuses', () => Buffer.from('30053003020102', 'hex'), 'time-stamp-refused'],
  ])('an answer %s is no time stamp', async (_, change, error) => {
    tsa.change = change;
    expect((await signer().sign()).timeStamp).toBeUndefined();
    expect(await signer().witnesses()).toMatchObject([{ error }]);
  });

  test('that answers another question is none: an old answer cannot be given again', async () => {
    let first: Buffer | undefined;
    tsa.change = reply => (first = reply);
    const { note } = await signer().sign();
    await expect(
      timeStampToken(first!, readNote(note).text, Buffer.from('4142434445464748', 'hex')),
    ).rejects.toMatchObject({ code: 'time-stamp-of-another-question' });
  });

  test('by a certificate that is not for time stamps is none', async () => {
    tsa.change = reply => tsa.byAnother(reply);
    expect((await signer().sign()).timeStamp).toBeUndefined();
    expect(await signer().witnesses()).toMatchObject([{ error: 'time-stamp-wrong' }]);
  });
});

function flipped(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at]! ^= 1;
  return copy;
}
