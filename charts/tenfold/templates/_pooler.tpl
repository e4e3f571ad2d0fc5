{{/* Two entries for each server: one for work, one for watching it, which must not wait behind work. */}}
{{- define "tenfold.poolerConfig" -}}
{{- $pooler := .root.Values.global.postgres.pooler -}}
{{- $watching := 2 -}}
{{- $address := printf "host=%s port=%v dbname=%s" .server.host .server.port .server.database -}}
[databases]
{{ .server.database }} = {{ $address }} pool_size={{ sub (div $pooler.connections $pooler.replicas) $watching }}
{{ .server.database }}_watch = {{ $address }} pool_size={{ $watching }}

[pgbouncer]
listen_addr = *
listen_port = 6432
unix_socket_dir =
auth_file = /run/pgbouncer/users.txt
max_client_conn = {{ add (include "tenfold.connectionsWanted" .root) 20 }}
{{ .root.Files.Get "files/pgbouncer.ini" }}
{{- end }}
