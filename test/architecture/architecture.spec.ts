import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { violations, type Source } from './rules';

const root = join(__dirname, '../..');

function sources(folder: string): Source[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.ts'))
    .map(name => ({ path: `${folder}/${name}`, text: readFileSync(join(root, folder, name), 'utf8') }));
}

test('the layers keep their rules', () => {
  expect(violations([...sources('libs'), ...sources('apps')])).toEqual([]);
});

describe('a planted violation is found', () => {
  const planted: [rule: string, path: string, text: string][] = [
    ['domain-is-pure', 'libs/features/subjects/state.ts', "import { Pool } from 'pg';"],
    [
      'domain-is-pure',
      'libs/features/subjects/vocabulary/email.ts',
      "import { Injectable } from '@nestjs/common';",
    ],
    ['domain-is-pure', 'libs/features/orders/events.ts', "export { Entity } from 'typeorm';"],
    ['forms-are-classes', 'libs/features/proofs/x.ts', "import { Type } from '@sinclair/typebox';"],
    ['forms-are-classes', 'libs/features/x/x.ts', "import { Value } from '@sinclair/typebox/value';"],
    ['libs-know-no-app', 'libs/features/subjects/x.ts', "import { startApi } from '#apps/api/start';"],
    ['dependencies-point-inward', 'libs/event-store/x.ts', "import { x } from '#libs/features/subjects';"],
    ['dependencies-point-inward', 'libs/kernel/x.ts', "import type { x } from '#libs/vault';"],
    ['lib-has-a-layer', 'libs/newcomer/x.ts', "import { x } from '#libs/kernel';"],
    ['libs-by-name', 'libs/features/subjects/x.ts', "import { x } from '../vault/keys';"],
    ['libs-by-name', 'libs/features/subjects/commands/x.ts', "import { x } from '../../vault/keys';"],
    ['libs-by-name', 'libs/features/subjects/x.ts', "import { x } from '../../test/setup/child';"],
    ['register-stands-alone', 'libs/register/x.ts', "import { Module } from '@nestjs/common';"],
    [
      'no-event-bus',
      'libs/features/subjects/x.ts',
      "import { EventBus } from '@nestjs/cqrs'; export const b = new EventBus();",
    ],
    ['decisions-read-no-clock', 'libs/features/subjects/state.ts', 'export const now = Date.now();'],
    ['sql-in-its-place', 'libs/features/orders/queries/x.ts', "export const x = db => db.query('select 1');"],
    ['sql-in-its-place', 'libs/features/orders/orders.ts', 'const x = repository.query<Row>(`select 1`);'],
    ['sql-in-its-place', 'apps/api/http/x.ts', "pool.query({ name: 'x', text });"],
  ];
  test.each(planted)('%s in %s', (rule, path, text) => {
    expect(violations([{ path, text }]).map(violation => violation.rule)).toContain(rule);
  });

  test('and what keeps the rules is not', () => {
    const good =
      "import { Pool } from 'pg';\nimport { x } from '#libs/kernel';\nimport { y } from './y';\n// EventBus is not used\n";
    expect(violations([{ path: 'libs/vault/keys.ts', text: good }])).toEqual([]);
    const sql = "export const x = db => db.query('select 1');";
    for (const path of ['migrations.ts', 'projection.ts', 'links.projection.ts', 'acceptances.sql.ts'])
      expect(violations([{ path: `libs/features/oversight/${path}`, text: sql }])).toEqual([]);
    expect(violations([{ path: 'libs/vault/keys.ts', text: sql }])).toEqual([]);
    const spec = "import { freshDatabase } from '../../test/setup/database';";
    expect(violations([{ path: 'libs/vault/keys.spec.ts', text: spec }])).toEqual([]);
  });
});
