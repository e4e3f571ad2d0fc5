{{/*
What the stores ask for, with what the values say over it. Here, and not among the values: Helm puts back what somebody takes away from
`global` by null.
*/}}
{{- define "tenfold.resources" -}}
{{- $defaults := dict
  "postgres" (dict "requests" (dict "cpu" "100m" "memory" "256Mi" "ephemeral-storage" "32Mi") "limits" (dict "memory" "512Mi" "ephemeral-storage" "128Mi"))
  "pooler" (dict "requests" (dict "cpu" "20m" "memory" "16Mi" "ephemeral-storage" "8Mi") "limits" (dict "memory" "64Mi" "ephemeral-storage" "32Mi"))
  "nats" (dict "requests" (dict "cpu" "50m" "memory" "64Mi" "ephemeral-storage" "16Mi") "limits" (dict "memory" "256Mi" "ephemeral-storage" "64Mi"))
  "redis" (dict "requests" (dict "cpu" "50m" "memory" "64Mi" "ephemeral-storage" "16Mi") "limits" (dict "memory" "192Mi" "ephemeral-storage" "64Mi")) -}}
{{- include "service.resources" (mergeOverwrite (get $defaults .of) (deepCopy (.given | default dict))) -}}
{{- end }}
