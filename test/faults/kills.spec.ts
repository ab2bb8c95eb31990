import { kills } from './kills';

/** `npm run test:faults -- --kills 100` asks for more. */
const KILLS = Number(process.env.INZAGE_TEST_KILLS ?? 12);

test(
  `no acknowledged command is lost or doubled: ${KILLS} kills under load, PostgreSQL's among them`,
  async () => {
    const report = await kills(
      KILLS,
      line => process.env.INZAGE_TEST_KILLS && process.stderr.write(`${line}\n`),
    );
    expect(report).toMatchObject({ kills: KILLS, wrong: [] });
    expect(report.acknowledged).toBeGreaterThan(KILLS);
  },
  60_000 + KILLS * 30_000,
);
