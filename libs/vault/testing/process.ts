import { serve } from '../../../test/setup/child';
import { randomId } from '#libs/kernel';
import { type Envelope, type KeyScope } from '..';
import { PostgresVault, type VaultOptions } from '../postgres';

/** What a process with a vault of its own can be asked. */
export type Ask =
  | { do: 'open'; options: VaultOptions }
  | { do: 'seal'; scopes: KeyScope[] }
  | { do: 'pseudonyms'; subjects: string[] }
  | { do: 'claim'; logins: string[]; owner: string; key: string; command: string }
  | { do: 'state'; eventId: string; envelope: Envelope }
  /** Opens again and again; answers when (wall clock) it last began to open what then opened. */
  | { do: 'open-until-erased'; eventId: string; envelope: Envelope };

let vault: PostgresVault;

serve<Ask>(async ask => {
  switch (ask.do) {
    case 'open':
      vault = await PostgresVault.open(ask.options);
      return vault.generated;
    case 'seal': {
      const sealing = ask.scopes.map(scope => vault.seal(randomId(), [{ ...scope, values: {} }]));
      return (await Promise.all(sealing)).map(([sealed]) => sealed!.key);
    }
    case 'pseudonyms':
      return Promise.all(ask.subjects.map(subject => vault.pseudonym('https://issuer.example', subject)));
    case 'claim':
      return Promise.all(
        ask.logins.map(
          async login => (await vault.claim('login', login, ask.owner, ask.command, ask.key)).state,
        ),
      );
    case 'state':
      return (await vault.open(ask.eventId, ask.envelope)).state;
    case 'open-until-erased':
      for (let last = 0, asked = Date.now(); ; last = asked, asked = Date.now()) {
        if ((await vault.open(ask.eventId, ask.envelope)).state === 'erased') return last;
        await new Promise(resolve => setTimeout(resolve, 10));
      }
  }
});
