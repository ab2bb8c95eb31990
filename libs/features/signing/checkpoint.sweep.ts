import { Inject, Injectable } from '@nestjs/common';
import { Pool } from 'pg';
import { Clock } from '#libs/kernel';
import { latestCheckpoint, RegisterTree, Signer } from '#libs/register';
import type { Sweep } from '#libs/timers';
import { Signings } from './signings';

const HOUR_MS = 3_600_000;

/**
 * A checkpoint every hour in which something came; in between, a look whether the register still goes on from what was signed,
 * and what witnesses lack. It fails, and so is seen, where nothing can be signed.
 */
@Injectable()
export class CheckpointSweep implements Sweep {
  readonly name = 'checkpoints';
  readonly everyMs = 60_000;

  constructor(
    private readonly signings: Signings,
    @Inject(Signer) private readonly signer: Pick<Signer, 'sign' | 'check' | 'offer'>,
    private readonly pool: Pool,
    private readonly clock: Clock,
  ) {}

  async run(): Promise<void> {
    const signing = await this.signings.signing();
    if (!signing || signing.keys.at(-1)?.until !== undefined) return;
    const newest = await latestCheckpoint(this.pool, signing.origin);
    const old = !newest || this.clock.now().getTime() - newest.time.getTime() >= HOUR_MS;
    if (old && (await new RegisterTree(this.pool).size()) !== newest?.size) {
      await this.signer.sign();
      return;
    }
    if (!(await this.signer.check())) await this.signer.offer();
  }
}
