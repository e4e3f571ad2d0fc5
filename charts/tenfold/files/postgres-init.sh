# Runs once, in an empty primary, before it listens to anybody.
psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" --set password="$REPLICATION_PASSWORD" <<'SQL'
CREATE ROLE tenfold_replicator LOGIN REPLICATION PASSWORD :'password';
SQL
echo 'host replication tenfold_replicator all scram-sha-256' >> "$PGDATA/pg_hba.conf"
