{{/* Everything that cannot work, said with the name of the value that would mend it. */}}
{{- define "tenfold.validate" -}}
{{- $global := .Values.global -}}
{{- $postgres := $global.postgres -}}
{{- $services := include "tenfold.services" . | fromYaml -}}
{{- $pooler := $postgres.pooler -}}
{{- $pooled := ne $pooler.mode "none" -}}
{{- $sum := 0 -}}
{{- $parts := list -}}
{{- range $name, $values := $services -}}
{{- $processes := include "service.processes" $values | int -}}
{{- $share := mul $processes (add1 $values.database.poolSize) -}}
{{- $part := printf "%s %d x (%v + 1) = %d" $name $processes $values.database.poolSize $share -}}
{{- if $pooled }}{{ $share = int $pooler.connections }}{{ $part = printf "%s %d by its poolers" $name $share }}{{ end -}}
{{- $sum = add $sum $share -}}
{{- $parts = append $parts $part -}}
{{- if and (eq $values.migrations.mode "hook") (ne $postgres.mode "external") }}
{{- fail (printf "%s.migrations.mode is hook, which runs before the stores of this release are there: with global.postgres.mode %s it must be job" $name $postgres.mode) }}
{{- end }}
{{- end -}}
{{- $room := sub (int $postgres.maxConnections) (int $postgres.reservedConnections) -}}
{{- if gt (int $sum) (int $room) }}
{{- fail (printf "the services may open %d connections to each Postgres server (%s), and it has room for %d: lower %s, or raise global.postgres.maxConnections" (int $sum) (join ", " $parts) (int $room) (ternary "global.postgres.pooler.connections" "autoscaling.replicas.max or database.poolSize of a service" $pooled)) }}
{{- end }}
{{- if and (eq $pooler.mode "embedded") (lt (div $pooler.connections $pooler.replicas) 3) }}
{{- fail (printf "global.postgres.pooler.connections (%v) over global.postgres.pooler.replicas (%v) leaves a pooler fewer than 3 of a service: two for watching the server, and one for work" $pooler.connections $pooler.replicas) }}
{{- end }}
{{- if and (eq $pooler.mode "external") (ne $postgres.mode "external") }}
{{- fail "global.postgres.pooler.mode is external, and the servers are of this release: set it to embedded" }}
{{- end }}
{{- if eq $postgres.mode "external" }}
{{- if not $postgres.external.shards }}{{ fail "global.postgres.mode is external: name the servers in global.postgres.external.shards" }}{{ end }}
{{- if not $postgres.external.adminSecret }}{{ fail "global.postgres.mode is external: global.postgres.external.adminSecret must name a Secret with admin-user and admin-password, for migrations" }}{{ end }}
{{- $known := list }}
{{- range $index, $shard := $postgres.external.shards }}
{{- if has $shard.name $known }}{{ fail (printf "global.postgres.external.shards[%d].name is %s, as another one's is" $index $shard.name) }}{{ end }}
{{- $known = append $known $shard.name }}
{{- if and (eq $pooler.mode "embedded") (not (regexMatch "^[a-z0-9]([-a-z0-9]{0,18}[a-z0-9])?$" $shard.name)) }}
{{- fail (printf "global.postgres.external.shards[%d].name (%s) becomes part of the names of its poolers: 20 lower-case letters, digits and hyphens at most" $index $shard.name) }}
{{- end }}
{{- if and (eq $pooler.mode "external") (not $shard.primary.pooler) }}
{{- fail (printf "global.postgres.pooler.mode is external: name global.postgres.external.shards[%d].primary.pooler" $index) }}
{{- end }}
{{- end }}
{{- end }}
{{- if eq $global.nats.mode "external" }}
{{- if not $global.nats.url }}{{ fail "global.nats.mode is external: set global.nats.url" }}{{ end }}
{{- else if not (has (int $global.nats.replicas) (list 1 3 5)) }}
{{- fail (printf "global.nats.replicas is %v: JetStream needs an odd number of servers to agree, 1, 3 or 5" $global.nats.replicas) }}
{{- end }}
{{- if eq $global.nats.mode "embedded" }}
{{- $running := dig "spec" "replicas" 0 (lookup "apps/v1" "StatefulSet" .Release.Namespace (include "service.name" (dict "root" . "part" "nats")) | default dict) | int -}}
{{- if and $running (ne (eq $running 1) (eq (int $global.nats.replicas) 1)) }}
{{- fail (printf "global.nats.replicas is %v, and %d run: a server alone keeps its streams in another way than a cluster, which would throw them away. See docs/kubernetes.md" $global.nats.replicas $running) }}
{{- end }}
{{- end }}
{{- if and (eq $global.redis.mode "external") (not $global.redis.url) }}{{ fail "global.redis.mode is external: set global.redis.url" }}{{ end }}
{{- if eq $global.auth.mode "external" }}
{{- if or (not $global.auth.issuer) (not $global.auth.jwksUrl) }}{{ fail "global.auth.mode is external: set global.auth.issuer and global.auth.jwksUrl" }}{{ end }}
{{- if not (include "tenfold.natsMonitors" .) }}{{ fail "production refuses a NATS that does not sync each write: set global.nats.monitorUrls" }}{{ end }}
{{- end }}
{{- if and (eq $global.exposure.type "gateway") (not $global.exposure.parentRefs) }}
{{- fail "global.exposure.type is gateway: global.exposure.parentRefs must name a Gateway" }}
{{- end }}
{{- end }}
