# Sees to it that this replica can follow its primary, before its server starts: a copy of this very primary, whose next WAL the primary
# still has. Anything else is copied anew.
set -eu
slot=$(hostname | tr - _)
export PGHOST=$PRIMARY PGUSER=tenfold_replicator PGPASSWORD=$REPLICATION_PASSWORD PGDATABASE=tenfold PGCONNECT_TIMEOUT=5
ask() { psql --no-psqlrc --tuples-only --no-align --command "$1"; }

until ask 'SELECT 1' >/dev/null 2>&1; do
  echo "waiting for $PRIMARY"
  sleep 1
done
if [ -s "$PGDATA/PG_VERSION" ]; then
  here=$(pg_controldata "$PGDATA" | sed -n 's/^Database system identifier: *//p')
  there=$(psql "dbname=tenfold replication=true" --no-psqlrc --tuples-only --no-align --field-separator ' ' --command 'IDENTIFY_SYSTEM' | cut -d ' ' -f 1)
  kept=$(ask "SELECT count(*) FROM pg_replication_slots WHERE slot_name = '$slot' AND wal_status <> 'lost'")
  if [ "$here" = "$there" ] && [ "$kept" = 1 ]; then exit 0; fi
  echo "this copy cannot follow $PRIMARY any more: it is made again"
fi
rm -rf "$PGDATA" "$PGDATA.draft"
ask "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = '$slot' AND NOT active" >/dev/null
pg_basebackup --pgdata "$PGDATA.draft" --wal-method stream --checkpoint fast --create-slot --slot "$slot" --write-recovery-conf
# Under its name only when it is complete.
mv "$PGDATA.draft" "$PGDATA"
