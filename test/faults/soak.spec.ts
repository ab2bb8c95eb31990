import { peers, server, soak, type Soak, type SoakReport } from './soak';

/** `INZAGE_TEST_MINUTES=10 npm run test:faults -- soak` asks for more. */
const MINUTES = Number(process.env.INZAGE_TEST_MINUTES ?? 0.5);
/** With EVENTSTORE_URL: a program that takes a fault's name, breaks a node by it, and mends it. */
const { EVENTSTORE_URL: url, INZAGE_TEST_ENGINE_CONTROL: control } = process.env;
const names = (process.env.INZAGE_TEST_ENGINE_FAULTS ?? 'leader killed,leader frozen').split(',');

const told = (line: string): unknown => process.env.INZAGE_TEST_MINUTES && process.stderr.write(`${line}\n`);

/** How long nobody may be answered, in milliseconds; what is beyond what is promised is for a busy machine. */
const LONGEST: Readonly<Record<string, number>> = {
  'connections cut': 5_000,
  'leader frozen': 12_000,
  'leader parted': 8_000,
};

const within = ({ faults }: SoakReport): string[] =>
  Object.entries(faults)
    .filter(([name, { longestWaitMs }]) => longestWaitMs > (LONGEST[name] ?? Infinity))
    .map(([name, { longestWaitMs }]) => `${name}: ${longestWaitMs} ms`);

describe.each([
  ['three peers', peers, describe],
  [
    'the server of EVENTSTORE_URL',
    () => Promise.resolve(server(url!, control, names)),
    url === undefined ? describe.skip : describe,
  ],
])('the log on %s', (_, open, suite) => {
  suite('under load, with kills and lost leaders', () => {
    let engine: Soak;
    beforeAll(async () => {
      engine = await open();
    });
    afterAll(() => engine.close());

    test(
      `nothing that was acknowledged is lost or doubled: ${MINUTES} minutes`,
      async () => {
        const report = await soak(engine, MINUTES, told);
        told(JSON.stringify(report));
        expect(report.wrong).toEqual([]);
        expect(report.acknowledged).toBeGreaterThan(0);
        expect(within(report)).toEqual([]);
      },
      300_000 + MINUTES * 90_000,
    );
  });
});
