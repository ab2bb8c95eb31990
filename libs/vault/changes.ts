import type { Uuid } from '#libs/kernel';
import { Batch } from './batch';
import { ticks } from './fresh';
import type { Keyring, KeyringState } from './keyring';
import type { KeyScope } from './types';

/** A key that was fenced, or made after another of its scope: whoever caches its scope or itself lets go of it. */
export interface KeyChange extends KeyScope {
  readonly key: Uuid;
}

/** Changes that are read one by one; whoever is further behind lets go of everything. */
const MOST = 10_000;

/**
 * Whether cached keys may still be used. Instead of reading each key again, the keyring's journal of changes is read
 * for all of them at once: numbered without gaps in commit order, because every change holds the fence lock alone.
 */
export class Changes {
  /** Number up to which changes are known here. */
  private known: number | null = null;
  /** Key of the change with that number. */
  private last: Uuid | null = null;
  private checkedAt = -Infinity;
  private readonly checks: Batch<null, null>;

  /**
   * @param life ms for which a check holds, counted from when it began
   * @param changed is told what to let go of; `all` when the journal cannot say
   */
  constructor(
    private readonly keyring: Keyring,
    private readonly life: number,
    private readonly changed: (changes: readonly KeyChange[] | 'all') => void,
    private readonly told: (state: KeyringState) => Promise<void>,
  ) {
    this.checks = new Batch(async () => {
      await this.read();
      return [null];
    });
  }

  /** True while a check holds. */
  get current(): boolean {
    return ticks() - this.checkedAt < this.life;
  }

  /** Reads the journal on; those who wait share one reading that began after they asked. @throws KeyringUnavailable */
  async check(): Promise<void> {
    await this.checks.ask('', null);
  }

  /** True when what was read as of a number may be cached: no later change has been passed on already. */
  notPassed(number: number): boolean {
    return this.known !== null && number >= this.known;
  }

  private async read(): Promise<void> {
    const beganAt = ticks();
    try {
      const rows = await this.keyring.anyway<ChangeRow>({
        name: 'key-changes',
        text: `select h.head, i.id, (select l.key_id from key_changes l where l.number = $1::bigint) as last,
            (select n.key_id from key_changes n where n.number = h.head) as newest, i.epoch, i.blind_epoch as "blindEpoch", c.key_id as key, c.owner, c.purpose, c.period
          from (select coalesce(max(number), 0) as head from key_changes) h left join identity i on true
          left join key_changes c on c.number > $1::bigint and c.number <= $1::bigint + ${MOST}`,
        values: [this.known],
      });
      const [state] = rows as [ChangeRow];
      const head = Number(state.head);
      const behind = head - (this.known ?? head);
      // A journal that went back, or goes on from another change, is that of a restored keyring.
      const wentBack = behind < 0 || (this.known !== null && state.last !== this.last);
      if (wentBack || behind > MOST) this.changed('all');
      else if (behind > 0) this.changed(rows.filter(row => row.key !== null));
      await this.keyring.recognise(state.id, wentBack);
      await this.told(state);
      this.known = head;
      this.last = state.newest;
      this.checkedAt = beganAt;
    } catch (error) {
      // After an outage it may be another server, without the last that this one had: everything is read again.
      this.changed('all');
      throw error;
    }
  }
}

interface ChangeRow extends KeyChange, KeyringState {
  readonly id: Uuid | null;
  readonly head: string;
  readonly last: Uuid | null;
  readonly newest: Uuid | null;
}
