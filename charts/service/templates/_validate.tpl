{{/* Everything that cannot work, said with the name of the value that would mend it. */}}
{{- define "service.validate" -}}
{{- $v := .values -}}
{{- $at := .root.Chart.Name -}}
{{- $scaling := $v.autoscaling -}}
{{- if not $v.image.repository }}
{{- fail (printf "%s.image.repository is empty: name the image of the service" $at) }}
{{- end }}
{{- if gt (int $scaling.replicas.min) (int $scaling.replicas.max) }}
{{- fail (printf "%s.autoscaling.replicas.min (%v) is above %s.autoscaling.replicas.max (%v)" $at $scaling.replicas.min $at $scaling.replicas.max) }}
{{- end }}
{{- if and (eq $scaling.engine "keda") (ne $scaling.latency.mode "off") (not (and $v.prometheusRule.enabled $v.serviceMonitor.enabled)) }}
{{- fail (printf "%s.autoscaling.engine is keda with latency: it asks for the recording rules. Set %s.serviceMonitor.enabled and %s.prometheusRule.enabled, or %s.autoscaling.latency.mode to off" $at $at $at $at) }}
{{- end }}
{{- if and (ne $scaling.engine "none") (not (dig "requests" "cpu" "" $v.resources)) }}
{{- fail (printf "%s.resources.requests.cpu is empty: the autoscaler counts in per cent of it" $at) }}
{{- end }}
{{- if le (int $v.shutdown.graceSeconds) (add 25 (int $v.shutdown.delaySeconds) | int) }}
{{- fail (printf "%s.shutdown.graceSeconds (%v) must exceed %s.shutdown.delaySeconds (%v) and the 25 s that a process may take to end" $at $v.shutdown.graceSeconds $at $v.shutdown.delaySeconds) }}
{{- end }}
{{- end }}
