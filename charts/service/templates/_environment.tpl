{{/* What a process of the service is told, whichever way the stores are run. */}}
{{- define "service.environment" -}}
{{- $v := .values -}}
- name: DATABASE_USER
  value: {{ .root.Chart.Name | replace "-" "_" | quote }}
- name: DATABASE_PASSWORD
  valueFrom:
    secretKeyRef:
      name: {{ include "service.given" (dict "root" .root "part" (printf "%s-database" .root.Chart.Name) "given" $v.database.existingSecret) }}
      key: password
- name: DATABASE_POOL_SIZE
  value: {{ include "service.text" $v.database.poolSize | quote }}
- name: DATABASE_PROCESSES
  value: {{ include "service.processes" $v | quote }}
{{- with dig "postgres" "pooler" dict .root.Values.global }}
{{- if ne .mode "none" }}
- name: DATABASE_POOLER_CONNECTIONS
  value: {{ include "service.text" .connections | quote }}
{{- end }}
{{- end }}
- name: SHARD_MAP_FILE
  value: /etc/tenfold/shard-map.json
{{- end }}

{{- define "service.processEnvironment" -}}
{{- $v := .values -}}
{{ include "service.environment" . }}
- name: PORT
  value: "8080"
- name: HEALTH_PORT
  value: "9090"
- name: SERVICE_VERSION
  value: {{ $v.image.digest | default $v.image.tag | default .root.Chart.AppVersion | quote }}
- name: SHUTDOWN_DELAY
  value: {{ printf "%ss" (include "service.text" $v.shutdown.delaySeconds) | quote }}
- name: CURSOR_SECRET
  valueFrom:
    secretKeyRef:
      name: {{ include "service.given" (dict "root" .root "part" "platform" "given" $v.platform.existingSecret) }}
      key: cursor-secret
{{- end }}

{{/*
Variables that the chart sets (`own`, as YAML), with those of the values in their place: each name once, as {variables: […]}. A list with
a name twice is refused by server-side apply.
*/}}
{{- define "service.variables" -}}
{{- $byName := dict -}}
{{- $names := list -}}
{{- $given := list -}}
{{- range $name, $value := .values.env -}}
{{- if not (kindIs "invalid" $value) }}{{ $given = append $given (dict "name" $name "value" (include "service.text" $value)) }}{{ end -}}
{{- end -}}
{{- range concat (fromYamlArray .own) $given (.values.extraEnv | default list) -}}
{{- if not (hasKey $byName .name) }}{{ $names = append $names .name }}{{ end -}}
{{- $_ := set $byName .name . -}}
{{- end -}}
{{- $variables := list -}}
{{- range $names }}{{ $variables = append $variables (get $byName .) }}{{ end -}}
{{- dict "variables" $variables | toJson -}}
{{- end }}

{{- define "service.env" -}}
{{- range (include "service.variables" . | fromJson).variables }}
- name: {{ .name | quote }}
  {{- if .valueFrom }}
  valueFrom: {{- toYaml .valueFrom | nindent 4 }}
  {{- else }}
  value: {{ .value | default "" | quote }}
  {{- end }}
{{- end }}
{{- end }}

{{/* Port that a variable says: probes, Services and policies follow it by the port's name. */}}
{{- define "service.port" -}}
{{- $port := "" -}}
{{- range (include "service.variables" . | fromJson).variables }}{{ if eq .name $.variable }}{{ $port = .value | default "" }}{{ end }}{{ end -}}
{{- if not (and (regexMatch "^[1-9][0-9]{0,4}$" $port) (le (int $port) 65535)) }}
{{- fail (printf "%s.env.%s must be a port, as a value: it is %q" .root.Chart.Name .variable $port) }}
{{- end -}}
{{- $port -}}
{{- end }}

{{- define "service.volumes" -}}
- name: shard-map
  configMap:
    name: {{ include "service.given" (dict "root" .root "part" "shard-map" "given" .values.platform.shardMap) }}
- name: tmp
  emptyDir: { sizeLimit: 64Mi }
{{- end }}

{{- define "service.volumeMounts" -}}
- name: shard-map
  mountPath: /etc/tenfold
  readOnly: true
- name: tmp
  mountPath: /tmp
{{- end }}
