{{- define "service.deployment" -}}
{{- $v := .values -}}
{{- $root := .root -}}
{{- $told := dict "root" $root "values" $v "own" (include "service.processEnvironment" .) -}}
{{- $port := include "service.port" (merge (dict "variable" "PORT") $told) -}}
{{- $healthPort := include "service.port" (merge (dict "variable" "HEALTH_PORT") $told) -}}
{{- if eq $port $healthPort }}{{ fail (printf "%s.env: PORT and HEALTH_PORT are both %s" $root.Chart.Name $port) }}{{ end -}}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "service.fullname" $root }}
  labels: {{- include "service.labels" $root | nindent 4 }}
spec:
  {{- if eq $v.autoscaling.engine "none" }}
  replicas: {{ $v.replicas }}
  {{- end }}
  revisionHistoryLimit: 5
  selector:
    matchLabels: {{- include "service.selectorLabels" $root | nindent 6 }}
  strategy:
    rollingUpdate: { maxUnavailable: 0, maxSurge: {{ $v.maxSurge }} }
  template:
    metadata:
      labels:
        {{- include "service.podLabels" (dict "own" (include "service.labels" $root) "values" $v "at" $root.Chart.Name) | nindent 8 }}
      annotations:
        {{- include "service.texts" (list (dict "checksum/platform" (include "service.platformChecksum" $root)) $v.podAnnotations) | nindent 8 }}
    spec:
      serviceAccountName: {{ include "service.serviceAccountName" . | quote }}
      automountServiceAccountToken: false
      enableServiceLinks: false
      terminationGracePeriodSeconds: {{ $v.shutdown.graceSeconds }}
      securityContext: {{- include "service.podSecurity" . | nindent 8 }}
      {{- include "service.placement" (dict "values" $v "apart" (include "service.apart" $root)) | trim | nindent 6 }}
      topologySpreadConstraints:
        - maxSkew: 1
          topologyKey: topology.kubernetes.io/zone
          whenUnsatisfiable: ScheduleAnyway
          labelSelector:
            matchLabels: {{- include "service.selectorLabels" $root | nindent 14 }}
      containers:
        - name: {{ $root.Chart.Name }}
          image: {{ include "service.image" . }}
          imagePullPolicy: {{ $v.image.pullPolicy }}
          securityContext: {{- include "service.containerSecurity" . | nindent 12 }}
          ports:
            - { name: http, containerPort: {{ $port }} }
            - { name: health, containerPort: {{ $healthPort }} }
          envFrom:
            - configMapRef:
                name: {{ include "service.given" (dict "root" $root "part" "platform" "given" $v.platform.configMap) }}
          env: {{- include "service.env" $told | trim | nindent 12 }}
          resources: {{- include "service.resources" $v.resources | nindent 12 }}
          startupProbe:
            httpGet: { path: /startupz, port: health }
            periodSeconds: 2
            timeoutSeconds: 2
            failureThreshold: {{ max 1 (div $v.probes.startupSeconds 2) }}
          readinessProbe:
            httpGet: { path: /readyz, port: health }
            periodSeconds: 5
            timeoutSeconds: 3
          livenessProbe:
            httpGet: { path: /livez, port: health }
            periodSeconds: 10
            timeoutSeconds: 5
            failureThreshold: 6
          volumeMounts: {{- include "service.volumeMounts" . | nindent 12 }}
      volumes: {{- include "service.volumes" . | nindent 8 }}
{{- end }}

{{/* Rather not two pods on one node. */}}
{{- define "service.apart" -}}
podAntiAffinity:
  preferredDuringSchedulingIgnoredDuringExecution:
    - weight: 100
      podAffinityTerm:
        topologyKey: kubernetes.io/hostname
        labelSelector:
          matchLabels: {{- include "service.selectorLabels" . | nindent 12 }}
{{- end }}
