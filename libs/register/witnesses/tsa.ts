import { randomBytes } from 'node:crypto';
import { WitnessFails, type Checkpoint, type Witness, type Witnessed } from '../checkpoints';
import { readNote } from '../note';
import { exchange } from './http';

/** A time-stamping authority (RFC 3161 over HTTP): says by its own clock that a checkpoint was there. It remembers nothing. */
export class TsaWitness implements Witness {
  readonly name: string;

  constructor(private readonly url: string) {
    const { host, pathname } = new URL(url);
    this.name = `tsa:${host}${pathname}`;
  }

  /** Answers the token over the text of the note, base64 of its DER. */
  async submit({ note }: Witnessed): Promise<string> {
    const { text } = readNote(note);
    const nonce = randomBytes(8);
    nonce[0] = (nonce[0]! & 0x3f) | 0x40;
    // Loaded where it is used: whoever reads the register needs none of it.
    const { timeStampQuery, timeStampToken } = await import('#libs/register/time-stamps');
    const { status, type, body } = await exchange(this.url, {
      method: 'POST',
      type: 'application/timestamp-query',
      body: timeStampQuery(text, nonce),
    });
    if (status !== 200) throw new WitnessFails(`status-${status}`);
    if (type !== 'application/timestamp-reply') throw new WitnessFails('time-stamp-malformed');
    return (await timeStampToken(body, text, nonce)).toString('base64');
  }

  async holds({ note }: Checkpoint, line: string): Promise<boolean> {
    const { isTimeStamp } = await import('#libs/register/time-stamps');
    const token = Buffer.from(line, 'base64');
    return token.toString('base64') === line && isTimeStamp(token, readNote(note).text);
  }
}
