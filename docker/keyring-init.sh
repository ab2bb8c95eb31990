#!/bin/sh
# Role and database of the keyring.
set -e
psql -v ON_ERROR_STOP=1 -U postgres -v keyring="$KEYRING_PASSWORD" <<'SQL'
create role inzage_keyring login password :'keyring';
create database inzage_keyring owner inzage_keyring;
revoke connect, temporary on database inzage_keyring from public;
SQL
