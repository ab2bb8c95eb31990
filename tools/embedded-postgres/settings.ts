/**
 * The settings of the embedded PostgreSQL, written at each start.
 * Nothing that a statement carries may reach PostgreSQL's own log: an error's text can hold a value
 * (`invalid input syntax … "…"`), so errors of statements are not logged at all (`log_min_messages = log` is above
 * `error`), the statement is never added, and no parameters and no detail are.
 */
export function settings(port: number, extra: Readonly<Record<string, string>> = {}): string {
  const all: Record<string, string> = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    max_connections: '100',
    password_encryption: 'scram-sha-256',
    fsync: 'on',
    full_page_writes: 'on',
    synchronous_commit: 'on',
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    // A client that vanished must not hold locks for ever.
    idle_in_transaction_session_timeout: '60s',
    tcp_keepalives_idle: '30',
    log_min_messages: 'log',
    log_min_error_statement: 'panic',
    log_statement: 'none',
    log_min_duration_statement: '-1',
    log_parameter_max_length: '0',
    log_parameter_max_length_on_error: '0',
    log_error_verbosity: 'terse',
    log_checkpoints: 'off',
    log_lock_waits: 'off',
    log_autovacuum_min_duration: '-1',
    log_line_prefix: '%m [%p] ',
    ...extra,
  };
  return Object.entries(all)
    .map(([name, value]) => `${name} = '${value}'\n`)
    .join('');
}

/** Only password logins over loopback. */
export const HOST_BASED_AUTHENTICATION = 'host all all 127.0.0.1/32 scram-sha-256\n';
