import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, temporaryFolder, type AppOptions } from '../setup/app';
import { migratedDatabase } from '../setup/database';
import { Http } from './http';
import { Person } from './people';

/** What a start may take on a machine that others load, in milliseconds. */
const START_MS = 240_000;

export interface Scenario {
  readonly app: App;
  readonly http: Http;
  /** Sets the service's clock: a day, whose ten o'clock (UTC) it stands at; or whatever a clock file may hold. */
  readonly on: (when: string) => void;
  readonly shop: Person;
  readonly an: Person;
  readonly olivia: Person;
}

interface Options {
  /** The clock at the start. Absent: the machine's, for good. */
  readonly on?: string;
  /** What the service needs besides, by its data folder, which is there and empty. */
  readonly env?: (dataDir: string) => NonNullable<AppOptions['env']>;
}

/**
 * The service that the tests of a file, or of a `describe`, speak to, and who calls it most: started before them on
 * databases of its own, ended after them.
 */
export function scenario({ on: first, env = () => ({}) }: Options = {}): Scenario {
  const dataDir = temporaryFolder();
  const clock = join(dataDir, 'clock');
  const on = (when: string): void =>
    writeFileSync(clock, /^\d{4}-\d\d-\d\d$/.test(when) ? `${when}T10:00:00Z` : when);
  if (first !== undefined) on(first);
  const app = new App(dataDir, undefined, {
    postgres: 'shared',
    env: { ...(first !== undefined && { INZAGE_CLOCK_FILE: clock }), ...env(dataDir) },
  });
  beforeAll(async () => {
    app.database = await migratedDatabase();
    await app.start();
  }, START_MS);
  afterAll(() => app.dispose());
  return {
    app,
    http: new Http(app),
    on,
    shop: new Person(app, 'service'),
    an: new Person(app, 'staff', 'an.staff'),
    olivia: new Person(app, 'privacy-officer', 'olivia.officer'),
  };
}
