import { WitnessFails, type Known, type Witness, type Witnessed } from '../checkpoints';
import { MalformedNote, readCheckpoint, readNote } from '../note';
import { exchange } from './http';

/** An address that keeps what is put there: `PUT` with a note, `GET` answers the newest, 404 where there is none. */
export class UrlWitness implements Witness {
  readonly name: string;

  constructor(private readonly url: string) {
    const { host, pathname } = new URL(url);
    this.name = `url:${host}${pathname}`;
  }

  async newest(origin: string): Promise<Known | undefined> {
    const { status, body } = await exchange(this.url, { method: 'GET' });
    if (status === 404) return undefined;
    if (status !== 200) throw new WitnessFails(`status-${status}`);
    try {
      const note = body.toString('utf8');
      const head = readCheckpoint(readNote(note).text);
      return head.origin === origin ? { ...head, note } : undefined;
    } catch (error) {
      if (error instanceof MalformedNote) throw new WitnessFails(error.rule);
      throw error;
    }
  }

  async submit({ witnessed }: Witnessed): Promise<undefined> {
    const { status } = await exchange(this.url, {
      method: 'PUT',
      type: 'text/plain; charset=utf-8',
      body: witnessed,
    });
    if (status < 200 || status > 299) throw new WitnessFails(`status-${status}`);
  }
}
