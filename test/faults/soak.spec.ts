import { ENGINES, peers, server, soak, type Soak, type SoakReport } from './soak';

/** See `npm run test:faults -- --help`. */
const {
  INZAGE_TEST_MINUTES: asked,
  INZAGE_TEST_ENGINE: engine,
  EVENTSTORE_URL: url,
  INZAGE_TEST_ENGINE_CONTROL: control,
} = process.env;
const MINUTES = Number(asked ?? 0.25);

const told = (line: string): unknown => asked && process.stderr.write(`${line}\n`);

/** How long nobody is left without an answer, in milliseconds (docs/eventstoredb.md, "While nodes are lost"). */
const PROMISED: Readonly<Record<string, number>> = {
  'connections cut': 3_000,
  'leader frozen': 12_000,
  'leader killed': 5_000,
  'leader parted': 8_000,
};
/** A run of the suite has the machine not to itself; one that is asked for measures. */
const SLACK = asked === undefined ? 1.5 : 1;

const late = ({ faults }: SoakReport): string[] =>
  Object.entries(faults)
    .filter(([name, { longestWaitMs }]) => longestWaitMs >= (PROMISED[name] ?? Infinity) * SLACK)
    .map(([name, { longestWaitMs }]) => `${name}: ${longestWaitMs} ms`);

const OPENED: Readonly<Record<(typeof ENGINES)[number], () => Promise<Soak>>> = {
  peers,
  eventstoredb: () => server(url!, control),
};

describe.each(ENGINES.filter(name => (engine ?? name) === name))('the log on %s', name => {
  const suite = name === 'eventstoredb' && url === undefined ? describe.skip : describe;
  suite('under load, with kills and lost leaders', () => {
    let opened: Soak;
    beforeAll(async () => {
      opened = await OPENED[name]();
    });
    afterAll(() => opened.close());

    test(
      `nothing that was acknowledged is lost or doubled: ${MINUTES} minutes`,
      async () => {
        const report = await soak(opened, MINUTES, told, asked === undefined ? undefined : 0);
        told(JSON.stringify(report));
        expect(report.wrong).toEqual([]);
        expect(report.acknowledged).toBeGreaterThan(0);
        expect(late(report)).toEqual([]);
      },
      300_000 + MINUTES * 90_000,
    );
  });
});
