import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Client } from 'pg';
import { startEmbedded } from '#tools/embedded-postgres';
import { Check } from './check';
import { Operator } from './operator';

const USAGE = `npm run check:register -- [--entries 20000] [--tampers 1000] [--json FILE]

  Starts a service on a database of its own, fills it, signs a checkpoint, keeps it as an auditor would, and then does to copies
  of the database what somebody with all rights can do. Whatever the verifiers and the doctor do not find, or find without
  saying where, is named.
  --entries: at least 1100, so that a block of the register is full.
  Exit code: 0 all was found, 1 something was not, 64 this text.`;

function options(): { entries: number; tampers: number; json: string | undefined } | undefined {
  try {
    const { values } = parseArgs({
      options: {
        entries: { type: 'string', default: '20000' },
        tampers: { type: 'string', default: '1000' },
        json: { type: 'string' },
      },
    });
    const [entries, tampers] = [Number(values.entries), Number(values.tampers)];
    const whole = Number.isSafeInteger(entries) && Number.isSafeInteger(tampers);
    return whole && entries >= 1_100 && tampers >= 0 ? { entries, tampers, json: values.json } : undefined;
  } catch {
    return undefined;
  }
}

async function main(): Promise<number> {
  const asked = options();
  if (!asked) {
    process.stderr.write(`${USAGE}\n`);
    return 64;
  }
  const folder = mkdtempSync(join(tmpdir(), 'inzage-check-'));
  chmodSync(folder, 0o711);
  const postgres = await startEmbedded({
    dataDir: join(folder, 'postgres'),
    say: () => undefined,
    syncFirst: false,
  });
  const admin = new Client({ connectionString: postgres.superuserUrl });
  admin.on('error', () => undefined);
  let operator: Operator | undefined;
  try {
    await admin.connect();
    operator = await Operator.open(folder);
    const check = new Check(
      folder,
      postgres,
      operator,
      admin,
      line => void process.stderr.write(`${line}\n`),
    );
    const report = await check.run(asked.entries, asked.tampers);
    if (asked.json !== undefined) writeFileSync(asked.json, `${JSON.stringify(report, null, 2)}\n`);
    process.stdout.write(
      `${report.missed.length === 0 ? 'All was found.' : `Missed: ${report.missed.join('; ')}`}\n`,
    );
    return report.missed.length === 0 ? 0 : 1;
  } finally {
    await operator?.close();
    await admin.end();
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

void main().then(code => (process.exitCode = code));
