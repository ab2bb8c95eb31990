import { excessRights } from '#libs/event-store/postgres';
import type { Check } from '../check';
import { finding } from '../findings';

/** The service's own role can change neither an event nor an entry. */
export const rights: Check = {
  name: "the service's rights",
  async run({ service }) {
    const excess = await excessRights(service, [
      'events',
      'log',
      'append_lock',
      'register_entries',
      'register_tree',
      'register_silences',
      'register_times',
      'register_postings',
      'register_checkpoints',
    ]);
    // What is signed is added by INSERT: a note that nobody signed is none.
    const found = excess.filter(right => right !== 'INSERT of register_checkpoints');
    return found.length === 0 ? [] : [finding('role-excess', ...found)];
  },
};
