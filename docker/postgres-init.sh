#!/bin/sh
# Roles and database of the log: the owner migrates, the service may only what it was granted.
set -e
psql -v ON_ERROR_STOP=1 -U postgres -v service="$SERVICE_PASSWORD" -v owner="$OWNER_PASSWORD" <<'SQL'
create role inzage_owner login password :'owner';
create role inzage_service login password :'service';
create database inzage owner inzage_owner;
revoke connect, temporary on database inzage from public;
grant connect on database inzage to inzage_service;
SQL
