{{- define "tenfold.labels" -}}
app.kubernetes.io/name: {{ .name }}
app.kubernetes.io/instance: {{ .root.Release.Name | quote }}
app.kubernetes.io/component: {{ .component | default "platform" }}
app.kubernetes.io/part-of: tenfold
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
{{- end }}

{{- define "tenfold.selectorLabels" -}}
app.kubernetes.io/name: {{ .name }}
app.kubernetes.io/instance: {{ .root.Release.Name | quote }}
{{- end }}

{{/* The services with their values: name -> values, defaults included. */}}
{{- define "tenfold.services" -}}
{{- range list "quiz" "orders" "order-items" }}
{{ . }}: {{ include "service.values" (dict "Values" (index $.Values .)) }}
{{- end }}
{{- end }}

{{/* Names of the shards: shard-1, shard-2 and so on, or yours. */}}
{{- define "tenfold.shards" -}}
{{- $postgres := .Values.global.postgres -}}
{{- $names := list -}}
{{- if eq $postgres.mode "external" -}}
{{- range $postgres.external.shards }}{{ $names = append $names .name }}{{ end -}}
{{- else -}}
{{- range untilStep 1 (int (add1 $postgres.shards)) 1 }}{{ $names = append $names (printf "shard-%d" .) }}{{ end -}}
{{- end -}}
{{- $names | toJson -}}
{{- end }}

{{/* Which buckets are where: 4,096 of them, evenly over the shards. Once a shard has a map on record, that one counts. */}}
{{- define "tenfold.shardMap" -}}
{{- $postgres := .Values.global.postgres -}}
{{- $names := include "tenfold.shards" . | fromJsonArray -}}
{{- $count := len $names -}}
{{- $shards := dict -}}
{{- $ranges := list -}}
{{- range $index, $name := $names -}}
{{- $ranges = append $ranges (dict "from" (div (mul 4096 $index) $count) "to" (sub (div (mul 4096 (add1 $index)) $count) 1) "shard" $name) -}}
{{- $_ := set $shards $name (include "tenfold.shardServers" (dict "root" $ "name" $name "index" $index) | fromJson) -}}
{{- end -}}
{{- dict "version" 1 "epoch" (int $postgres.epoch) "shards" $shards "ranges" $ranges | toPrettyJson -}}
{{- end }}

{{/* Name of a shard's primary; a cluster of CloudNativePG takes 50 characters, and adds to them. */}}
{{- define "tenfold.server" -}}
{{- $limit := ternary 50 52 (eq .root.Values.global.postgres.mode "cnpg") -}}
{{- include "service.name" (dict "root" .root "part" .name "limit" $limit) -}}
{{- end }}

{{/* Of one shard: {primary, replicas}, each with its pooler where the release brings one. */}}
{{- define "tenfold.shardServers" -}}
{{- $postgres := .root.Values.global.postgres -}}
{{- $server := include "tenfold.server" . -}}
{{- $address := dict "port" 5432 "database" "tenfold" -}}
{{- $primary := merge (dict "host" $server) $address -}}
{{- $replicas := list -}}
{{- if eq $postgres.mode "external" -}}
{{- $given := index $postgres.external.shards .index -}}
{{- $address = dict "database" $postgres.external.database -}}
{{- $primary = merge (dict) $given.primary $address -}}
{{- range $given.replicas | default list }}{{ $replicas = append $replicas (merge (dict) . $address) }}{{ end -}}
{{- else if eq $postgres.mode "cnpg" -}}
{{- $primary = merge (dict "host" (printf "%s-rw" $server)) $address -}}
{{- if gt (int $postgres.replicas) 0 }}{{ $replicas = append $replicas (merge (dict "host" (printf "%s-ro" $server)) $address) }}{{ end -}}
{{- else -}}
{{- $follower := include "service.name" (dict "root" .root "part" (printf "%s-replica" .name)) -}}
{{- range until (int $postgres.replicas) -}}
{{- $replicas = append $replicas (merge (dict "host" (printf "%s-%d.%s" $follower . $follower)) $address) -}}
{{- end -}}
{{- end -}}
{{- if eq $postgres.pooler.mode "embedded" -}}
{{- $_ := set $primary "pooler" (dict "host" (include "service.name" (dict "root" .root "part" (printf "%s-pooler" .name))) "port" 6432) -}}
{{- range $index, $replica := $replicas -}}
{{- $host := include "service.name" (dict "root" $.root "part" (printf "%s-replica-%d-pooler" $.name $index)) -}}
{{- $_ := set $replica "pooler" (dict "host" $host "port" 6432) -}}
{{- end -}}
{{- end -}}
{{- dict "primary" $primary "replicas" $replicas | toJson -}}
{{- end }}

{{/* Connections that the pods of all services may ask for: of a server, or of what stands before it. */}}
{{- define "tenfold.connectionsWanted" -}}
{{- $sum := 0 -}}
{{- range include "tenfold.services" . | fromYaml }}{{ $sum = add $sum (mul (include "service.processes" .) (add1 .database.poolSize)) }}{{ end -}}
{{- $sum -}}
{{- end }}

{{/* A value of a Secret as it is in the cluster, or a new one: base64. Rendering without a cluster makes new ones each time. */}}
{{- define "tenfold.kept" -}}
{{- $secret := lookup "v1" "Secret" .root.Release.Namespace .name | default dict -}}
{{- $known := dig "data" .key "" $secret -}}
{{- $known | default (.new | b64enc) -}}
{{- end }}

{{/* Of what migrations need, where they run before everything else. */}}
{{- define "tenfold.hookAnnotations" -}}
{{- $hook := false -}}
{{- range include "tenfold.services" . | fromYaml }}{{ if eq .migrations.mode "hook" }}{{ $hook = true }}{{ end }}{{ end -}}
{{- if $hook }}
helm.sh/hook: pre-install,pre-upgrade
helm.sh/hook-weight: "-10"
helm.sh/hook-delete-policy: before-hook-creation
{{- end }}
{{- end }}

{{- define "tenfold.natsMonitors" -}}
{{- if eq .Values.global.nats.mode "external" -}}
{{- join "," .Values.global.nats.monitorUrls -}}
{{- else -}}
{{- $urls := list -}}
{{- $nats := include "service.name" (dict "root" . "part" "nats") -}}
{{- range until (int .Values.global.nats.replicas) }}{{ $urls = append $urls (printf "http://%s-%d.%s:8222" $nats . $nats) }}{{ end -}}
{{- join "," $urls -}}
{{- end -}}
{{- end }}
