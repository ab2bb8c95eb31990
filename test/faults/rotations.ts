import { randomInt, randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { LEASE } from '#libs/database';
import { decodeRecord, type EventStore } from '#libs/event-store';
import type { Sealed, Vault } from '#libs/vault';
import { run } from '../doctor/doctor';
import type { App } from '../setup/app';
import { Installation } from '../setup/installation';
import { testLog } from '../setup/log';
import { until } from '../setup/until';
import { UNLAWFUL } from './erasing';
import { answers, Caller, differences, type Unavailable } from './caller';

/** Steps of one rotation of the master key, in their order. */
const STEPS = ['announce', 'activate', 'rewrap', 'retire'] as const;
/** Keys besides those of the callers, so that rewrapping takes a while. */
const KEYS = 4_000;
/** A query answers `projection-behind` while no process projects; what is beyond the lease is for a busy machine. */
const TURN_MS = LEASE.ttlMs + LEASE.askMs + 4_000;

export interface RotationsReport {
  /** Of the operator's steps and of the service's processes. */
  readonly kills: number;
  readonly acknowledged: number;
  readonly retried: number;
  readonly read: number;
  readonly erased: number;
  /** Envelopes of the log that open, and that are erased. */
  readonly envelopes: { readonly open: number; readonly erased: number };
  /** What was not as it must be; empty. */
  readonly wrong: readonly string[];
}

/** A process of the service, and when it was not there. */
class Process {
  private readonly dead: { readonly from: number; to: number }[] = [];

  constructor(
    readonly app: App,
    readonly url = app.url,
  ) {}

  async kill(): Promise<void> {
    const death = { from: Date.now(), to: Infinity };
    this.dead.push(death);
    await this.app.kill9();
    await this.app.start();
    death.to = Date.now();
  }

  wasDead(at: number, afterMs = 0): boolean {
    return this.dead.some(({ from, to }) => at >= from && at <= to + afterMs);
  }
}

/**
 * Three processes on one keyring go through rotations of the master key under load, while subjects are erased: each step is
 * killed by SIGKILL at random moments before it may come to its end, and with it, in turns, a process of the service.
 * @param kills of each step of each rotation
 */
export async function rotations(
  count: number,
  kills: number,
  say: (line: string) => void = () => undefined,
): Promise<RotationsReport> {
  const installation = await Installation.open();
  const stop = new AbortController();
  try {
    const processes: Process[] = [];
    for (let n = 0; n < 3; n++) processes.push(new Process(await installation.start('both')));
    const any = (): Process => processes[randomInt(processes.length)]!;
    const token = await processes[0]!.app.tokenFor('service');
    const seeded = await seed(installation);
    const callers = Array.from({ length: 4 }, (_, n) => new Caller(() => any().url, token, `noor${n}`));
    const [staff, officer] = await Promise.all(
      ['staff', 'privacy-officer'].map(role => processes[0]!.app.tokenFor(role)),
    );
    const reader = new Reader(any, staff!, callers);
    const working = Promise.all([
      ...callers.map(caller => caller.work(stop.signal)),
      reader.work(stop.signal),
    ]);
    await answers(callers, 3);

    const gone: Caller[] = [];
    const [usual, turn] = [new Map<string, number>(), { killed: 0 }];
    const step = async (name: string, kill?: AbortSignal): Promise<Awaited<ReturnType<typeof run>>> => {
      const began = Date.now();
      const done = await run(installation.settings(), { tool: 'keys', args: [name], kill });
      if (!kill?.aborted) usual.set(name, Date.now() - began);
      return done;
    };
    await step('status');
    for (let rotation = 1; rotation <= count; rotation++)
      for (const name of STEPS) {
        for (let kill = 0; kill < kills; kill++) {
          const end = new AbortController();
          const killed = step(name, end.signal);
          const victim = processes[turn.killed++ % processes.length]!;
          await delay(randomInt(usual.get(name) ?? usual.get('status')!));
          await Promise.all([victim.kill(), Promise.resolve(end.abort())]);
          await killed;
        }
        gone.push(await eraseOne(`gone${gone.length}`, any, { token, staff: staff!, officer: officer! }));
        const { said } = await until(
          () => step(name),
          // A process that was killed is taken for living until it has said nothing for a while.
          ({ exit, said }) => exit === 0 || !said.includes('is not in the secrets file of'),
          60_000,
          1_000,
        );
        say(`  rotation ${rotation}, ${name}: ${said.trim().split('\n').at(-1)!}`);
      }
    stop.abort();
    await working;
    for (const caller of callers) await caller.settle();

    const [store, vault] = [await testLog(installation.database), await installation.vault()];
    try {
      const subjects = gone.map(({ subject }) => subject);
      await Promise.all(subjects.map(subject => untilFenced(processes[0]!.url, officer!, subject)));
      const envelopes = await openAll(store, vault, new Set(subjects));
      const unread = await vault.openAll(seeded.map(envelope => ({ eventId: SEEDED, envelope })));
      const told = [...callers, ...gone].flatMap(({ unavailable }) => unavailable);
      const alive = await Promise.all(
        processes.flatMap(({ url }) => callers.map(caller => differences(url, officer!, caller))),
      );
      const left = await Promise.all(
        processes.flatMap(({ url }) => subjects.map(subject => stillReadable(url, officer!, subject))),
      );
      return {
        kills: 2 * turn.killed,
        acknowledged: callers.reduce((sum, { acknowledged }) => sum + acknowledged, 0),
        retried: callers.reduce((sum, { retried }) => sum + retried, 0),
        read: reader.read,
        erased: gone.length,
        envelopes: envelopes.counts,
        wrong: [
          ...alive.flat(),
          ...left.flat(),
          ...envelopes.wrong,
          ...(unread.every(({ state }) => state === 'open')
            ? []
            : ['a key that was rewrapped does not open']),
          ...told.filter(answer => !excused(answer, processes)).map(words),
          ...reader.wrong,
          ...reader.unavailable.filter(answer => !excused(answer, processes, TURN_MS)).map(words),
        ],
      };
    } finally {
      await Promise.all([store.close(), vault.close()]);
    }
  } finally {
    stop.abort();
    await installation.close();
  }
}

/** A process that is killed says nothing more; but a query is behind until another process projects. */
function excused({ url, at, code }: Unavailable, processes: readonly Process[], turnMs?: number): boolean {
  if (turnMs !== undefined && code === 'projection-behind')
    return processes.some(each => each.wasDead(at, turnMs));
  return processes.some(each => each.url === url && each.wasDead(at));
}

const words = ({ url, at, code }: Unavailable): string =>
  `503 ${code} of ${url} at ${new Date(at).toISOString()}`;

/** Looks at the callers' records all the time, through any process. */
class Reader {
  read = 0;
  readonly wrong: string[] = [];
  readonly unavailable: Unavailable[] = [];

  constructor(
    private readonly any: () => Process,
    private readonly token: string,
    private readonly callers: readonly Caller[],
  ) {}

  async work(stop: AbortSignal): Promise<void> {
    for (let turn = 0; !stop.aborted; turn++) {
      await delay(100);
      const { url } = this.any();
      const { subject } = this.callers[turn % this.callers.length]!;
      if (subject === '') continue;
      const answer = await recordOf(url, this.token, subject).catch(() => undefined);
      if (!answer) continue;
      const { status, text } = answer;
      if (status === 503) {
        const { code } = JSON.parse(text) as { code: string };
        this.unavailable.push({ url, at: Date.now(), code });
      } else if (status === 200 && text.includes('@example.be')) this.read += 1;
      // What was registered a moment ago is known to the records a moment later.
      else if (status !== 404) this.wrong.push(`a record answered ${status} without its values`);
    }
  }
}

async function recordOf(
  url: string,
  token: string,
  subject: string,
): Promise<{ readonly status: number; readonly text: string }> {
  const headers = { authorization: `Bearer ${token}` };
  const response = await fetch(`${url}/v1/subjects/${subject}/record?purpose=customer-care`, { headers });
  return { status: response.status, text: await response.text() };
}

async function stillReadable(url: string, token: string, subject: string): Promise<string[]> {
  const { status, text } = await recordOf(url, token, subject);
  return status === 410 && !text.includes('@example.be')
    ? []
    : [`${subject} was erased, and its record answers ${status}`];
}

/** Somebody who is registered, corrects, and is erased, by whatever processes answer. */
async function eraseOne(
  name: string,
  any: () => Process,
  { token, staff, officer }: Readonly<Record<'token' | 'staff' | 'officer', string>>,
): Promise<Caller> {
  const caller = new Caller(() => any().url, token, name);
  const stop = new AbortController();
  const working = caller.work(stop.signal);
  // A registration, and two corrections at least: three envelopes.
  await answers([caller], 4);
  stop.abort();
  await working;
  await caller.settle();
  const said = async (by: string, command: string, body: object): Promise<void> => {
    const key = randomUUID();
    await until(
      async () => {
        const { url } = any();
        const response = await fetch(`${url}/v1/subjects/${caller.subject}/${command}`, {
          method: 'POST',
          headers: {
            authorization: `Bearer ${by}`,
            'content-type': 'application/json',
            'idempotency-key': key,
          },
          body: JSON.stringify(body),
        }).catch(() => undefined);
        if (response?.status === 503) {
          const { code } = (await response.json()) as { code: string };
          caller.unavailable.push({ url, at: Date.now(), code });
        }
        return response?.status;
      },
      status => status === 200 || status === 201,
      60_000,
    );
  };
  await said(staff, 'approve-erasure', UNLAWFUL);
  await said(officer, 'erase', { scope: { of: 'subject' }, ...UNLAWFUL });
  return caller;
}

async function untilFenced(url: string, token: string, subject: string): Promise<void> {
  await until(
    async () => (await recordOf(url, token, subject)).text,
    text => text.includes('"state":"fenced"'),
    60_000,
  );
}

/** Event that the keys beside were used for: none of the log. */
const SEEDED = randomUUID();

async function seed(installation: Installation): Promise<Sealed[]> {
  const vault = await installation.vault();
  try {
    const sealed = await Promise.all(
      Array.from({ length: KEYS }, () =>
        vault.seal(SEEDED, [
          { owner: `subject:${randomUUID()}`, purpose: 'contract', period: 'contract', values: { n: 1 } },
        ]),
      ),
    );
    return sealed.flat();
  } finally {
    await vault.close();
  }
}

/** Opens every envelope that the log has: that of who was erased must say so, and every other must open. */
async function openAll(
  store: EventStore,
  vault: Vault,
  erased: ReadonlySet<string>,
): Promise<{ readonly counts: { open: number; erased: number }; readonly wrong: string[] }> {
  const counts = { open: 0, erased: 0 };
  const wrong: string[] = [];
  for (let after: string | null = null, more = true; more;) {
    const { events, position, caughtUp } = await store.readAll(after, 500);
    for (const { id, type, stream, bytes } of events)
      for (const envelope of envelopesIn(decodeRecord(bytes).data)) {
        const { state } = await vault.open(id, envelope);
        counts[state] += 1;
        const gone = [...erased].some(subject => stream.endsWith(subject));
        if ((state === 'erased') !== gone) wrong.push(`${type} of ${stream} is ${state}`);
      }
    [after, more] = [position, !caughtUp];
  }
  return { counts, wrong };
}

function envelopesIn(data: unknown): Sealed[] {
  if (typeof data !== 'object' || data === null) return [];
  return 'box' in data ? [data as Sealed] : Object.values(data).flatMap(envelopesIn);
}
