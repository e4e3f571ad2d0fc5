{{/*
The service's values over the library's: where a service says nothing, the default of all holds. Null takes a default away. A number of
pods says that no autoscaler decides, unless one is named beside it.
*/}}
{{- define "service.values" -}}
{{- $own := deepCopy (omit .Values "service" "global") -}}
{{- $fixed := and (hasKey $own "replicas") (not (dig "autoscaling" "engine" "" $own)) -}}
{{- $values := mergeOverwrite (deepCopy (omit .Values.service "global")) $own -}}
{{- if $fixed }}{{ $_ := set $values "autoscaling" (mergeOverwrite (dict) $values.autoscaling (dict "engine" "none")) }}{{ end -}}
{{- include "service.prune" $values -}}
{{- toJson $values -}}
{{- end }}

{{/* Takes out of a map, as it lies there, what is null at any depth. Says nothing. */}}
{{- define "service.prune" -}}
{{- range $key, $value := . -}}
{{- if kindIs "invalid" $value }}{{ $_ := unset $ $key }}{{ else if kindIs "map" $value }}{{ include "service.prune" $value }}{{ end -}}
{{- end -}}
{{- end }}

{{/*
What all names begin with: the release's name. A Service's name takes no dot, and no digit at its beginning, so those of such a release
get a hash, which keeps my.app and my-app apart.
*/}}
{{- define "service.base" -}}
{{- $release := .Release.Name -}}
{{- if regexMatch "^[a-z][-a-z0-9]*$" $release }}{{ $release }}
{{- else }}{{ printf "r-%s-%s" (replace "." "-" $release) (sha256sum $release | trunc 8) }}{{ end -}}
{{- end }}

{{/*
Name of an object: `<release>-<part>`. Its limit is 52 characters: a StatefulSet's pods carry its name and 11 more in a label of 63. Where
the release's name is too long it is cut, and a hash of it keeps the names of two releases apart.
*/}}
{{- define "service.name" -}}
{{- $base := include "service.base" .root -}}
{{- $room := sub (.limit | default 52) (add1 (len .part)) | int -}}
{{- if gt (len $base) $room -}}
{{- $base = printf "%s-%s" (trunc (sub $room 9 | int) $base | trimSuffix "-") (sha256sum $base | trunc 8) -}}
{{- end -}}
{{- printf "%s-%s" $base .part -}}
{{- end }}

{{- define "service.fullname" -}}
{{- include "service.name" (dict "root" . "part" .Chart.Name) -}}
{{- end }}

{{/* Name of an object that the umbrella brings, unless another is given. */}}
{{- define "service.given" -}}
{{- .given | default (include "service.name" .) | quote -}}
{{- end }}

{{- define "service.selectorLabels" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name | quote }}
{{- end }}

{{- define "service.labels" -}}
{{ include "service.selectorLabels" . }}
app.kubernetes.io/part-of: tenfold
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end }}

{{- define "service.image" -}}
{{- $image := .values.image -}}
{{- if $image.digest -}}
{{ printf "%s@%s" $image.repository $image.digest | quote }}
{{- else -}}
{{ printf "%s:%s" $image.repository ($image.tag | default .root.Chart.AppVersion) | quote }}
{{- end -}}
{{- end }}

{{/* Pods at most, those that a roll-out adds included: what the connection budget is made for. */}}
{{- define "service.processes" -}}
{{- $most := ternary .replicas .autoscaling.replicas.max (eq .autoscaling.engine "none") -}}
{{- add $most .maxSurge -}}
{{- end }}
