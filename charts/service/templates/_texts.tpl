{{/* A scalar as text. Numbers of a values file reach templates as floats, which `quote` would write as 1e+06. */}}
{{- define "service.text" -}}
{{- if kindIs "string" . }}{{ . }}{{ else }}{{ toJson . }}{{ end -}}
{{- end }}

{{/* Lines of a map whose values must be texts. Of the maps in the list, the last one that has a key decides; null takes it away. */}}
{{- define "service.texts" -}}
{{- $texts := dict -}}
{{- range . -}}
{{- range $key, $value := . -}}
{{- if kindIs "invalid" $value }}{{ $_ := unset $texts $key }}{{ else }}{{ $_ := set $texts $key (include "service.text" $value) }}{{ end -}}
{{- end -}}
{{- end -}}
{{- $lines := list -}}
{{- range $key, $text := $texts }}{{ $lines = append $lines (printf "%s: %s" ($key | quote) ($text | quote)) }}{{ end -}}
{{- join "\n" $lines -}}
{{- end }}

{{/* Labels that the chart sets, as a template writes them, with those of the values over them. */}}
{{- define "service.labelsWith" -}}
{{- include "service.texts" (list (fromYaml .own) .labels) -}}
{{- end }}

{{/* Requests and limits; null takes one away. */}}
{{- define "service.resources" -}}
{{- $resources := deepCopy (. | default dict) -}}
{{- include "service.prune" $resources -}}
{{- range $side, $amounts := $resources -}}
{{- if kindIs "map" $amounts }}{{ range $name, $amount := $amounts }}{{ $_ := set $amounts $name (include "service.text" $amount) }}{{ end }}{{ end -}}
{{- end -}}
{{- toYaml $resources -}}
{{- end }}
