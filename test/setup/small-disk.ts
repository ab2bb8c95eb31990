import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  mkdtempSync,
  openSync,
  rmdirSync,
  rmSync,
  statfsSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A file system of a few megabytes that can be filled to its last byte. */
export class SmallDisk {
  private constructor(readonly folder: string) {}

  /** Undefined where this process may not mount one. */
  static mount(
    megabytes: number,
    owner: { readonly uid: number; readonly gid: number },
  ): SmallDisk | undefined {
    const folder = mkdtempSync(join(tmpdir(), 'inzage-disk-'));
    chmodSync(folder, 0o711);
    const options = `size=${megabytes}m,mode=0711,uid=${owner.uid},gid=${owner.gid}`;
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder], { stdio: 'ignore' });
      return new SmallDisk(folder);
    } catch {
      rmdirSync(folder);
      return undefined;
    }
  }

  /** Whether this process may mount one. */
  static possible(): boolean {
    const disk = SmallDisk.mount(1, { uid: 0, gid: 0 });
    disk?.unmount();
    return disk !== undefined;
  }

  get free(): number {
    const { bavail, bsize } = statfsSync(this.folder);
    return bavail * bsize;
  }

  /** Takes all that is free. */
  fill(): void {
    const file = openSync(this.ballast, 'a');
    const block = Buffer.alloc(4_096, 'x');
    try {
      while (this.free > 0) writeSync(file, block);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    } finally {
      closeSync(file);
    }
  }

  empty(): void {
    rmSync(this.ballast, { force: true });
  }

  unmount(): void {
    execFileSync('umount', ['--lazy', this.folder]);
    rmdirSync(this.folder);
  }

  private get ballast(): string {
    return join(this.folder, 'ballast');
  }
}
