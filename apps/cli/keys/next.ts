import type { EpochsState } from '#libs/features/master-keys';
import type { RotationStatus } from '#libs/vault/postgres';

/** What comes next in a rotation, and who does it. */
export function nextStep(status: RotationStatus, { epochs: said }: EpochsState): string {
  const { active, epochs, fingerprints, lookupsOfBefore } = status;
  const announced = epochs.find(({ activatedAt }) => activatedAt === null);
  if (announced) {
    const lacking = status.processes.filter(each => each.living && !each.epochs.includes(announced.epoch));
    return lacking.length > 0
      ? `give the secrets file to ${lacking.map(({ name }) => name).join(', ')}; then npm run keys -- activate`
      : 'npm run keys -- activate';
  }
  const old = epochs.filter(({ epoch }) => epoch < active);
  const left = old.reduce((sum, { keys, lookups, actors }) => sum + keys + lookups + actors, 0);
  if (left + (old.length > 0 ? lookupsOfBefore : 0) > 0) return 'npm run keys -- rewrap';
  if (fingerprints === null && old.length > 0) return 'npm run keys -- fingerprints';
  if (old.some(({ epoch, retiredAt, inFile }) => retiredAt === null || inFile || !said[epoch]?.retired))
    return 'npm run keys -- retire';
  const waits = old.find(({ epoch }) => !said[epoch]?.destroyed);
  if (waits)
    return `destroy every copy that has epoch ${waits.epoch} or what was wrapped under it; then ${
      said[waits.epoch]?.stated ? 'a second officer' : 'two officers, one after the other'
    }: npm run keys -- attest --epoch ${waits.epoch}`;
  if (fingerprints === null) return 'npm run keys -- fingerprints';
  return 'nothing. To begin another rotation: npm run keys -- announce';
}
