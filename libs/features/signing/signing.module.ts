import { Module } from '@nestjs/common';
import { Pool } from 'pg';
import { CommandRunner } from '#libs/commands';
import type { Config } from '#libs/config';
import { CONFIG } from '#libs/config/nest';
import { EventStore } from '#libs/event-store';
import { Clock } from '#libs/kernel';
import { Freshness } from '#libs/projections';
import { CheckpointFile, Signer, SignerPlace, SigningFile, witnessesOf } from '#libs/register';
import { CheckpointSweep } from './checkpoint.sweep';
import { BeginOriginHandler } from './commands/begin-origin';
import { MakeSigningKeyHandler } from './commands/make-signing-key';
import { MoveSignerHandler } from './commands/move-signer';
import { RecordForkHandler } from './commands/record-fork';
import { RetireSigningKeyHandler } from './commands/retire-signing-key';
import { RotateSigningKeyHandler } from './commands/rotate-signing-key';
import { Signings, type SigningPlaces } from './signings';

const PLACES = Symbol('SigningPlaces');

/** Who signs checkpoints of the register, with what, and before whom. */
@Module({
  providers: [
    {
      provide: PLACES,
      inject: [CONFIG],
      useFactory: ({ signing }: Config): SigningPlaces => ({
        keys: new SigningFile(signing.file),
        place: new SignerPlace(signing.checkpoints, signing.machine),
        file: new CheckpointFile(signing.checkpoints),
      }),
    },
    {
      provide: Signings,
      inject: [CONFIG, CommandRunner, Pool, EventStore, PLACES],
      useFactory: (
        { signing }: Config,
        runner: CommandRunner,
        pool: Pool,
        { logId }: EventStore,
        places: SigningPlaces,
      ) => new Signings(runner, pool, signing.origin ?? `inzage/${logId}`, places),
    },
    {
      provide: Signer,
      inject: [CONFIG, Pool, Clock, PLACES, Signings, Freshness],
      useFactory: (
        { signing }: Config,
        pool: Pool,
        clock: Clock,
        places: SigningPlaces,
        signings: Signings,
        freshness: Freshness,
      ) =>
        new Signer({
          ...places,
          pool,
          clock,
          witnesses: witnessesOf(signing.witnesses),
          signing: () => signings.signing(),
          isCurrent: () =>
            freshness.of('register', undefined).then(
              () => true,
              () => false,
            ),
        }),
    },
    CheckpointSweep,
    // commands
    BeginOriginHandler,
    MakeSigningKeyHandler,
    MoveSignerHandler,
    RecordForkHandler,
    RetireSigningKeyHandler,
    RotateSigningKeyHandler,
  ],
  exports: [Signings, Signer],
})
export class SigningModule {}
