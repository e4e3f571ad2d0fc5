{{- define "service.service" -}}
apiVersion: v1
kind: Service
metadata:
  name: {{ include "service.fullname" .root }}
  labels: {{- include "service.labels" .root | nindent 4 }}
spec:
  selector: {{- include "service.selectorLabels" .root | nindent 4 }}
  ports:
    - { name: http, port: 80, targetPort: http, appProtocol: http }
    - { name: health, port: 9090, targetPort: health, appProtocol: http }
{{- end }}

{{- define "service.podDisruptionBudget" -}}
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: {{ include "service.fullname" .root }}
  labels: {{- include "service.labels" .root | nindent 4 }}
spec:
  maxUnavailable: {{ .values.podDisruptionBudget.maxUnavailable }}
  # A pod that is not ready anyway may always be evicted, or a drain waits for what never comes.
  unhealthyPodEvictionPolicy: AlwaysAllow
  selector:
    matchLabels: {{- include "service.selectorLabels" .root | nindent 6 }}
{{- end }}
