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
{{- if and (ne $scaling.engine "none") (not (dig "requests" "cpu" "" ($v.resources | default dict))) }}
{{- fail (printf "%s.resources.requests.cpu is empty: the autoscaler counts in per cent of it" $at) }}
{{- end }}
{{- if and (ne (dig "exposure" "type" "none" .root.Values.global) "none") (not $v.exposure.paths) }}
{{- fail (printf "%s.exposure.paths is empty: name the path prefixes of the service, or set global.exposure.type to none" $at) }}
{{- end }}
{{- if le (int $v.shutdown.graceSeconds) (add 25 (int $v.shutdown.delaySeconds) | int) }}
{{- fail (printf "%s.shutdown.graceSeconds (%v) must exceed %s.shutdown.delaySeconds (%v) and the 25 s that a process may take to end" $at $v.shutdown.graceSeconds $at $v.shutdown.delaySeconds) }}
{{- end }}
{{- end }}
