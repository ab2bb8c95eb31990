import { serve } from '../../../test/setup/child';
import { acquireLock, LockHeld } from '../lock';

/** Takes the lock that it is asked to take and keeps it. */
serve<{ path: string }>(async ({ path }) => {
  try {
    acquireLock(path);
    return true;
  } catch (error) {
    if (error instanceof LockHeld) return false;
    throw error;
  }
});
