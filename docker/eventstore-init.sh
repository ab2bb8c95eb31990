#!/bin/sh
# A user of the service's own on the cluster, made by its administrator; again, to no effect. The user is an event: until
# a leader is elected, it is tried again for a minute.
for try in $(seq 30); do
  answer=$(curl -sS --cacert /certs/ca/ca.crt -o /dev/null -w '%{http_code}' -u "admin:$EVENTSTORE_ADMIN_PASSWORD" \
    -H 'content-type: application/json' https://eventstore1:2113/users/ \
    -d "{\"loginName\": \"inzage\", \"fullName\": \"Inzage\", \"groups\": [], \"password\": \"$EVENTSTORE_PASSWORD\"}")
  case $answer in
    201) echo 'The user inzage was made.'; exit 0 ;;
    409) echo 'The user inzage is there.'; exit 0 ;;
  esac
  sleep 2
done
echo "The user inzage could not be made: the server answered $answer." >&2
exit 1
