import { ENGINES, peers, server, soak, type Soak, type SoakReport } from './soak';

/** See `npm run test:faults -- --help`. */
const {
  INZAGE_TEST_MINUTES: asked,
  INZAGE_TEST_ENGINE: engine,
  EVENTSTORE_URL: url,
  INZAGE_TEST_ENGINE_CONTROL: control,
} = process.env;
const MINUTES = Number(asked ?? 0.5);

const told = (line: string): unknown => asked && process.stderr.write(`${line}\n`);

/**
 * How long nobody may be answered, in milliseconds: half as much again as is promised (docs/eventstoredb.md, "While nodes are
 * lost"), for a machine that is busy with nodes, service and callers.
 */
const LONGEST: Readonly<Record<string, number>> = {
  'connections cut': 5_000,
  'leader frozen': 16_000,
  'leader killed': 7_500,
  'leader parted': 12_000,
};

const within = ({ faults }: SoakReport): string[] =>
  Object.entries(faults)
    .filter(([name, { longestWaitMs }]) => longestWaitMs > (LONGEST[name] ?? Infinity))
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
        const report = await soak(opened, MINUTES, told);
        told(JSON.stringify(report));
        expect(report.wrong).toEqual([]);
        expect(report.acknowledged).toBeGreaterThan(0);
        expect(within(report)).toEqual([]);
      },
      300_000 + MINUTES * 90_000,
    );
  });
});
