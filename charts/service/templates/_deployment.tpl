{{- define "service.deployment" -}}
{{- $v := .values -}}
{{- $root := .root -}}
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
        {{- include "service.labels" $root | nindent 8 }}
        {{- with $v.podLabels }}{{ toYaml . | nindent 8 }}{{ end }}
      annotations:
        # Pods read these at their start: a change rolls them out. Of those who watch, they know nothing.
        checksum/platform: {{ omit $root.Values.global "dashboards" "alerts" | toYaml | sha256sum }}
        {{- with $v.podAnnotations }}{{ toYaml . | nindent 8 }}{{ end }}
    spec:
      automountServiceAccountToken: false
      enableServiceLinks: false
      terminationGracePeriodSeconds: {{ $v.shutdown.graceSeconds }}
      securityContext: {{- include "service.podSecurity" . | nindent 8 }}
      {{- with $v.priorityClassName }}
      priorityClassName: {{ . }}
      {{- end }}
      {{- with $v.imagePullSecrets }}
      imagePullSecrets: {{- range . }}
        - name: {{ . }}
        {{- end }}
      {{- end }}
      {{- with $v.nodeSelector }}
      nodeSelector: {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with $v.tolerations }}
      tolerations: {{- toYaml . | nindent 8 }}
      {{- end }}
      affinity:
        {{- if $v.affinity }}
        {{- toYaml $v.affinity | nindent 8 }}
        {{- else }}
        podAntiAffinity:
          preferredDuringSchedulingIgnoredDuringExecution:
            - weight: 100
              podAffinityTerm:
                topologyKey: kubernetes.io/hostname
                labelSelector:
                  matchLabels: {{- include "service.selectorLabels" $root | nindent 20 }}
        {{- end }}
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
            - { name: http, containerPort: 8080 }
            - { name: health, containerPort: 9090 }
          envFrom:
            - configMapRef:
                name: {{ $v.platform.configMap | default (printf "%s-platform" $root.Release.Name) }}
          env: {{- include "service.processEnvironment" . | nindent 12 }}
          resources: {{- toYaml $v.resources | nindent 12 }}
          startupProbe:
            httpGet: { path: /startupz, port: health }
            periodSeconds: 2
            timeoutSeconds: 2
            failureThreshold: {{ div $v.probes.startupSeconds 2 }}
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
