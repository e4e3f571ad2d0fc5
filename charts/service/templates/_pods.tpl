{{/* What pods are pulled with: names of Secrets, or maps with a name. */}}
{{- define "service.pullSecrets" -}}
{{- range . }}
- name: {{ if kindIs "string" . }}{{ . | quote }}{{ else }}{{ .name | quote }}{{ end }}
{{- end }}
{{- end }}

{{/* Where pods may run and what they are pulled with: `values` of a service or a store, `apart` where these name no affinity. */}}
{{- define "service.placement" -}}
{{- $v := .values -}}
{{- with $v.priorityClassName }}
priorityClassName: {{ . | quote }}
{{- end }}
{{- with $v.imagePullSecrets }}
imagePullSecrets: {{- include "service.pullSecrets" . | trim | nindent 2 }}
{{- end }}
{{- with include "service.texts" (list $v.nodeSelector) }}
nodeSelector: {{- . | nindent 2 }}
{{- end }}
{{- with $v.tolerations }}
tolerations: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $v.affinity }}
affinity: {{- toYaml . | nindent 2 }}
{{- else }}
{{- with $.apart }}
affinity: {{- . | nindent 2 }}
{{- end }}
{{- end }}
{{- end }}

{{/* Labels of pods: those by which they are found may not be others. */}}
{{- define "service.podLabels" -}}
{{- range $key := list "name" "instance" "component" "part-of" -}}
{{- $label := printf "app.kubernetes.io/%s" $key -}}
{{- if hasKey ($.values.podLabels | default dict) $label }}
{{- fail (printf "%s.podLabels sets %s, by which Services, policies and budgets find pods: choose another label" $.at $label) }}
{{- end -}}
{{- end -}}
{{- include "service.labelsWith" (dict "own" .own "labels" .values.podLabels) -}}
{{- end }}

{{- define "service.podSecurity" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
seccompProfile: { type: RuntimeDefault }
{{- end }}

{{- define "service.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: {{ not .writable }}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
capabilities: { drop: [ALL] }
{{- end }}

{{/* Pods read these at their start: a change rolls them out, and migrates anew. Of those who watch, they know nothing. */}}
{{- define "service.platformChecksum" -}}
{{- omit .Values.global "dashboards" "alerts" | toYaml | sha256sum -}}
{{- end }}

{{/* Name of the ServiceAccount of the pods. */}}
{{- define "service.serviceAccountName" -}}
{{- $account := .values.serviceAccount -}}
{{- $account.name | default (ternary (include "service.fullname" .root) "default" $account.create) -}}
{{- end }}

{{- define "service.serviceAccount" -}}
apiVersion: v1
kind: ServiceAccount
metadata:
  name: {{ include "service.serviceAccountName" . | quote }}
  labels: {{- include "service.labels" .root | nindent 4 }}
  {{- with include "service.texts" (list .values.serviceAccount.annotations) }}
  annotations: {{- . | nindent 4 }}
  {{- end }}
automountServiceAccountToken: false
{{- end }}
