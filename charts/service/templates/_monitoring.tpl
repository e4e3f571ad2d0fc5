{{- define "service.serviceMonitor" -}}
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata:
  name: {{ include "service.fullname" .root }}
  labels:
    {{- include "service.labelsWith" (dict "own" (include "service.labels" .root) "labels" .values.serviceMonitor.labels) | nindent 4 }}
spec:
  selector:
    matchLabels: {{- include "service.selectorLabels" .root | nindent 6 }}
  endpoints:
    - port: health
      path: /metrics
      interval: {{ .values.serviceMonitor.interval | quote }}
{{- end }}

{{/*
What the autoscaler asks for. Little's law: seconds of requests in a second are the requests in flight. Streams are left out, which take as
long as their clients. What is guarded counts only while the event loop itself is busy: a slow database is not cured by more pods.
*/}}
{{- define "service.prometheusRule" -}}
{{- $latency := .values.autoscaling.latency -}}
{{- $own := include "service.series" .root -}}
{{- $requests := $own | trimSuffix "}" | printf "%s,http_route!~\".*/export\"}" -}}
{{- $gate := printf "and on (namespace, service) (tenfold:rps:sum%s >= %v) and on (namespace, service) (avg_over_time(tenfold:elu:avg%s[%s]) > %v)" $own $latency.minRps $own $latency.gate.window $latency.gate.above -}}
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata:
  name: {{ include "service.fullname" .root }}
  labels:
    {{- include "service.labelsWith" (dict "own" (include "service.labels" .root) "labels" .values.prometheusRule.labels) | nindent 4 }}
spec:
  groups:
    - name: {{ include "service.fullname" .root }}-autoscaling
      interval: 10s
      rules:
        - record: tenfold:rps:sum
          expr: sum by (namespace, service) (rate(http_server_request_duration_seconds_count{{ $requests }}[1m]))
        - record: tenfold:elu:avg
          expr: avg by (namespace, service) (nodejs_eventloop_utilization_ratio{{ $own }})
        - record: tenfold:inflight:sum
          expr: sum by (namespace, service) (rate(http_server_request_duration_seconds_sum{{ $requests }}[1m]))
        - record: tenfold:p95:seconds
          expr: histogram_quantile(0.95, sum by (namespace, service, le) (rate(http_server_request_duration_seconds_bucket{{ $requests }}[1m])))
        - record: tenfold:inflight:guarded
          expr: tenfold:inflight:sum{{ $own }} {{ $gate }}
        - record: tenfold:p95:guarded
          # Three times the target at most: a quantile leaps, and pods should not.
          expr: clamp_max(tenfold:p95:seconds{{ $own }}, {{ mulf 3 $latency.p95Seconds }}) {{ $gate }}
{{- end }}
