{{- define "service.migration" -}}
{{- $v := .values -}}
{{- $root := .root -}}
{{- $hook := eq $v.migrations.mode "hook" -}}
{{- $admin := $v.platform.adminSecret | default (printf "%s-postgres" $root.Release.Name) -}}
apiVersion: batch/v1
kind: Job
metadata:
  # A Job never changes, so each revision has its own.
  name: {{ include "service.fullname" $root }}-migrate{{ if not $hook }}-{{ $root.Release.Revision }}{{ end }}
  labels: {{- include "service.migrationLabels" . | nindent 4 }}
  {{- if $hook }}
  annotations:
    helm.sh/hook: pre-install,pre-upgrade
    helm.sh/hook-weight: "0"
    # The log of one that failed stays until the next try.
    helm.sh/hook-delete-policy: before-hook-creation
  {{- end }}
spec:
  backoffLimit: {{ $v.migrations.backoffLimit }}
  ttlSecondsAfterFinished: 86400
  template:
    metadata:
      labels: {{- include "service.migrationLabels" . | nindent 8 }}
    spec:
      restartPolicy: OnFailure
      automountServiceAccountToken: false
      enableServiceLinks: false
      securityContext: {{- include "service.podSecurity" . | nindent 8 }}
      {{- with $v.imagePullSecrets }}
      imagePullSecrets: {{- range . }}
        - name: {{ . }}
        {{- end }}
      {{- end }}
      containers:
        - name: migrate
          image: {{ include "service.image" . }}
          imagePullPolicy: {{ $v.image.pullPolicy }}
          command: [node, --enable-source-maps, service/dist/migrate.js]
          securityContext: {{- include "service.containerSecurity" . | nindent 12 }}
          env:
            {{- include "service.environment" . | nindent 12 }}
            - name: DATABASE_ADMIN_USER
              valueFrom: { secretKeyRef: { name: {{ $admin }}, key: admin-user } }
            - name: DATABASE_ADMIN_PASSWORD
              valueFrom: { secretKeyRef: { name: {{ $admin }}, key: admin-password } }
          resources: {{- toYaml $v.migrations.resources | nindent 12 }}
          volumeMounts: {{- include "service.volumeMounts" . | nindent 12 }}
      volumes: {{- include "service.volumes" . | nindent 8 }}
{{- end }}

{{- define "service.migrationLabels" -}}
app.kubernetes.io/name: {{ .root.Chart.Name }}-migrate
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/part-of: tenfold
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
{{- end }}

{{- define "service.migrationNetworkPolicy" -}}
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: {{ include "service.fullname" .root }}-migrate
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
      app.kubernetes.io/instance: {{ .root.Release.Name }}
  policyTypes: [Ingress, Egress]
  egress: {{- include "service.egress" . | nindent 4 }}
{{- end }}
