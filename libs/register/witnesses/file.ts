import { CheckpointFile, type Known, type Witness, type Witnessed } from '../checkpoints';

/** A folder on another disk or machine: an append-only file of checkpoints there. */
export class FileWitness implements Witness {
  readonly name: string;
  private readonly file: CheckpointFile;

  constructor(folder: string) {
    this.name = `file:${folder}`;
    this.file = new CheckpointFile(folder);
  }

  newest(origin: string): Promise<Known | undefined> {
    return this.file.latest(origin);
  }

  async submit(checkpoint: Witnessed): Promise<undefined> {
    const newest = await this.file.latest(checkpoint.origin);
    if (newest?.note !== checkpoint.note) await this.file.add([checkpoint], 'witness');
  }
}
