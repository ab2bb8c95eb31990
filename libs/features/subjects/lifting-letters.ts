import { Inject, Injectable } from '@nestjs/common';
import { Catalogues, contractOf, purposeName } from '#libs/catalogue';
import { written, type RunOutcome } from '#libs/commands';
import { shownLetter, type AskedLetter, type ShownLetter } from '#libs/http/schema';
import { brusselsDay } from '#libs/kernel';
import { Vault } from '#libs/vault';
import type { SubjectEventData } from './events';
import { liftingLetter } from './lifting-letter';
import { envelopesOf, heldRefs, openedValues } from './opened';
import type { SubjectState } from './state';

/** Writes the letter that was announced, as it goes out. */
@Injectable()
export class LiftingLetters {
  constructor(
    @Inject(Vault) private readonly vault: Pick<Vault, 'openAll'>,
    private readonly catalogues: Catalogues,
  ) {}

  /** Nothing where nothing was announced, or the restriction has been lifted since. */
  async of(
    outcome: RunOutcome<SubjectState, Pick<SubjectEventData, 'LiftingAnnounced'>>,
    asked: AskedLetter,
  ): Promise<ShownLetter | undefined> {
    const announced = written(outcome, 'LiftingAnnounced');
    const { state, events } = outcome;
    const restriction = announced && state.restrictions[announced.restriction];
    if (!restriction) return undefined;
    const at = new Date(events[0]!.time);
    const catalogue = this.catalogues.current(at);
    const contract = contractOf(catalogue);
    const purpose = contract ? purposeName(contract.id) : '';
    const refs = heldRefs(state, Object.keys(announced.fields), [purpose]);
    const value = openedValues(refs, await this.vault.openAll(envelopesOf(refs)));
    const letter = liftingLetter({
      announced,
      restriction,
      on: brusselsDay(at),
      catalogue,
      person: Object.fromEntries(refs.map(({ field }) => [field, value(purpose, field)])),
      reference: announced.restriction,
      // Announced before words had editions, it was of the first.
      words: announced.words ?? [],
    });
    return shownLetter(letter, asked);
  }
}
