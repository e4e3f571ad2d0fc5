{{/* What a process of the service is told, whichever way the stores are run. */}}
{{- define "service.environment" -}}
{{- $release := .root.Release.Name -}}
{{- $v := .values -}}
- name: DATABASE_USER
  value: {{ .root.Chart.Name | replace "-" "_" }}
- name: DATABASE_PASSWORD
  valueFrom:
    secretKeyRef:
      name: {{ $v.database.existingSecret | default (printf "%s-%s-database" $release .root.Chart.Name) }}
      key: password
- name: DATABASE_POOL_SIZE
  value: {{ $v.database.poolSize | quote }}
- name: DATABASE_PROCESSES
  value: {{ include "service.processes" $v | quote }}
{{- with dig "postgres" "pooler" dict .root.Values.global }}
{{- if ne .mode "none" }}
- name: DATABASE_POOLER_CONNECTIONS
  value: {{ .connections | quote }}
{{- end }}
{{- end }}
- name: SHARD_MAP_FILE
  value: /etc/tenfold/shard-map.json
{{- end }}

{{- define "service.processEnvironment" -}}
{{- $release := .root.Release.Name -}}
{{- $v := .values -}}
{{ include "service.environment" . }}
- name: PORT
  value: "8080"
- name: HEALTH_PORT
  value: "9090"
- name: SERVICE_VERSION
  value: {{ $v.image.digest | default $v.image.tag | default .root.Chart.AppVersion | quote }}
- name: SHUTDOWN_DELAY
  value: {{ printf "%vs" $v.shutdown.delaySeconds }}
- name: CURSOR_SECRET
  valueFrom:
    secretKeyRef:
      name: {{ $v.platform.existingSecret | default (printf "%s-platform" $release) }}
      key: cursor-secret
{{- range $name, $value := $v.env }}
- name: {{ $name }}
  value: {{ $value | quote }}
{{- end }}
{{- with $v.extraEnv }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "service.volumes" -}}
- name: shard-map
  configMap:
    name: {{ .values.platform.shardMap | default (printf "%s-shard-map" .root.Release.Name) }}
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
