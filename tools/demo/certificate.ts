import { execFile, type ExecFileException } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { olivia, type Story } from './story';

const ROOT = join(__dirname, '../../..');

/**
 * The erasure is certified, and the certificate verified by a program that trusts nobody: with a key and a checkpoint that
 * an auditor has for themselves.
 */
export async function certificate(story: Story, erasure: string, dataDir: string | undefined): Promise<void> {
  const { api } = story;
  story.chapter('The erasure is certified, and anybody can verify it');
  if (dataDir !== undefined)
    await run(join(ROOT, 'dist/apps/cli/main.js'), ['signing', 'make'], { INZAGE_DATA_DIR: dataDir });
  const keys = await api.query(olivia, '/v1/checkpoints/keys');
  const vkey = (keys.body.keys as { vkey: string }[] | undefined)?.at(-1)?.vkey;
  // A service of somebody else's that does not sign.
  if (vkey === undefined)
    return story.holds('this service signs no checkpoints: npm run signing -- make', true);
  const signed = await story.does(
    'a checkpoint of the register is signed',
    api.post(olivia, '/v1/checkpoints'),
  );
  const document = await story.does(
    'Olivia gets the certificate, with the entries and their proofs',
    api.query(olivia, `${erasure}/certificate`),
  );
  const note = await story.does(
    'and the one for Leen, which counts nothing that others did',
    api.query(olivia, `${erasure}/certificate`, { for: 'subject' }),
  );
  const folder = mkdtempSync(join(tmpdir(), 'inzage-demo-'));
  const file = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  try {
    const checkpoint = ['--checkpoint', file('checkpoint.txt', String(signed.body.note)), '--vkey', vkey];
    const whole = file('certificate.json', document.text);
    story.holds(...(await verified(['certificate', whole, ...checkpoint], 'proved')));
    const tampered = file('tampered.json', document.text.replace('"kind\\":\\"erased', '"kind\\":\\"erasee'));
    story.holds(...(await verified(['certificate', tampered, ...checkpoint], 'disproved')));
    story.holds(...(await verified(['certificate', file('leen.txt', note.text), '--vkey', vkey], 'signed')));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What the verifier says in its one line, and whether it is the verdict that was expected. */
async function verified(args: readonly string[], verdict: string): Promise<[string, boolean]> {
  const said = await run(join(ROOT, 'packages/inzage-verify/bin/inzage-verify.js'), args, {});
  return [said.trim(), said.startsWith(`${verdict}:`)];
}

function run(script: string, args: readonly string[], env: Record<string, string>): Promise<string> {
  return new Promise((resolve, reject) =>
    execFile(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', script, ...args],
      { env: { ...process.env, ...env } },
      (error: ExecFileException | null, stdout) =>
        error && typeof error.code !== 'number'
          ? reject(new Error(`${script} does not run`))
          : resolve(stdout),
    ),
  );
}
