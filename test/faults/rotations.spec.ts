import { rotations } from './rotations';

/** `INZAGE_TEST_ROTATIONS=4 INZAGE_TEST_ROTATION_KILLS=10 npm run test:faults -- rotations` asks for more. */
const ROTATIONS = Number(process.env.INZAGE_TEST_ROTATIONS ?? 2);
const KILLS = Number(process.env.INZAGE_TEST_ROTATION_KILLS ?? 1);
const ASKED = process.env.INZAGE_TEST_ROTATIONS ?? process.env.INZAGE_TEST_ROTATION_KILLS;

test(
  `Art. 17, 32: ${ROTATIONS} rotations of the master key under load, each step killed ${KILLS} times and a process with it`,
  async () => {
    const told = (line: string): unknown => ASKED !== undefined && process.stderr.write(`${line}\n`);
    const report = await rotations(ROTATIONS, KILLS, told);
    told(JSON.stringify(report));
    expect(report).toMatchObject({ kills: 2 * 4 * ROTATIONS * KILLS, erased: 4 * ROTATIONS, wrong: [] });
    expect(report.envelopes.open).toBeGreaterThan(report.acknowledged);
    expect(report.envelopes.erased).toBeGreaterThanOrEqual(3 * report.erased);
    expect(report.read).toBeGreaterThan(0);
  },
  240_000 + ROTATIONS * (KILLS + 1) * 240_000,
);
