import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PACKAGE = join(__dirname, '../../packages/inzage-verify');

export interface Said {
  readonly verdict: string;
  readonly code: string;
  readonly message: string;
  readonly [more: string]: unknown;
}

/** What both verifiers, each a process of its own, say of a command whose files are given by name. They must say the same. */
export async function bothSay(
  args: readonly string[],
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<Said> {
  const folder = mkdtempSync(join(tmpdir(), 'inzage-both-'));
  try {
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
    const named = args.map(arg => (Object.hasOwn(files, arg) ? join(folder, arg) : arg));
    const [node, python] = await Promise.all([
      inzageVerify(named),
      said('python3', [join(PACKAGE, 'verify.py'), ...named, '--json']),
    ]);
    expect(python).toEqual(node);
    return node;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What `inzage-verify` says of a command, as a process of its own. */
export function inzageVerify(args: readonly string[]): Promise<Said> {
  return said(process.execPath, [join(PACKAGE, 'bin/inzage-verify.js'), ...args, '--json']);
}

function said(file: string, args: readonly string[]): Promise<Said> {
  return new Promise((resolve, reject) =>
    execFile(file, args, { maxBuffer: 1e8 }, (error, stdout, stderr) => {
      if (error && typeof error.code !== 'number') return reject(new Error(`${file} does not run`));
      try {
        resolve(JSON.parse(stdout) as Said);
      } catch {
        reject(new Error(`${file} ${args[0]} said ${stdout}${stderr}`));
      }
    }),
  );
}
