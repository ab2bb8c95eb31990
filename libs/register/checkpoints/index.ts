export { CheckpointFile } from './file';
export { forkOf, type Fork } from './forks';
export { SigningFile, SigningFileRefused } from './keys';
export { SignerPlace } from './place';
export { publicOf, Signer, type SignerParts, type Signing, type SigningKey } from './signer';
export {
  allCheckpoints,
  checkpointAt,
  checkpoints,
  cosignaturesOf,
  latestCheckpoint,
  originsOfCheckpoints,
  storedCosignatures,
  type Checkpoint,
  type Witnessed,
} from './table';
export { WitnessFails, WitnessRefuses, type Known, type Witness, type WitnessState } from './witness';
