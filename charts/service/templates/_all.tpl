{{/* The whole of a service's chart. */}}
{{- define "service.all" -}}
{{- $context := dict "root" . "values" (include "service.values" . | fromJson) -}}
{{- $v := $context.values -}}
{{- $latency := and (eq $v.autoscaling.engine "keda") (ne $v.autoscaling.latency.mode "off") -}}
{{- $_ := set $context "writable" (not $v.readOnlyRootFilesystem) -}}
{{- include "service.validate" $context -}}
{{- $parts := list "deployment" "service" "podDisruptionBudget" -}}
{{- if $v.serviceAccount.create }}{{ $parts = append $parts "serviceAccount" }}{{ end -}}
{{- if $v.networkPolicy.enabled }}{{ $parts = append $parts "networkPolicy" }}{{ end -}}
{{- if ne $v.autoscaling.engine "none" }}{{ $parts = append $parts "autoscaler" }}{{ end -}}
{{- if ne .Values.global.exposure.type "none" }}{{ $parts = append $parts "exposure" }}{{ end -}}
{{- if ne $v.migrations.mode "none" }}{{ $parts = append $parts "migration" }}{{ end -}}
{{- if and $v.networkPolicy.enabled (ne $v.migrations.mode "none") }}{{ $parts = append $parts "migrationNetworkPolicy" }}{{ end -}}
{{- if or $v.serviceMonitor.enabled $latency }}{{ $parts = append $parts "serviceMonitor" }}{{ end -}}
{{- if or $v.prometheusRule.enabled $latency }}{{ $parts = append $parts "prometheusRule" }}{{ end -}}
{{- range $parts }}
---
{{ include (printf "service.%s" .) $context }}
{{- end }}
{{- range $v.extraObjects }}
---
{{ tpl (toYaml .) $ }}
{{- end }}
{{- end }}
