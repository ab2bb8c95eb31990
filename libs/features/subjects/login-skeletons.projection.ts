import type { EventRecord } from '#libs/event-store';
import type { ProjectedEvent, Projection } from '#libs/projections';
import { KeyFenced } from '#libs/vault';
import type { PostgresVault } from '#libs/vault/postgres';
import type { LoginLinked } from './events';
import { lookupForm } from './vocabulary/lookup';

type Linked = EventRecord<'LoginLinked', LoginLinked>;

/**
 * Claims what the login names look like that were linked before that was claimed with them (UTS 39); what a command has
 * claimed stands already. Of two that look alike the first has it, and both stay linked. A name that was unlinked since
 * is claimed too: who meets the claim finds that its holder does not have it any more.
 * Writes nothing in the log's database but its checkpoint.
 */
export class LoginSkeletonsProjection implements Projection {
  readonly name = 'login-skeletons';

  constructor(
    private readonly vault: Pick<PostgresVault, 'claimedBy' | 'openAll' | 'claim' | 'confirmClaim'>,
  ) {}

  concerns({ type }: EventRecord): boolean {
    return type === 'LoginLinked';
  }

  /** @throws KeyUnavailable, KeyringUnavailable */
  async prepare(events: readonly ProjectedEvent[]): Promise<void> {
    const all = events.map(({ record }) => record as Linked);
    const claimed = await this.vault.claimedBy(
      'login-skeleton',
      all.map(({ command, data }) => ({ commandId: command, key: data.sealed.key })),
    );
    const linked = all.filter(({ command }) => !claimed.has(command));
    if (linked.length === 0) return;
    const opened = await this.vault.openAll(
      linked.map(({ id, data }) => ({ eventId: id, envelope: data.sealed })),
    );
    // In their order, by one statement: of two in a batch that look alike the first has it too.
    await Promise.all(
      opened.flatMap((one, i) =>
        one.state === 'open' ? [this.claim(linked[i]!, one.values.login as string)] : [],
      ),
    );
  }

  async apply(): Promise<void> {
    return Promise.resolve();
  }

  private async claim({ stream, command, data }: Linked, login: string): Promise<void> {
    const value = lookupForm('login-skeleton', login);
    const owner = `subject:${stream.slice('subject-'.length)}`;
    try {
      const { state } = await this.vault.claim('login-skeleton', value, owner, command, data.sealed.key);
      if (state === 'claimed') await this.vault.confirmClaim('login-skeleton', value, command);
    } catch (error) {
      // Erased meanwhile: its name is anybody's.
      if (!(error instanceof KeyFenced)) throw error;
    }
  }
}
