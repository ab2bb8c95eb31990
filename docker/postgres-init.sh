#!/bin/sh
# Roles and databases of an installation: the owner migrates, the service may only what it was granted, the keyring is apart.
set -e
psql -v ON_ERROR_STOP=1 -U postgres -v service="$SERVICE_PASSWORD" -v owner="$OWNER_PASSWORD" -v keyring="$KEYRING_PASSWORD" <<'SQL'
create role inzage_owner login password :'owner';
create role inzage_service login password :'service';
create role inzage_keyring login password :'keyring';
create database inzage owner inzage_owner;
create database inzage_keyring owner inzage_keyring;
revoke connect, temporary on database inzage from public;
revoke connect, temporary on database inzage_keyring from public;
grant connect on database inzage to inzage_service;
SQL
