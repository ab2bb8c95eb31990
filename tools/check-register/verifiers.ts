import { execFile } from 'node:child_process';
import { join } from 'node:path';
import type * as Package from '../../packages/inzage-verify/src/index.js';

type Verifier = typeof Package;
export type Key = NonNullable<Awaited<ReturnType<Verifier['parseKey']>>>;
export type Verdict = Awaited<ReturnType<Verifier['verifyExport']>>;

const PACKAGE = join(__dirname, '../../../packages/inzage-verify');

/** The package as another program loads it. */
export const verifier = (): Promise<Verifier> => import(join(PACKAGE, 'src/index.js')) as Promise<Verifier>;

/** What both verifiers say of a command, each as a process of its own. Another verdict of the one than of the other is a fault. */
export async function bothSay(args: readonly string[]): Promise<Verdict> {
  const [node, python] = await Promise.all([
    said(process.execPath, [join(PACKAGE, 'bin/inzage-verify.js'), ...args, '--json']),
    said('python3', [join(PACKAGE, 'verify.py'), ...args, '--json']),
  ]);
  if (node !== python) throw new Error(`The verifiers differ:\n${node}\n${python}`);
  return JSON.parse(node) as Verdict;
}

/** Standard output in one form; the exit status is part of the verdict. */
function said(file: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) =>
    execFile(file, args, { maxBuffer: 1e8 }, (error, stdout, stderr) => {
      if (error && typeof error.code !== 'number')
        return reject(new Error(`${file} does not run`, { cause: error }));
      try {
        resolve(JSON.stringify(JSON.parse(stdout)));
      } catch {
        reject(new Error(`${file} ${args[0]} said ${stdout}${stderr}`));
      }
    }),
  );
}
