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
      'register_entries',
      'register_tree',
      'register_checkpoints',
    ]);
    return excess.length === 0 ? [] : [finding('role-excess', ...excess)];
  },
};
