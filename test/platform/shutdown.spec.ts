import { randomUUID } from 'node:crypto';
import { startApp, type App } from '../setup/app';

let app: App;
beforeAll(async () => void (app = await startApp()));
afterAll(() => app.dispose());

interface Answer {
  readonly status: number;
  readonly subject?: string;
  readonly repeated?: boolean;
}

/** Registers a subject; undefined where no answer came. */
async function register(token: string, key: string): Promise<Answer | undefined> {
  try {
    const response = await fetch(`${app.url}/v1/subjects`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        'idempotency-key': key,
        connection: 'close',
      },
      body: JSON.stringify({ kind: 'natural-person', policy: '2018-05-25', collect: [] }),
    });
    return { status: response.status, ...((await response.json()) as object) };
  } catch {
    return undefined;
  }
}

test.each(['SIGTERM', 'SIGINT'] as const)(
  '%s under load finishes what was accepted, and loses nothing acknowledged',
  async signal => {
    const token = await app.tokenFor('service');
    const keys: string[] = [];
    const answers = new Map<string, Answer | undefined>();
    let stopped: Promise<number | null> | undefined;
    const client = async (): Promise<void> => {
      // Goes on until nobody answers any more, so that some commands are on their way when the signal comes.
      for (let lost = 0; lost < 3;) {
        const key = randomUUID();
        keys.push(key);
        const answer = await register(token, key);
        answers.set(key, answer);
        if (!answer) lost++;
        if (answers.size === 50) stopped = app.stop(signal);
      }
    };
    await Promise.all(Array.from({ length: 16 }, client));
    expect(await stopped).toBe(0);

    const acknowledged = keys.filter(key => answers.get(key)?.status === 201);
    expect(acknowledged.length).toBeGreaterThanOrEqual(50);
    const statuses = new Set([...answers.values()].map(answer => answer?.status));
    expect([201, 503, undefined]).toEqual(expect.arrayContaining([...statuses]));

    await app.start();
    const fresh = await app.tokenFor('service');
    for (const key of keys) {
      const again = await register(fresh, key);
      expect(again?.status).toBe(201);
      if (acknowledged.includes(key)) {
        expect(again).toMatchObject({ repeated: true, subject: answers.get(key)!.subject });
      }
    }
  },
);
