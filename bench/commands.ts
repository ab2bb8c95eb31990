import { randomUUID } from 'node:crypto';

/** A subject that exists, and the version of its record, which a correction must name. */
export interface Existing {
  readonly subject: string;
  version: number;
}

/** One request as the load generator sends it, and what it learns from the answer. */
export interface Prepared {
  readonly path: string;
  readonly body: string;
  readonly headers: Record<string, string>;
  readonly answered: (status: number, body: string) => void;
}

export type Maker = () => Prepared;

let count = 0;

/** A new subject with all six values of the vocabulary's persons, sealed for two purposes. */
export function register(known: (subject: Existing) => void = () => undefined): Prepared {
  const n = (count += 1);
  const person = {
    familyName: `Peeters ${n}`,
    givenName: 'Jan',
    address: {
      street: 'Kerkstraat',
      number: String(n % 999),
      postalCode: '9000',
      city: 'Gent',
      country: 'BE',
    },
  };
  const body = {
    kind: 'natural-person',
    policy: '2018-05-25',
    collect: [
      {
        purpose: 'contract',
        values: { ...person, email: `jan${n}@example.be`, telephone: '+32 9 225 12 34', language: 'nl-BE' },
      },
      { purpose: 'bookkeeping', values: person },
    ],
  };
  return request('/v1/subjects', body, {}, (status, text) => {
    if (status === 201) known({ subject: (JSON.parse(text) as { subject: string }).subject, version: 2 });
  });
}

/**
 * Corrections and sharings take subjects in turn; each is lent to one request at a time. One that is not given
 * back, because the time was over before its answer came, has a version that nobody knows and is not taken again.
 */
export class Subjects {
  constructor(private readonly free: Existing[]) {}

  correct(): Prepared {
    return this.corrected({ email: `corrected${(count += 1)}@example.be` });
  }

  /** Of what the accounting office gets with the books. */
  correctName(): Prepared {
    return this.corrected({ familyName: `Janssens ${(count += 1)}` });
  }

  share(): Prepared {
    const it = this.next();
    const body = {
      purpose: 'bookkeeping',
      recipient: 'accounting-office',
      reference: `invoice/${(count += 1)}`,
    };
    return request(`/v1/subjects/${it.subject}/share`, body, {}, () => void this.free.push(it));
  }

  private corrected(values: Readonly<Record<string, string>>): Prepared {
    const it = this.next();
    const body = { values, channel: 'application' };
    return request(`/v1/subjects/${it.subject}/correct`, body, { 'if-match': `"${it.version}"` }, status => {
      if (status !== 200) return;
      it.version += 1;
      this.free.push(it);
    });
  }

  private next(): Existing {
    const it = this.free.shift();
    if (!it) throw new Error('no subject is free');
    return it;
  }

  /** 60 % corrections, 30 % sharings, 10 % registrations. */
  mixed(): Prepared {
    const dice = Math.random();
    return dice < 0.6 ? this.correct() : dice < 0.9 ? this.share() : register();
  }
}

const PEER_ADDRESS = { street: 'Kerkstraat', number: '12', postalCode: '9000', city: 'Gent', country: 'BE' };

/** The same commands as the peers behind HTTP take them, on customers that they know by their own ids. */
export class PeerSubjects {
  private readonly ids: string[] = [];

  add(): Prepared {
    const n = (count += 1);
    const person = {
      familyName: `Peeters ${n}`,
      givenName: 'Jan',
      email: `jan${n}@example.be`,
      telephone: '+3292251234',
      address: PEER_ADDRESS,
    };
    return request('/people', person, {}, (status, text) => {
      if (status === 201) this.ids.push((JSON.parse(text) as { id: string }).id);
    });
  }

  correct(): Prepared {
    return this.on('correct', { email: `corrected${(count += 1)}@example.be` });
  }

  share(): Prepared {
    return this.on('share', { recipient: 'accounting-office', reference: `invoice/${(count += 1)}` });
  }

  mixed(): Prepared {
    const dice = Math.random();
    return dice < 0.6 ? this.correct() : dice < 0.9 ? this.share() : this.add();
  }

  private on(command: string, body: object): Prepared {
    const id = this.ids[count % this.ids.length]!;
    return request(`/people/${id}/${command}`, body, {}, () => undefined);
  }
}

function request(
  path: string,
  body: unknown,
  headers: Record<string, string>,
  answered: Prepared['answered'],
): Prepared {
  return {
    path,
    body: JSON.stringify(body),
    headers: { 'idempotency-key': randomUUID(), ...headers },
    answered,
  };
}
