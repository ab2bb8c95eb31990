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
  // Where there is nothing, nothing is replaced.
  const nothing = /^(keyring-(empty|not-migrated)|secrets-missing)$/;
  const tampered = /^(log-(gap|damaged)|event-(altered|foreign|unregistered)|register-|record-|tree-)/;
  const careless = Object.entries(CODES).filter(([code, advice]) => {
    const replaces = tampered.test(code)
      ? /\brestore|rebuild|anew|replace|truncate|revoke/i
      : /\b(restore|truncate|revoke)\b|\banew\b/i;
    const copied = tampered.test(code) ? /keep a copy.* as evidence/i : /keep a copy/i;
    const at = advice.search(replaces);
    return !nothing.test(code) && at >= 0 && !(copied.test(advice) && advice.search(copied) < at);
  });
  expect(careless).toEqual([]);
  expect(Object.values(CODES).filter(advice => /keep a copy/i.test(advice)).length).toBeGreaterThan(20);
  const operations = readFileSync(join(root, 'docs/operations.md'), 'utf8');
  expect(operations.indexOf('evidence.register_entries as table')).toBeLessThan(
    operations.indexOf('truncate register_entries'),
  );
});
