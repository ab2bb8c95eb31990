const EVIDENCE = 'Keep a copy of both databases as evidence (pg_dump) before you do anything else.';
const COPY_KEYRING = 'Keep a copy of the keyring (pg_dump) before you do anything else.';

/**
 * What the doctor can find: what is wrong, and what the operator does next. Codes are stable: alarms and scripts go by them.
 */
export const CODES = {
  // Databases.
  'database-unreachable':
    'The database does not answer, or refuses the role. Start PostgreSQL, or correct the address, role and password in the variable that is named.',
  'schema-behind':
    'An older version of the service made this database. Start this version once: migrations run at start. Until then use the doctor of the older version.',
  'schema-ahead':
    'A newer version of the service has migrated this database. Start that version everywhere, and use its doctor.',
  'role-excess':
    "The service's role has rights that it must not have: it may read log and register, and add to them by their procedures. Keep a copy of what grants those rights (\\dp of psql names who gave each), then revoke them. Then find out what was done with them.",
  // Log.
  'log-unreachable':
    'The engine of the log does not answer, or refuses; the message says why. Start it, or correct EVENTSTORE_URL.',
  'log-truncating-metadata':
    'The named metadata ($maxAge, $maxCount, $tb) lets the engine remove events. Take the metadata away before the next scavenge, then run the doctor again: it names events that are gone.',
  'log-damaged': `${EVIDENCE} The log cannot be read at the named place. Stop all processes and restore the log from its newest backup; then restore the keyring from a backup that is not older.`,
  'log-gap': `${EVIDENCE} Events are gone from the log. The register still has their entries, with their hashes, so do not rebuild it. Stop all processes and restore the log from its newest backup.`,
  'event-altered': `${EVIDENCE} Somebody changed an event. The register's entry has the hash of the event as it was, so do not rebuild or replace the register. Stop all processes, restore the log from a backup that is older than the change, and find out who held the owner role. Where nothing here tells whether the event or the entry was changed, a backup or a checkpoint that somebody keeps does.`,
  'stream-foreign':
    "Somebody else writes under the log's streamPrefix; the service passes these streams over. Give them another name, or give this log a prefix of its own.",
  'event-foreign': `${EVIDENCE} The log has an event without an entry in the register, between events that have one: somebody put it in afterwards. Stop all processes, restore the log from a backup that is older than the event, and find out who held the owner role.`,
  'event-unregistered': `${EVIDENCE} The register lacks the entry of one event and has all others. Either somebody moved the register's checkpoint, which the service's role can do; or somebody put the event into the log and moved all later ones, which only the owner role can do. Look into a backup of the log: it tells which. Restore nothing and set nothing aside before you know.`,
  'event-unknown':
    'A newer version of the service wrote these events. Start that version everywhere, and use its doctor.',
  // Secrets and keyring.
  'keyring-unreachable':
    'The keyring does not answer. Nothing is lost, but no value can be read until you start the database of KEYRING_URL.',
  'keyring-not-migrated':
    'KEYRING_URL names a database that has no keyring. Correct KEYRING_URL, or restore the keyring.',
  'keyring-empty':
    'The keyring has no keys, and the log has events. Restore the keyring from its newest backup, which must not be older than the log. Do not start the service on an empty keyring.',
  'keyring-of-another-log':
    'Keyring and log do not belong together: KEYRING_URL or DATABASE_URL names the wrong database, or only one of the two came from a backup. Put together what belongs together.',
  'secrets-missing': 'The secrets file is gone. Restore the file of INZAGE_SECRETS_FILE from its own backup.',
  'secrets-unreadable':
    'The doctor may not read the secrets file. Let the user that runs the service read the file of INZAGE_SECRETS_FILE.',
  'secrets-exposed':
    'Other users of this machine can read the secrets file, and with it the keyring. Run chmod 600 on the file of INZAGE_SECRETS_FILE.',
  'secrets-malformed':
    'The secrets file is damaged. Keep a copy of it, which may have what no backup has; then restore the file of INZAGE_SECRETS_FILE from its own backup.',
  'secrets-superseded':
    'INZAGE_SECRETS_FILE is a copy from before the fingerprints of version 1 were ended. Keep a copy of it. Then restore the file that was written when they were ended, or run npm run keys -- fingerprints on this one.',
  'secrets-of-another-log':
    'INZAGE_SECRETS_FILE belongs to another installation. Keep a copy of it for that installation, and restore the file of this log.',
  'secrets-of-another-keyring':
    'The master key is not the one of this keyring. Keep a copy of the secrets file, and restore the file of INZAGE_SECRETS_FILE that belongs to this keyring.',
  'master-key-missing':
    'The secrets file lacks an epoch of the master key that is still in use. Keep a copy of the file, which may have an epoch that no other has, and restore the newest file of INZAGE_SECRETS_FILE.',
  'key-unreadable':
    'The named keys cannot be opened. Keep a copy of the keyring as evidence (pg_dump) before you do anything else: it has keys that no backup has. If somebody altered these rows, restore these rows alone, from a backup that is older than the change. If their epoch of the master key is gone, restore the file of INZAGE_SECRETS_FILE that has it.',
  'key-missing':
    'The keyring is older than the log. The affected values cannot be read (503 key-unavailable); this is an outage, never an erasure. Keep a copy of the keyring (pg_dump), which has the keys that were made since; then stop all processes and restore a newer keyring.',
  // Erasure.
  'key-alive': `Data of somebody who was erased can be read, because an older keyring was put back. Restart one process: at start it sets the fences of the journal before it serves anything. Run the doctor again. If the finding stays: ${COPY_KEYRING} Then restore a newer one.`,
  'fence-missing': `The keyring does not know of an erasure: it is older than the log. Restart one process, which applies the journal. If the finding stays: ${COPY_KEYRING} Then restore a newer one.`,
  'keyring-ahead-of-journal':
    'The keyring knows more erasures than the log, because an older log was put back. Keep a copy of the log (pg_dump), which has the events since; then restore the newest log. If there is none, carry out again the erasures that were asked for since its backup.',
  'lookup-of-erased':
    'Somebody who was erased can still be looked up. Restart one process: at start it removes the look-ups of erased owners.',
  'erasure-unfinished':
    'An erasure has not come to its end; a timer resumes it. Make sure that a projector runs and that timers do not fail (inzage_timers_failing). The log of the projector says why the erasure waits.',
  // Projections and timers.
  'log-moved-away':
    'The log was copied to another place and goes on there. Correct EVENTSTORE_URL or DATABASE_URL. To go back, copy the log back.',
  'read-models-of-another-log':
    'The positions of the read models mean nothing in this log. Correct EVENTSTORE_URL; or give the service a new, empty database for DATABASE_URL and DATABASE_ADMIN_URL, and leave this one as it is.',
  'projection-failed':
    'The named event cannot be applied, and that read model stands still; it tries again every ten seconds. Start the newest version everywhere. If the event is of that version, run npm run projections:rebuild. If no version applies the event, two officers can decide that the read model passes over it (docs/operations.md, "A projection stands at an event").',
  'passing-proposed':
    'An officer proposed that the named projections pass over an event, and they wait. A second officer approves the proposal, or somebody withdraws it (POST /v1/passings/…/approve or …/withdraw).',
  'event-passed-over':
    'The named projections passed over an event, and lack what it says. Once every process runs a version that can apply the event, an officer makes up for it (POST /v1/passings/…/make-up). Then rebuild what the answer names.',
  'projection-behind':
    'A read model is behind the log; it catches up by itself. Make sure that a projector runs, and find out what PostgreSQL waits for (disk, locks).',
  'projection-missing': 'A read model was never begun. Start a projector of this version.',
  'checkpoint-ahead': `${EVIDENCE} The register has entries of events that the log does not have, because an older log was put back. Restore the newest log. If there is none, set the register aside and give the service read models that begin anew (docs/operations.md).`,
  'projector-absent': 'No process runs projections or timers. Start one with INZAGE_RUN=projector (or both).',
  'timer-overdue':
    'A timer is due and nobody has fired it. Make sure that a projector runs, and that the clock of its machine is right.',
  'timer-failing':
    'A timer fails; it tries again at least every five minutes. The log of the projector names the error: remove its cause.',
  'sweep-failing':
    'A sweep fails; until it succeeds, orphaned keys and abandoned claims stay. The log of the projector names the error: remove its cause.',
  // Read models against the log.
  'register-entry-altered': `${EVIDENCE} Somebody changed the register: the event is as it was, or the tree has another entry as its leaf. Stop the projectors. Restore the register from a backup, or set it aside and let it begin anew from the log (docs/operations.md). Find out who held the owner role.`,
  'register-entry-missing': `${EVIDENCE} Somebody took entries out of the register. Do as for register-entry-altered.`,
  'register-entry-foreign': `${EVIDENCE} The register has entries that no event makes. If log-gap or checkpoint-ahead says that the log lost events, follow that; otherwise do as for register-entry-altered.`,
  'register-index-altered': `${EVIDENCE} The entries are right, but the columns by which queries find them are not. Run npm run projections:rebuild -- register.`,
  'tree-altered': `${EVIDENCE} Somebody changed the tree of the register, or entries under it. If no check names an entry, run npm run projections:rebuild -- register: it refuses, and says where. Then restore both tables from a backup.`,
  'tree-missing': `${EVIDENCE} Somebody took roots of blocks out of the tree of the register. Run npm run projections:rebuild -- register, and find out who took them out.`,
  'checkpoint-altered': `${EVIDENCE} Somebody changed a checkpoint that the operator keeps. The other place, the witnesses and whoever fetched it have it as it was: compare it with theirs, and find out who changed it.`,
  'checkpoint-missing': `${EVIDENCE} The table or the file lacks a checkpoint that the other has, and the newest checkpoint does not account for it: somebody took it out. The witnesses and whoever fetched it have it: compare it with theirs, and find out who took it out.`,
  'register-forked': `${EVIDENCE} The register is not what was signed, at the named sizes; the service signs nothing any more. Restore log and register from the newest backup. If there is none, two officers record the incident and begin a new origin (docs/operations.md).`,
  'register-silence-altered': `${EVIDENCE} The register does not hide what the person concerned may not know yet. Run npm run projections:rebuild -- register.`,
  'record-differs': `${EVIDENCE} A record is not what its events make of it. Run npm run projections:rebuild -- records. If the finding comes back, the program is at fault: report it.`,
  'record-missing': `${EVIDENCE} A customer has no record. Run npm run projections:rebuild -- records.`,
  'record-foreign': `${EVIDENCE} There is a record of somebody whom the log does not know. Run npm run projections:rebuild -- records, and find out who wrote it.`,
  'lookup-missing': `Customers are not found by what they are known by. ${COPY_KEYRING} Then let the look-ups begin anew (docs/operations.md), or restore a newer keyring.`,
} as const satisfies Record<string, string>;

export type Code = keyof typeof CODES;
