{{/*
A Job never changes, so its name has a hash of all that it is: another one gets another name, whoever applies it, and the same is left
alone.
*/}}
{{- define "service.migration" -}}
{{- $v := .values -}}
{{- $root := .root -}}
{{- $hook := eq $v.migrations.mode "hook" -}}
{{- $spec := include "service.migrationSpec" . -}}
apiVersion: batch/v1
kind: Job
metadata:
  name: {{ include "service.name" (dict "root" $root "part" (printf "%s-migrate-%s" $root.Chart.Name (sha256sum $spec | trunc 8))) }}
  labels: {{- include "service.migrationLabels" . | nindent 4 }}
  {{- if $hook }}
  annotations:
    helm.sh/hook: pre-install,pre-upgrade
    helm.sh/hook-weight: "0"
    # The log of one that failed stays until the next try.
    helm.sh/hook-delete-policy: before-hook-creation
  {{- end }}
spec: {{- $spec | nindent 2 }}
{{- end }}

{{- define "service.migrationSpec" -}}
{{- $v := .values -}}
{{- $root := .root -}}
{{- $hook := eq $v.migrations.mode "hook" -}}
{{- $told := dict "root" $root "values" $v "own" (include "service.migrationEnvironment" .) -}}
backoffLimit: {{ $v.migrations.backoffLimit }}
{{- if $hook }}
# Of a hook nobody else is in charge. A Job of the release stays as long as it is part of it: gone, it would be made again.
ttlSecondsAfterFinished: 86400
{{- end }}
template:
  metadata:
    labels:
      {{- include "service.podLabels" (dict "own" (include "service.migrationLabels" .) "values" $v "at" $root.Chart.Name) | nindent 6 }}
    annotations:
      {{- include "service.texts" (list (dict "checksum/platform" (include "service.platformChecksum" $root)) $v.podAnnotations) | nindent 6 }}
  spec:
    restartPolicy: OnFailure
    {{- /* A hook runs before the account that the release brings. */}}
    {{- if or (not $hook) (not $v.serviceAccount.create) }}
    serviceAccountName: {{ include "service.serviceAccountName" . | quote }}
    {{- end }}
    automountServiceAccountToken: false
    enableServiceLinks: false
    securityContext: {{- include "service.podSecurity" . | nindent 6 }}
    {{- include "service.placement" (dict "values" $v) | trim | nindent 4 }}
    containers:
      - name: migrate
        image: {{ include "service.image" . }}
        imagePullPolicy: {{ $v.image.pullPolicy }}
        command: [node, --enable-source-maps, service/dist/migrate.js]
        securityContext: {{- include "service.containerSecurity" . | nindent 10 }}
        env: {{- include "service.env" $told | trim | nindent 10 }}
        resources: {{- include "service.resources" $v.migrations.resources | nindent 10 }}
        volumeMounts: {{- include "service.volumeMounts" . | nindent 10 }}
    volumes: {{- include "service.volumes" . | nindent 6 }}
{{- end }}

{{- define "service.migrationEnvironment" -}}
{{- $admin := include "service.adminSecret" . -}}
{{ include "service.environment" . }}
- name: MIGRATION_WAIT
  value: 5m
- name: DATABASE_ADMIN_USER
  valueFrom: { secretKeyRef: { name: {{ $admin }}, key: admin-user } }
- name: DATABASE_ADMIN_PASSWORD
  valueFrom: { secretKeyRef: { name: {{ $admin }}, key: admin-password } }
{{- end }}

{{/* The service's own word, else where the servers come from: yours, or the release's. */}}
{{- define "service.adminSecret" -}}
{{- $postgres := dig "postgres" dict .root.Values.global -}}
{{- $theirs := dig "existingSecret" "" $postgres -}}
{{- if eq (dig "mode" "" $postgres) "external" }}{{ $theirs = dig "external" "adminSecret" "" $postgres }}{{ end -}}
{{- include "service.given" (dict "root" .root "part" "postgres" "given" (.values.platform.adminSecret | default $theirs)) -}}
{{- end }}

{{- define "service.migrationLabels" -}}
app.kubernetes.io/name: {{ .root.Chart.Name }}-migrate
app.kubernetes.io/instance: {{ .root.Release.Name | quote }}
app.kubernetes.io/part-of: tenfold
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
{{- end }}

{{- define "service.migrationNetworkPolicy" -}}
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: {{ include "service.name" (dict "root" .root "part" (printf "%s-migrate" .root.Chart.Name)) }}
  labels: {{- include "service.migrationLabels" . | nindent 4 }}
  {{- if eq .values.migrations.mode "hook" }}
  annotations:
    helm.sh/hook: pre-install,pre-upgrade
    helm.sh/hook-weight: "-5"
    helm.sh/hook-delete-policy: before-hook-creation
  {{- end }}
spec:
  podSelector:
    matchLabels:
      app.kubernetes.io/name: {{ .root.Chart.Name }}-migrate
      app.kubernetes.io/instance: {{ .root.Release.Name | quote }}
  policyTypes: [Ingress, Egress]
  egress: {{- include "service.egress" . | nindent 4 }}
{{- end }}
