import { ProofsController } from './proofs.controller';
import { TilesController } from './tiles.controller';

export const PROOF_CONTROLLERS = [ProofsController, TilesController];
