import { createHash } from 'node:crypto';
import { noteOf } from './notes';
import { ORIGIN, Register } from './registers';

const ERASURE = '7f1c0f0e-5b7e-4a55-9d0a-6f3f8d7f5a01';
const SUBJECT = '0d9c2b1a-3c4d-4e5f-8a6b-7c8d9e0f1a2b';
const BEGUN = '2026-01-05T10:00:00.000Z';
const FENCED = '2026-01-05T10:00:06.000Z';

/** A register in which somebody is erased, and the certificates that are given of it. */
export class Erased {
  private constructor(
    readonly register: Register,
    /** Entries of the erasure by number, as the person is shown them. */
    readonly shown: ReadonlyMap<number, string>,
    private readonly fenced: boolean,
  ) {}

  static async of({ fenced = true, others = 3 } = {}): Promise<Erased> {
    const foreign = Array.from({ length: others }, (_, n) => ({
      kind: 'collected',
      subject: `somebody-${n}`,
    }));
    const about = { erasure: ERASURE, of: 'subject' };
    const own = [
      {
        about: { ...about, reason: 'no-longer-needed' },
        actor: { id: 'officer-7', role: 'privacy-officer' },
        kind: 'erasure-begun',
        subject: SUBJECT,
        time: BEGUN,
      },
      {
        about: { ...about, reached: 'fenced' },
        actor: { id: 'timers', role: 'system' },
        kind: 'erased',
        subject: SUBJECT,
        time: FENCED,
      },
    ].slice(0, fenced ? 2 : 1);
    const entries = [...foreign, ...own, { kind: 'looked', subject: SUBJECT }].map((entry, n) =>
      canonical({ ...entry, n, v: 1 }),
    );
    const shown = own.map((entry, i): [number, string] => {
      const { id, role } = entry.actor;
      const actor = role === 'privacy-officer' ? { role } : { id, role };
      return [others + i, canonical({ ...entry, actor, v: 1 })];
    });
    return new Erased(await Register.with(entries), new Map(shown), fenced);
  }

  /** What the person gets. */
  statement(change: (text: string) => string = text => text): string {
    const lines = [
      'inzage/erasure-certificate/1',
      `origin ${ORIGIN}`,
      `erasure ${ERASURE}`,
      `subject ${SUBJECT}`,
      'scope subject',
      'reason no-longer-needed',
      'rule GDPR Art. 17(1)(a)',
      `begun ${BEGUN}`,
      ...(this.fenced ? [`fenced ${FENCED}`] : ['wanting fenced']),
      'wanting irrecoverable',
      'key 4b0f9c55-6b43-4f5c-8f7a-0d3a5a1f2e11',
      ...[...this.shown.values()].map(text => `entry ${createHash('sha256').update(text).digest('base64')}`),
    ];
    return noteOf(change(`${lines.join('\n')}\n`), this.register.log);
  }

  /** What officers and authorities get. */
  async document(change: Readonly<Record<string, unknown>> = {}): Promise<Record<string, unknown>> {
    const { register } = this;
    const entries = await Promise.all(
      [...this.shown.keys()].map(async n => ({
        n: String(n),
        entry: register.entries[n],
        proof: await register.proof(n),
      })),
    );
    return {
      format: 'inzage/erasure-certificate/1',
      statement: this.statement(),
      size: String(register.entries.length),
      checkpoint: await register.checkpoint(),
      entries,
      ...change,
    };
  }

  /** The person's own export of what was done with their data. */
  ownExport(): string {
    const head = JSON.stringify({ format: 'inzage/register/1', controller: { name: 'Example' } });
    return [head, ...this.shown.values()].map(line => `${line}\n`).join('');
  }
}

/** Members in the order of RFC 8785, for what has no number among its names. */
function canonical(value: object): string {
  return JSON.stringify(sorted(value));
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value as Record<string, unknown>);
  return Object.fromEntries(
    members.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, each]) => [name, sorted(each)]),
  );
}
