import { toBase64, utf8 } from '../../packages/inzage-verify/src/bytes.js';
import { leafHash } from '../../packages/inzage-verify/src/tree.js';
import { checkpointText, noteOf, Signer } from './notes';
import { consistencyProof, inclusionProof, rootOf } from './trees';

export const ORIGIN = 'register.example/1';

/** A small register, what its log signs of it, and what it exports. */
export class Register {
  readonly log = new Signer(ORIGIN, 1);
  readonly witness = new Signer('witness.example/w', 2, 4);

  private constructor(
    readonly entries: readonly string[],
    private readonly leaves: readonly Uint8Array[],
  ) {}

  static async of(size: number, word = 'é'): Promise<Register> {
    const entries = Array.from({ length: size }, (_, n) =>
      JSON.stringify({ event: `event-${n}`, kind: 'collected', n, purpose: `${word} ${n}`, v: 1 }),
    );
    return Register.with(entries);
  }

  static async with(entries: readonly string[]): Promise<Register> {
    return new Register(entries, await Promise.all(entries.map(async text => leafHash(utf8(text)))));
  }

  root(size = this.entries.length): Promise<Uint8Array> {
    return rootOf(this.leaves.slice(0, size));
  }

  async checkpoint(size = this.entries.length, ...signers: readonly Signer[]): Promise<string> {
    const by = signers.length > 0 ? signers : [this.log];
    return noteOf(checkpointText(by[0]!.name, size, await this.root(size)), ...by);
  }

  async proof(n: number, size = this.entries.length): Promise<string[]> {
    return (await inclusionProof(n, this.leaves.slice(0, size))).map(toBase64);
  }

  async consistency(from: number, to = this.entries.length): Promise<string[]> {
    return (await consistencyProof(from, this.leaves.slice(0, to))).map(toBase64);
  }

  /** An export as docs/formats/export.md has it. */
  async export(change: Readonly<Record<string, unknown>> = {}, numbers?: readonly number[]): Promise<string> {
    const size = this.entries.length;
    const head = {
      format: 'inzage/register-export/1',
      origin: ORIGIN,
      scope: numbers ? 'selection' : 'range',
      from: '0',
      to: String(size),
      size: String(size),
      checkpoint: await this.checkpoint(),
      filter: {},
      controller: { name: 'Example', contact: 'privacy@example.com' },
      ...change,
    };
    const whole = head.scope === 'range' && head.from === '0' && head.to === head.size;
    const all = numbers ?? [...this.entries.keys()].slice(Number(head.from), Number(head.to));
    const lines = await Promise.all(
      all.map(async n => ({
        n: String(n),
        entry: this.entries[n],
        ...(!whole && { proof: await this.proof(n) }),
      })),
    );
    return [head, ...lines, { end: String(lines.length) }].map(line => `${JSON.stringify(line)}\n`).join('');
  }
}
