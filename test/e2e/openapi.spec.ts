import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startApp, type App } from '../setup/app';

const root = join(__dirname, '../..');

/** A client's own code: what it may say, and (each `@ts-expect-error`) what the compiler keeps it from saying. */
const CALLER = `
import type { components, operations, paths } from './api';

type Registration = paths['/v1/subjects']['post'];
type Body = Registration['requestBody']['content']['application/json'];
type Created = Registration['responses'][201]['content']['application/json'];
type Refused = components['schemas']['Problem'];

export async function register(url: string, token: string, body: Body): Promise<Created | Refused> {
  const headers: Registration['parameters']['header'] = { 'Idempotency-Key': crypto.randomUUID() };
  const response = await fetch(url + '/v1/subjects', {
    method: 'POST',
    headers: { ...headers, authorization: 'Bearer ' + token, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return (await response.json()) as Created | Refused;
}

export function place(created: Created): string {
  // @ts-expect-error the answer has no such member
  void created.shoeSize;
  return created.outcome satisfies 'done' | 'unchanged' | 'dry-run';
}

// @ts-expect-error there is no such path
export type Nothing = paths['/v1/nothing'];
// @ts-expect-error the key is not optional
export const none: Registration['parameters']['header'] = {};
export type Names = keyof operations;
`;

const STRICT = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noEmit: true,
  target: 'es2022',
  module: 'preserve',
  lib: ['es2022', 'dom'],
  types: [],
};

let app: App;
beforeAll(async () => (app = await startApp()));
afterAll(() => app.dispose());

test('every operation says what it does in a line, and in a sentence what a caller has to know', async () => {
  const { paths } = (await (await fetch(`${app.url}/openapi.json`)).json()) as {
    paths: Record<string, Record<string, { summary?: string; description?: string }>>;
  };
  const silent = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).flatMap(([method, { summary, description }]) =>
      summary && description && /[.)]$/.test(description) ? [] : [`${method} ${path}`],
    ),
  );
  expect(silent).toEqual([]);
});

test('a client generated from /openapi.json compiles, strictly, and keeps a caller from mistakes', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'inzage-client-'));
  const run = (script: string, ...args: string[]): string => {
    const done = spawnSync(process.execPath, [join(root, 'node_modules', script), ...args], {
      cwd: folder,
      encoding: 'utf8',
    });
    return done.status === 0 ? '' : done.stdout + done.stderr;
  };
  try {
    writeFileSync(join(folder, 'openapi.json'), await (await fetch(`${app.url}/openapi.json`)).text());
    writeFileSync(join(folder, 'caller.ts'), CALLER);
    expect(run('openapi-typescript/bin/cli.js', 'openapi.json', '-o', 'api.ts')).toBe('');
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({ compilerOptions: STRICT, files: ['caller.ts'] }),
    );
    expect(run('typescript/bin/tsc', '-p', 'tsconfig.json')).toBe('');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
