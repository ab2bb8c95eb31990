import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CODES } from '../../apps/cli/doctor/codes';
import { findingsTable } from '../../apps/cli/doctor/table';

const root = join(__dirname, '../..');

test('docs/operations.md says for every finding what to do, in the same words as the doctor', () => {
  expect(readFileSync(join(root, 'docs/operations.md'), 'utf8')).toContain(findingsTable());
  expect(Object.keys(CODES).length).toBeGreaterThan(30);
});

test('whatever refuses to open the vault is a finding', () => {
  const source = readFileSync(join(root, 'libs/vault/types.ts'), 'utf8');
  const refused = source.slice(source.indexOf('class VaultRefused')).match(/\| '([a-z-]+)'/g)!;
  const codes = refused.map(text => text.slice(3, -1)).filter(code => code !== 'secrets-unwritable');
  expect(codes.length).toBeGreaterThan(8);
  expect(Object.keys(CODES)).toEqual(expect.arrayContaining(codes));
});
