{{/* Of primaries and replicas alike: some of them a replica must not set lower than its primary. */}}
{{- define "tenfold.postgresArguments" -}}
{{- $settings := dict
  "max_connections" .maxConnections
  "shared_buffers" .sharedBuffers
  "unix_socket_directories" "/run/postgresql"
  "wal_level" "logical"
  "max_wal_senders" 12
  "max_replication_slots" 12
  "max_logical_replication_workers" 8
  "max_sync_workers_per_subscription" 4
  "max_worker_processes" 16
  "max_wal_size" "1GB"
  "max_slot_wal_keep_size" "1GB"
  "wal_retrieve_retry_interval" "500ms"
  "hot_standby_feedback" "on"
  "wal_receiver_status_interval" "1s"
  "log_checkpoints" "off"
  "timezone" "UTC" -}}
- postgres
{{- range $name, $value := $settings }}
- -c
- {{ printf "%s=%s" $name (include "service.text" $value) | quote }}
{{- end }}
{{- end }}

{{/* One StatefulSet of servers: a shard's primary, or its replicas. */}}
{{- define "tenfold.postgresServers" -}}
{{- $postgres := .root.Values.global.postgres -}}
{{- $secret := include "tenfold.postgresSecret" .root -}}
{{- $labels := include "tenfold.labels" (dict "root" .root "name" .name) -}}
apiVersion: v1
kind: Service
metadata:
  name: {{ .name }}
  labels: {{- include "tenfold.labels" (dict "root" .root "name" .name) | nindent 4 }}
spec:
  clusterIP: None
  # A replica that waits is asked nothing; its primary is asked by those that begin to follow it.
  publishNotReadyAddresses: false
  selector: {{- include "tenfold.selectorLabels" (dict "root" .root "name" .name) | nindent 4 }}
  ports:
    - { name: postgres, port: 5432, targetPort: postgres }
---
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: {{ .name }}
  labels: {{- include "tenfold.labels" (dict "root" .root "name" .name) | nindent 4 }}
spec:
  serviceName: {{ .name }}
  replicas: {{ .replicas }}
  selector:
    matchLabels: {{- include "tenfold.selectorLabels" (dict "root" .root "name" .name) | nindent 6 }}
  template:
    metadata:
      {{- include "tenfold.podMetadata" (dict "own" $labels "values" $postgres "at" "global.postgres") | nindent 6 }}
    spec:
      automountServiceAccountToken: false
      enableServiceLinks: false
      terminationGracePeriodSeconds: 60
      securityContext: {{- include "service.podSecurity" . | nindent 8 }}
      {{- include "service.placement" (dict "values" $postgres "apart" (include "tenfold.apart" .)) | trim | nindent 6 }}
      {{- if .primary }}
      initContainers:
        - name: follow
          image: {{ $postgres.image | quote }}
          imagePullPolicy: {{ $postgres.imagePullPolicy }}
          command: [bash, /etc/tenfold/postgres-replica.sh]
          securityContext: {{- include "service.containerSecurity" . | nindent 12 }}
          env:
            - { name: PRIMARY, value: {{ .primary }} }
            - { name: PGDATA, value: /var/lib/postgresql/pgdata }
            - name: REPLICATION_PASSWORD
              valueFrom: { secretKeyRef: { name: {{ $secret }}, key: replication-password } }
          resources: {{- include "tenfold.resources" (dict "of" "postgres" "given" $postgres.resources) | nindent 12 }}
          volumeMounts: {{- include "tenfold.postgresMounts" . | nindent 12 }}
      {{- end }}
      containers:
        - name: postgres
          image: {{ $postgres.image | quote }}
          imagePullPolicy: {{ $postgres.imagePullPolicy }}
          args: {{- include "tenfold.postgresArguments" $postgres | nindent 12 }}
          securityContext: {{- include "service.containerSecurity" . | nindent 12 }}
          ports:
            - { name: postgres, containerPort: 5432 }
          env:
            - { name: PGDATA, value: /var/lib/postgresql/pgdata }
            {{- if not .primary }}
            - { name: POSTGRES_DB, value: tenfold }
            # Postgres's own locale sorts alike on every machine.
            - { name: POSTGRES_INITDB_ARGS, value: --encoding=UTF8 --locale-provider=builtin --builtin-locale=C.UTF-8 --locale=C }
            - name: POSTGRES_USER
              valueFrom: { secretKeyRef: { name: {{ $secret }}, key: admin-user } }
            - name: POSTGRES_PASSWORD
              valueFrom: { secretKeyRef: { name: {{ $secret }}, key: admin-password } }
            - name: REPLICATION_PASSWORD
              valueFrom: { secretKeyRef: { name: {{ $secret }}, key: replication-password } }
            {{- end }}
          resources: {{- include "tenfold.resources" (dict "of" "postgres" "given" $postgres.resources) | nindent 12 }}
          # By TCP: the server that initialises an empty volume listens to its socket alone.
          startupProbe:
            exec: { command: [pg_isready, -h, 127.0.0.1, -q] }
            periodSeconds: 1
            failureThreshold: 300
          readinessProbe:
            exec: { command: [pg_isready, -h, 127.0.0.1, -q] }
            periodSeconds: 5
            timeoutSeconds: 3
          livenessProbe:
            tcpSocket: { port: postgres }
            periodSeconds: 10
            failureThreshold: 6
          # Fast shutdown: open transactions are rolled back, nobody is waited for.
          lifecycle:
            preStop: { exec: { command: [pg_ctl, stop, -m, fast] } }
          volumeMounts: {{- include "tenfold.postgresMounts" . | nindent 12 }}
      volumes:
        - { name: run, emptyDir: { sizeLimit: 16Mi } }
        - { name: tmp, emptyDir: { sizeLimit: 64Mi } }
        - name: shm
          emptyDir: { medium: Memory, sizeLimit: 128Mi }
        - name: scripts
          configMap: { name: {{ include "service.name" (dict "root" .root "part" "postgres") }} }
  {{- include "tenfold.claim" (dict "storage" $postgres.storage "labels" (include "tenfold.selectorLabels" (dict "root" .root "name" .name))) | nindent 2 }}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: {{ .name }}
  labels: {{- include "tenfold.labels" (dict "root" .root "name" .name) | nindent 4 }}
spec:
  maxUnavailable: 1
  selector:
    matchLabels: {{- include "tenfold.selectorLabels" (dict "root" .root "name" .name) | nindent 6 }}
{{- end }}

{{- define "tenfold.postgresMounts" -}}
- { name: data, mountPath: /var/lib/postgresql }
- { name: run, mountPath: /run/postgresql }
- { name: tmp, mountPath: /tmp }
- { name: shm, mountPath: /dev/shm }
- { name: scripts, mountPath: /etc/tenfold, readOnly: true }
- { name: scripts, mountPath: /docker-entrypoint-initdb.d/replication.sh, subPath: postgres-init.sh, readOnly: true }
# initdb wants its user to have a name, and the image knows none with this number.
- { name: scripts, mountPath: /etc/passwd, subPath: passwd, readOnly: true }
{{- end }}

{{- define "tenfold.claim" -}}
volumeClaimTemplates:
  - metadata:
      name: data
      labels: {{- .labels | nindent 8 }}
    spec:
      accessModes: [ReadWriteOnce]
      {{- with .storage.className }}
      storageClassName: {{ . | quote }}
      {{- end }}
      resources: { requests: { storage: {{ .storage.size | quote }} } }
{{- end }}

{{- define "tenfold.apart" -}}
podAntiAffinity:
  preferredDuringSchedulingIgnoredDuringExecution:
    - weight: 100
      podAffinityTerm:
        topologyKey: kubernetes.io/hostname
        labelSelector:
          matchLabels: { app.kubernetes.io/instance: {{ .root.Release.Name | quote }}, app.kubernetes.io/component: platform }
{{- end }}
