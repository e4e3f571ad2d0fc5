{{- define "service.scalingBehavior" -}}
scaleUp:
  stabilizationWindowSeconds: {{ .scaleUp.window }}
  selectPolicy: Max
  policies:
    - { type: Percent, value: {{ .scaleUp.percent }}, periodSeconds: {{ .scaleUp.period }} }
    - { type: Pods, value: {{ .scaleUp.pods }}, periodSeconds: {{ .scaleUp.period }} }
scaleDown:
  stabilizationWindowSeconds: {{ .scaleDown.window }}
  policies:
    - { type: Percent, value: {{ .scaleDown.percent }}, periodSeconds: {{ .scaleDown.period }} }
{{- end }}

{{- define "service.autoscaler" -}}
{{- $scaling := .values.autoscaling -}}
{{- $name := include "service.fullname" .root -}}
{{- if eq $scaling.engine "hpa" -}}
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: {{ $name }}
  labels: {{- include "service.labels" .root | nindent 4 }}
spec:
  scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: {{ $name }} }
  minReplicas: {{ $scaling.replicas.min }}
  maxReplicas: {{ $scaling.replicas.max }}
  behavior: {{- include "service.scalingBehavior" $scaling | nindent 4 }}
  metrics:
    - type: ContainerResource
      containerResource:
        name: cpu
        container: {{ .root.Chart.Name }}
        target: { type: Utilization, averageUtilization: {{ $scaling.cpu.utilization }} }
    {{- if and $scaling.latency.podsMetric (ne $scaling.latency.mode "off") }}
    - type: Pods
      pods:
        metric: { name: {{ $scaling.latency.podsMetric | quote }} }
        target: { type: AverageValue, averageValue: {{ include "service.text" $scaling.latency.inflightPerPod | quote }} }
    {{- end }}
{{- else if eq $scaling.engine "keda" -}}
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata:
  name: {{ $name }}
  labels: {{- include "service.labels" .root | nindent 4 }}
  annotations:
    # From engine hpa: KEDA refuses what another autoscaler has, and Helm takes that away only afterwards.
    scaledobject.keda.sh/transfer-hpa-ownership: "true"
spec:
  scaleTargetRef: { name: {{ $name }} }
  minReplicaCount: {{ $scaling.replicas.min }}
  maxReplicaCount: {{ $scaling.replicas.max }}
  # Prometheus away: what runs stays, and CPU goes on to count.
  fallback: { failureThreshold: 3, replicas: {{ $scaling.replicas.min }}, behavior: currentReplicasIfHigher }
  advanced:
    horizontalPodAutoscalerConfig:
      name: {{ $name }}
      behavior: {{- include "service.scalingBehavior" $scaling | nindent 8 }}
  triggers:
    - type: cpu
      metricType: Utilization
      metadata:
        value: {{ include "service.text" $scaling.cpu.utilization | quote }}
        containerName: {{ .root.Chart.Name }}
    {{- if ne $scaling.latency.mode "off" }}
    - type: prometheus
      # KEDA would take AverageValue for both: a quantile divided by the pods once more.
      metricType: {{ ternary "Value" "AverageValue" (eq $scaling.latency.mode "p95") }}
      metadata:
        serverAddress: {{ $scaling.latency.prometheus | quote }}
        # Nothing scraped is an error, which keeps what runs; no traffic is 0.
        ignoreNullValues: "false"
        query: >-
          (sum(tenfold:{{ $scaling.latency.mode }}:guarded{{ include "service.series" .root }}) or vector(0))
          and on () (sum(up{{ include "service.series" .root }}) > 0)
        threshold: {{ ternary $scaling.latency.p95Seconds $scaling.latency.inflightPerPod (eq $scaling.latency.mode "p95") | include "service.text" | quote }}
    {{- end }}
{{- end -}}
{{- end }}

{{/* What the series of this service have in common, as the ServiceMonitor labels them. */}}
{{- define "service.series" -}}
{namespace="{{ .Release.Namespace }}",service="{{ include "service.fullname" . }}"}
{{- end }}
