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

test('no advice destroys evidence: what somebody may have changed is copied before it is replaced', () => {
  const replaced = Object.entries(CODES).filter(([code]) =>
    /^(log-(gap|damaged)|event-(altered|foreign)|register-|record-|tree-)/.test(code),
  );
  expect(replaced.length).toBeGreaterThan(10);
  const careless = replaced.filter(([, advice]) => {
    const replaces = /restore|rebuild|anew|replace|truncate/i.exec(advice)?.index ?? Infinity;
    return (
      !(advice.search(/copy.* as evidence/i) < replaces && /copy.* as evidence/i.test(advice)) &&
      replaces < Infinity
    );
  });
  expect(careless).toEqual([]);
  const operations = readFileSync(join(root, 'docs/operations.md'), 'utf8');
  expect(operations.indexOf('evidence.register_entries as table')).toBeLessThan(
    operations.indexOf('truncate register_entries'),
  );
});
