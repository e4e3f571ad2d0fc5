{{/* Labels and annotations of pods that are no service's: `own` labels, and what `values` say, which stand at `at`. */}}
{{- define "tenfold.podMetadata" -}}
labels: {{- include "service.podLabels" . | nindent 2 }}
{{- with include "service.texts" (list .annotations .values.podAnnotations) }}
annotations: {{- . | nindent 2 }}
{{- end }}
{{- end }}

{{/* Secrets that the chart makes, unless others are given. */}}
{{- define "tenfold.postgresSecret" -}}
{{- .Values.global.postgres.existingSecret | default (include "service.name" (dict "root" . "part" "postgres")) | quote -}}
{{- end }}

{{- define "tenfold.issuerSecret" -}}
{{- .Values.global.auth.existingSecret | default (include "service.name" (dict "root" . "part" "issuer")) | quote -}}
{{- end }}
