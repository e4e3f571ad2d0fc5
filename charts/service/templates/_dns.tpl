{{/* Names: on port 53 wherever that is, and to the cluster's own servers, which may listen to another port behind their Service. */}}
{{- define "service.dnsEgress" -}}
- ports: [{ port: 53, protocol: UDP }, { port: 53, protocol: TCP }]
- to:
    - namespaceSelector:
        matchLabels: { kubernetes.io/metadata.name: kube-system }
      podSelector:
        matchLabels: { k8s-app: kube-dns }
{{- end }}
