{{- define "service.networkPolicy" -}}
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: {{ include "service.fullname" .root }}
  labels: {{- include "service.labels" .root | nindent 4 }}
spec:
  podSelector:
    matchLabels: {{- include "service.selectorLabels" .root | nindent 6 }}
  policyTypes: [Ingress, Egress]
  ingress:
    - ports: [{ port: http }]
      {{- with .values.networkPolicy.ingressFrom }}
      from: {{- toYaml . | nindent 8 }}
      {{- end }}
    - ports: [{ port: health }]
      {{- with .values.networkPolicy.monitoringFrom }}
      from: {{- toYaml . | nindent 8 }}
      {{- end }}
  egress: {{- include "service.egress" . | nindent 4 }}
{{- end }}

{{/* Names, and what the release brings itself: stores and issuer; what lies outside is named by extraEgress. */}}
{{- define "service.egress" -}}
{{ include "service.dnsEgress" . }}
- to:
    - podSelector:
        matchLabels:
          app.kubernetes.io/instance: {{ .root.Release.Name | quote }}
          app.kubernetes.io/component: platform
{{- with .values.networkPolicy.extraEgress }}
{{ toYaml . }}
{{- end }}
{{- end }}
