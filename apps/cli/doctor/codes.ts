/** What the doctor can find, and what an operator does about it. Codes are stable: alarms and scripts go by them. */
export const CODES = {
  // Databases.
  'database-unreachable':
    'Start PostgreSQL, or correct the address, role and password in the variable that is named.',
  'schema-behind':
    'Start this version of the service once: migrations run at start. Until then run the doctor of the older version.',
  'schema-ahead':
    'A newer version of the service has migrated this database: start that version everywhere, and use its doctor.',
  'role-excess':
    "Keep a copy of what grants them (\\dp of psql names who gave each) before you revoke it: the service's role may read log and register and add to them by their procedures, no more. Then find out what was done with them.",
  // Log.
  'log-unreachable':
    'Start the engine of the log, or correct EVENTSTORE_URL; the message says what is wrong.',
  'log-truncating-metadata':
    'Take the named metadata ($maxAge, $maxCount, $tb) away before the next scavenge, then run the doctor again: events that are gone are named.',
  'log-damaged':
    'Keep a copy of both databases as evidence (pg_dump) before anything else. Stop all processes and restore the log from its newest backup, then the keyring from one that is not older.',
  'log-gap':
    'Keep a copy of both databases as evidence (pg_dump) before anything else. Events are gone from the log: the register still has their entries, with their hashes, so do not rebuild it. Stop all processes and restore the log from its newest backup.',
  'event-altered':
    "Keep a copy of both databases as evidence (pg_dump) before anything else. Somebody changed an event: the register's entry has the hash of what it was, so do not rebuild or replace the register. Stop all processes, restore the log from a backup before the change; find out who held the owner role. Where nothing here tells which of event and entry it was, a backup or a checkpoint that somebody keeps does.",
  'stream-foreign':
    "Somebody else writes under the log's streamPrefix: these streams are passed over. Give them another name, or this log a prefix of its own.",
  'event-foreign':
    'Keep a copy of both databases as evidence (pg_dump) before anything else. The log has an event that the register has no entry of, between others that it has: it was put in afterwards. Stop all processes, restore the log from a backup before that; find out who held the owner role.',
  'event-unregistered':
    "Keep a copy of both databases as evidence (pg_dump) before anything else. The register has no entry of an event that the log has, and all others: it passed over it, because somebody moved its checkpoint, which the service's role can; or the event was put into the log and all that follows moved on, which only the owner role can. A backup of the log tells which: restore or set aside neither before that is known.",
  'event-unknown': 'Events of a newer version: start the same version everywhere.',
  // Secrets and keyring.
  'keyring-unreachable':
    'Start the database of KEYRING_URL. Meanwhile no value can be read; nothing is lost.',
  'keyring-not-migrated': 'KEYRING_URL names a database without keyring: correct it, or restore the keyring.',
  'keyring-empty':
    'Restore the keyring from its newest backup, not older than the log. Do not start the service on an empty one.',
  'keyring-of-another-log':
    'KEYRING_URL or DATABASE_URL names the wrong database, or one was restored without the other: put together what belongs together.',
  'secrets-missing': 'Restore the file of INZAGE_SECRETS_FILE from its own backup.',
  'secrets-unreadable': 'Let the user that runs the service read the file of INZAGE_SECRETS_FILE.',
  'secrets-exposed': 'chmod 600 the file of INZAGE_SECRETS_FILE; who could read it could read the keyring.',
  'secrets-malformed':
    'Keep a copy of the present file, which may have what no backup has; then restore the file of INZAGE_SECRETS_FILE from its own backup.',
  'secrets-superseded':
    'INZAGE_SECRETS_FILE is a copy from before the fingerprints of version 1 were ended. Keep a copy of it, and restore the file that was written then, or run npm run keys -- fingerprints on this one.',
  'secrets-of-another-log':
    'INZAGE_SECRETS_FILE is that of another installation: keep a copy of it for that one, and restore the one of this log.',
  'secrets-of-another-keyring':
    'The master key is not the one of this keyring. Keep a copy of the file, and restore the file of INZAGE_SECRETS_FILE that belongs to it.',
  'master-key-missing':
    'An epoch that is still in use is not in the file of INZAGE_SECRETS_FILE. Keep a copy of it, which may have an epoch that no other has, and restore the newest.',
  'key-unreadable':
    'Keep a copy of the keyring as evidence (pg_dump) before anything else: it has keys that no backup has. These rows were altered: restore them alone, from a backup before that. Or their epoch of the master key is gone: restore the file of INZAGE_SECRETS_FILE that has it.',
  'key-missing':
    'The keyring is older than the log. Keep a copy of it (pg_dump), which has the keys that were made since; stop all processes and restore a newer keyring. It is an outage (503 key-unavailable), never an erasure.',
  // Erasure.
  'key-alive':
    'Data of somebody who was erased can be read: an older keyring was restored. Restart one process: at start the fences of the journal are set before anything is served. Run the doctor again; if it stays, keep a copy of the keyring (pg_dump) and restore a newer one.',
  'fence-missing':
    'The keyring does not know of an erasure: it is older than the log. Restart one process, which applies the journal; if it stays, keep a copy of the keyring (pg_dump) and restore a newer one.',
  'keyring-ahead-of-journal':
    'The keyring knows more erasures than the log: an older log was restored. Keep a copy of the log (pg_dump), which has the events since; restore the newest; else carry out again the erasures that were asked for since its backup.',
  'lookup-of-erased': 'Restart one process: at start look-ups of erased owners are removed.',
  'erasure-unfinished':
    'A timer carries it on: see that a projector runs and timers are not failing (inzage_timers_failing); the log of the projector says why.',
  // Projections and timers.
  'log-moved-away':
    'The log was copied to another place and goes on there: correct EVENTSTORE_URL or DATABASE_URL. To go back, copy it back.',
  'read-models-of-another-log':
    'The positions of the read models mean nothing in this log: correct EVENTSTORE_URL; or give the service a new, empty database for DATABASE_URL and DATABASE_ADMIN_URL, and leave this one as it is.',
  'projection-failed':
    'The named event cannot be applied, and that read model stands still. Start the newest version everywhere; if the event is of it, rebuild: npm run projections:rebuild. It tries again by itself every ten seconds. Where no version applies it, two officers can decide that it is passed over ("A projection stands at an event").',
  'passing-proposed':
    'An officer proposed that the named projections pass over an event, and they wait: a second officer approves it, or somebody withdraws it (POST /v1/passings/…/approve or …/withdraw).',
  'event-passed-over':
    'What the named projections would have made of an event is missing. Once a version that can apply it runs everywhere, an officer makes up for it: POST /v1/passings/…/make-up, then rebuild what the answer names.',
  'projection-behind':
    'See that a projector runs and what PostgreSQL waits for (disk, locks); it catches up by itself.',
  'projection-missing': 'A read model was never begun: start a projector of this version.',
  'checkpoint-ahead':
    'Keep a copy of both databases as evidence (pg_dump) before anything else: the register has entries of events that the log does not have, because an older log was restored. Restore the newest log; if there is none, set the register aside and give the service read models that begin anew (docs/operations.md).',
  'projector-absent': 'No process runs projections or timers: start one with INZAGE_RUN=projector (or both).',
  'timer-overdue': 'See that a projector runs, and that the clock of its machine is right.',
  'timer-failing':
    'The log of the projector names the error of each; it tries again at least every five minutes.',
  'sweep-failing':
    'The log of the projector names the error; until it is gone, orphaned keys and abandoned claims stay.',
  // Read models against the log.
  'register-entry-altered':
    'Keep a copy of both databases as evidence (pg_dump) before anything else. Somebody changed the register: the event is as it was, or the tree has another entry as its leaf. Stop the projectors and restore the register from a backup, or set it aside and let it begin anew from the log (docs/operations.md); find out who held the owner role.',
  'register-entry-missing':
    'Keep a copy of both databases as evidence (pg_dump) before anything else. Entries were taken out of the register: as for register-entry-altered.',
  'register-entry-foreign':
    'Keep a copy of both databases as evidence (pg_dump) before anything else. The register has entries that no event makes: as for register-entry-altered, unless log-gap or checkpoint-ahead says that the log lost events.',
  'register-index-altered':
    'Keep a copy of both databases as evidence (pg_dump) before anything else. The entry is right, what finds it is not: npm run projections:rebuild -- register.',
  'tree-altered':
    'Keep a copy of both databases as evidence (pg_dump) before anything else. Somebody changed the tree of the register or its entries. If no check names an entry, npm run projections:rebuild -- register refuses and says where; restore both tables from a backup.',
  'tree-missing':
    'Keep a copy of both databases as evidence (pg_dump) before anything else. Roots of blocks were taken out of the tree of the register: npm run projections:rebuild -- register, and find out who did it.',
  'checkpoint-altered':
    'Keep a copy of both databases as evidence (pg_dump) before anything else. Somebody changed a checkpoint that the operator keeps: the other place, the witnesses and whoever fetched it have it as it was.',
  'checkpoint-missing':
    'Keep a copy of both databases as evidence (pg_dump) before anything else. The table or the file lacks a checkpoint that the other has, and the newest does not account for it: somebody took it out. The witnesses and whoever fetched it have it.',
  'register-forked':
    'Keep a copy of both databases as evidence (pg_dump) before anything else. The register is not what was signed, at the named sizes; nothing is signed any more. Restore log and register from the newest backup; if there is none, two officers record the incident and begin a new origin (docs/operations.md).',
  'register-silence-altered':
    'Keep a copy of both databases as evidence (pg_dump) before anything else. What the person concerned may not know yet is not hidden as decided: npm run projections:rebuild -- register.',
  'record-differs':
    'Keep a copy of both databases as evidence (pg_dump) before anything else. The record is not what its events make of it: npm run projections:rebuild -- records. If it comes back, it is a fault of the program: report it.',
  'record-missing':
    'Keep a copy of both databases as evidence (pg_dump) before anything else. A customer has no record: npm run projections:rebuild -- records.',
  'record-foreign':
    'Keep a copy of both databases as evidence (pg_dump) before anything else. A record of somebody whom the log does not know: npm run projections:rebuild -- records, and find out who wrote it.',
  'lookup-missing':
    'Keep a copy of the keyring (pg_dump). Customers are not found by what they are known by: let the look-ups begin anew (docs/operations.md), or restore a newer keyring.',
} as const satisfies Record<string, string>;

export type Code = keyof typeof CODES;
