import {
  WitnessFails,
  WitnessRefuses,
  type Checkpoint,
  type Known,
  type Witness,
  type Witnessed,
} from '../checkpoints';
import { isSignedBy, readNote, readSignature, readVkey, type VerifierKey } from '../note';
import { exchange, type Reply } from './http';

/** Its idea of the old size may have moved on between two questions. */
const TRIES = 3;

/** A witness of C2SP tlog-witness: it cosigns what goes on from what it saw last. */
export class TlogWitness implements Witness {
  readonly name: string;
  private readonly key: VerifierKey;
  private readonly url: string;
  /** Size of the checkpoint that it cosigned last, as it said. */
  private cosigned = 0n;

  /** @throws MalformedNote for a key that is none */
  constructor(prefix: string, vkey: string) {
    this.url = `${prefix.replace(/\/$/, '')}/add-checkpoint`;
    this.key = readVkey(vkey);
    this.name = `tlog:${this.key.name}`;
  }

  /** By offering it the empty tree: whatever it knows more than that, it says. */
  async newest(origin: string, empty: string | undefined): Promise<Known | undefined> {
    if (empty === undefined) return undefined;
    const reply = await this.send(0n, [], empty);
    if (reply.status === 200) return undefined;
    this.cosigned = sizeOf(reply);
    return { origin, size: this.cosigned };
  }

  async submit(
    { size, note }: Witnessed,
    prove: (from: bigint) => Promise<readonly Buffer[]>,
  ): Promise<string | undefined> {
    for (let tries = 0; tries < TRIES; tries++) {
      if (this.cosigned > size) throw new WitnessRefuses(this.cosigned);
      const proof = this.cosigned === 0n ? [] : await prove(this.cosigned);
      const reply = await this.send(this.cosigned, proof, note);
      if (reply.status === 200) {
        this.cosigned = size;
        return this.cosignature(note, reply.body.toString('utf8'));
      }
      if (reply.status === 422) throw new WitnessRefuses(this.cosigned);
      const told = sizeOf(reply);
      // The same size, and refused: its root is another.
      if (told === this.cosigned) throw new WitnessRefuses(told);
      this.cosigned = told;
    }
    throw new WitnessFails('conflict');
  }

  holds({ note }: Checkpoint, line: string): Promise<boolean> {
    return Promise.resolve(this.isOwn(readNote(note).text, line));
  }

  private send(old: bigint, proof: readonly Buffer[], note: string): Promise<Reply> {
    const lines = proof.map(hash => `${hash.toString('base64')}\n`).join('');
    return exchange(this.url, { method: 'POST', type: 'text/plain', body: `old ${old}\n${lines}\n${note}` });
  }

  /** Its own line among those that it answered, checked. */
  private cosignature(note: string, answer: string): string {
    const { text } = readNote(note);
    const found = answer.split('\n').find(line => this.isOwn(text, line));
    if (found === undefined) throw new WitnessFails('no-valid-cosignature');
    return found;
  }

  /** A line of another key may have another form. */
  private isOwn(text: string, line: string): boolean {
    try {
      return isSignedBy(text, readSignature(line), this.key);
    } catch {
      return false;
    }
  }
}

/** What a conflict says. @throws WitnessFails for any other answer */
function sizeOf({ status, type, body }: Reply): bigint {
  if (status === 404) throw new WitnessFails('origin-unknown');
  if (status === 403) throw new WitnessFails('key-unknown');
  const [, size] = /^(0|[1-9][0-9]{0,18})\n$/.exec(body.toString('latin1')) ?? [];
  if (status !== 409 || type !== 'text/x.tlog.size' || size === undefined)
    throw new WitnessFails(`status-${status}`);
  return BigInt(size);
}
