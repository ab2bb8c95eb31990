import { Module } from '@nestjs/common';
import { AuditsModule } from '#features/audits/audits.module';
import { SigningModule } from '#features/signing/signing.module';
import { AskedTree } from './asked-tree';
import { CheckpointsController } from './checkpoints.controller';
import { ExportsController } from './exports.controller';
import { ProofsController } from './proofs.controller';
import { ExportRegisterHandler } from './queries/export-register';
import { ListCheckpointsHandler } from './queries/list-checkpoints';
import { ListSigningKeysHandler } from './queries/list-signing-keys';
import { ProveConsistencyHandler } from './queries/prove-consistency';
import { ProveInclusionHandler } from './queries/prove-inclusion';
import { ReadCheckpointHandler } from './queries/read-checkpoint';
import { ReadSigningStateHandler } from './queries/read-signing-state';
import { ReadTileHandler } from './queries/read-tile';
import { ReadTreeHandler } from './queries/read-tree';
import { SignCheckpointHandler } from './queries/sign-checkpoint';
import { WriteTlogProofHandler } from './queries/write-tlog-proof';
import { TilesController } from './tiles.controller';

/** Proofs, checkpoints, tiles and exports of the register (Art. 5(2), Art. 30(4)). */
@Module({
  imports: [AuditsModule, SigningModule],
  controllers: [CheckpointsController, ExportsController, ProofsController, TilesController],
  providers: [
    AskedTree,
    // queries
    ExportRegisterHandler,
    ListCheckpointsHandler,
    ListSigningKeysHandler,
    ProveConsistencyHandler,
    ProveInclusionHandler,
    ReadCheckpointHandler,
    ReadSigningStateHandler,
    ReadTileHandler,
    ReadTreeHandler,
    SignCheckpointHandler,
    WriteTlogProofHandler,
  ],
})
export class ProofsModule {}
