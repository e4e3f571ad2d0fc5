{{- define "service.exposure" -}}
{{- $exposure := .root.Values.global.exposure -}}
{{- if eq $exposure.type "ingress" }}
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: {{ include "service.fullname" .root }}
  labels: {{- include "service.labels" .root | nindent 4 }}
  {{- with include "service.texts" (list $exposure.annotations) }}
  annotations: {{- . | nindent 4 }}
  {{- end }}
spec:
  {{- with $exposure.ingressClassName }}
  ingressClassName: {{ . | quote }}
  {{- end }}
  {{- with $exposure.tlsSecret }}
  tls:
    # Without a host: for every name that has no certificate of its own.
    - secretName: {{ . | quote }}
      {{- with $exposure.host }}
      hosts: [{{ . | quote }}]
      {{- end }}
  {{- end }}
  rules:
    - {{ if $exposure.host }}host: {{ $exposure.host | quote }}
      {{ end }}http:
        paths:
          {{- range .values.exposure.paths }}
          - path: {{ . | quote }}
            pathType: Prefix
            backend:
              service:
                name: {{ include "service.fullname" $.root }}
                port: { name: http }
          {{- end }}
{{- else if eq $exposure.type "gateway" }}
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: {{ include "service.fullname" .root }}
  labels: {{- include "service.labels" .root | nindent 4 }}
spec:
  parentRefs: {{- toYaml $exposure.parentRefs | nindent 4 }}
  {{- with $exposure.host }}
  hostnames: [{{ . | quote }}]
  {{- end }}
  rules:
    - matches:
        {{- range .values.exposure.paths }}
        - path: { type: PathPrefix, value: {{ . | quote }} }
        {{- end }}
      backendRefs:
        - name: {{ include "service.fullname" .root }}
          port: 80
      timeouts: { request: {{ .values.exposure.timeout | quote }} }
{{- end }}
{{- end }}
