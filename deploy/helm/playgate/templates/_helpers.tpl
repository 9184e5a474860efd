{{/* The services of the suite, in the order of the documentation. */}}
{{- define "playgate.services" -}}
{{- $enabled := list -}}
{{- range list "auth" "token" "revocation" "edge" "connector" -}}
{{- if (index $.Values .).enabled }}{{ $enabled = append $enabled . }}{{ end -}}
{{- end -}}
{{- $enabled | toJson -}}
{{- end -}}

{{- define "playgate.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{/* First part of all names; short enough for the longest suffix, "-revocation-management". */}}
{{- define "playgate.fullname" -}}
{{- $name := include "playgate.name" . -}}
{{- $full := printf "%s-%s" .Release.Name $name -}}
{{- if contains $name .Release.Name }}{{ $full = .Release.Name }}{{ end -}}
{{- default $full .Values.fullnameOverride | trunc 41 | trimSuffix "-" -}}
{{- end -}}

{{/* Every helper below takes (dict "root" $ "name" <service>). */}}

{{- define "playgate.serviceName" -}}
{{ include "playgate.fullname" .root }}-{{ .name }}
{{- end -}}

{{- define "playgate.selectorLabels" -}}
app.kubernetes.io/name: {{ include "playgate.name" .root }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .name }}-service
{{- end -}}

{{- define "playgate.labels" -}}
{{ include "playgate.selectorLabels" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/part-of: playgate
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" }}
{{- with .root.Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "playgate.serviceAccountName" -}}
{{- $account := (index .root.Values .name).serviceAccount -}}
{{- if $account.create -}}
{{ default (include "playgate.serviceName" .) $account.name }}
{{- else -}}
{{ default "default" $account.name }}
{{- end -}}
{{- end -}}

{{- define "playgate.image" -}}
{{- $image := .root.Values.image -}}
{{- $own := (index .root.Values .name).image -}}
{{- $repository := $own.repository -}}
{{- if $image.registry }}{{ $repository = printf "%s/%s" $image.registry $own.repository }}{{ end -}}
{{- if $own.digest -}}
{{ $repository }}@{{ $own.digest }}
{{- else -}}
{{ $repository }}:{{ default .root.Chart.AppVersion $image.tag }}-{{ $image.variant }}
{{- end -}}
{{- end -}}

{{/* Base URL of a service: as configured, or its Service in this release. */}}
{{- define "playgate.url" -}}
{{- $configured := index .root.Values.urls .name -}}
{{- if $configured -}}
{{ $configured }}
{{- else if (index .root.Values .name).enabled -}}
http://{{ include "playgate.serviceName" . }}:{{ (index .root.Values .name).service.port }}
{{- else -}}
{{ fail (printf "urls.%s: set it, because %s.enabled is false" .name .name) }}
{{- end -}}
{{- end -}}

{{/* Redis of a service: the top-level values under its own. JSON. */}}
{{- define "playgate.redis" -}}
{{- mergeOverwrite (deepCopy .root.Values.redis) (index .root.Values .name).redis | toJson -}}
{{- end -}}

{{/* Port of a URL; takes the URL. */}}
{{- define "playgate.portOf" -}}
{{- $url := urlParse . -}}
{{- $port := regexFind ":[0-9]+$" $url.host | trimPrefix ":" -}}
{{- default (get (dict "http" "80" "https" "443" "redis" "6379" "rediss" "6379") $url.scheme) $port -}}
{{- end -}}

{{/*
Whom a service calls among the services; JSON. The one place that says it: URLs in the configuration
and NetworkPolicies in both directions follow from it.
*/}}
{{- define "playgate.calls" -}}
{{- get (dict
  "auth" (list "revocation")
  "token" (list "auth" "revocation")
  "revocation" (list "auth")
  "edge" (list "token" "revocation")
  "connector" (list "revocation")) .name | toJson -}}
{{- end -}}

{{/* Which of the callers in networkPolicy.callers may call a service; JSON. */}}
{{- define "playgate.callers" -}}
{{- get (dict
  "auth" (list "apps" "backends")
  "token" (list "apps" "backends" "edges")
  "revocation" (list "backends" "billing" "edges")
  "edge" (list "players")
  "connector" list) .name | toJson -}}
{{- end -}}

{{/* Services that nobody calls with an assertion or a token of the issuer; JSON. */}}
{{- define "playgate.uncalled" -}}
{{- list "edge" "connector" | toJson -}}
{{- end -}}

{{/* Ports of the targets that the connector reaches by the network; JSON. */}}
{{- define "playgate.targetPorts" -}}
{{- $ports := list -}}
{{- range $target := .Values.connector.haproxy -}}
{{- if hasPrefix "tcp:" $target.socket }}{{ $ports = append $ports (regexFind "[0-9]+$" $target.socket) }}{{ end -}}
{{- end -}}
{{- $ports | uniq | sortAlpha | toJson -}}
{{- end -}}

{{/* MicroProfile Config's environment variable of a key; takes the key. */}}
{{- define "playgate.variable" -}}
{{ regexReplaceAll "[^A-Za-z0-9]" . "_" | upper }}
{{- end -}}

{{/* The data of a service's ConfigMap: its configuration as environment variables. */}}
{{- define "playgate.config" -}}
{{- $root := .root -}}
{{- $name := .name -}}
{{- $service := index $root.Values $name -}}
{{- $config := dict
  "quarkus.http.host" "0.0.0.0"
  "quarkus.http.port" "8080"
  "quarkus.management.host" "0.0.0.0"
  "quarkus.management.port" "9000"
  "quarkus.log.level" $root.Values.logging.level
  "quarkus.log.console.json.enabled" (toString $root.Values.logging.json)
  "playgate.service.id" $service.clientId
  "playgate.service.private-key-file" "/etc/playgate/private-key/private.jwk" -}}
{{- if not (has $name (include "playgate.uncalled" . | fromJsonArray)) -}}
{{- $_ := set $config "playgate.issuer.uri" (required "issuer.uri: set it to the public URL of auth-service" $root.Values.issuer.uri) -}}
{{- $_ := set $config "playgate.service.clients-file" "/etc/playgate/clients/clients.json" -}}
{{- end -}}
{{- range include "playgate.calls" . | fromJsonArray -}}
{{- $url := include "playgate.url" (dict "root" $root "name" .) -}}
{{- $_ := set $config (printf "playgate.%s.url" .) $url -}}
{{- if eq . "auth" }}{{ $_ := set $config "playgate.issuer.jwks-url" (printf "%s/oauth2/jwks" $url) }}{{ end -}}
{{- end -}}
{{- if hasKey $service "vault" -}}
{{- $_ := set $config "playgate.vault.key-file" "/etc/playgate/vault/vault.key" -}}
{{- end -}}
{{- if hasKey $service "database" -}}
{{- $postgresql := $root.Values.postgresql -}}
{{- $host := required "postgresql.host: set it to the host of PostgreSQL" $postgresql.host -}}
{{- $url := printf "jdbc:postgresql://%s:%v/%s?sslmode=%s" $host $postgresql.port $service.database.name $postgresql.sslMode -}}
{{- if hasPrefix "verify-" $postgresql.sslMode -}}
{{- $_ := required "postgresql.caConfigMap: set it, or postgresql.sslMode to require" $postgresql.caConfigMap -}}
{{- $url = printf "%s&sslrootcert=/etc/playgate/postgresql/ca.crt" $url -}}
{{- end -}}
{{- $_ := set $config "quarkus.datasource.jdbc.url" $url -}}
{{- $_ := set $config "quarkus.datasource.jdbc.max-size" (toString $service.database.maxConnections) -}}
{{- end -}}
{{- if hasKey $service "redis" -}}
{{- $redis := include "playgate.redis" . | fromJson -}}
{{- $_ := set $config "quarkus.redis.hosts" (required "redis.hosts: set it to the URL of Redis" $redis.hosts) -}}
{{- $_ := set $config "quarkus.redis.client-type" $redis.clientType -}}
{{- if eq $redis.clientType "sentinel" -}}
{{- $_ := set $config "quarkus.redis.master-name" (required "redis.masterName: set it to the name Sentinel knows the master by" $redis.masterName) -}}
{{- end -}}
{{- end -}}
{{- if and (hasKey $service "bootstrapClients") (dig "bootstrapClients" "existingSecret" "" $service) -}}
{{- $_ := set $config "playgate.auth.bootstrap-clients-file" "/etc/playgate/bootstrap-clients/clients.json" -}}
{{- end -}}
{{- if dig "webhooks" "standard" "existingSecret" "" $service -}}
{{- $_ := set $config "playgate.webhooks.standard.secrets-file" "/etc/playgate/webhooks/standard" -}}
{{- end -}}
{{- if hasKey $service "session" -}}
{{- $_ := set $config "playgate.session.default-limit" (toString $service.session.defaultLimit) -}}
{{- end -}}
{{- with dig "session" "publicUrl" "" $service -}}
{{- $_ := set $config "playgate.session.public-url" . -}}
{{- end -}}
{{- if hasKey $service "durability" -}}
{{- $_ := set $config "playgate.revocation.redis.replicas" (toString $service.durability.replicas) -}}
{{- end -}}
{{- if eq $name "edge" -}}
{{- $_ := set $config "playgate.origin.url" (required "edge.originUrl: set it to the base URL of the origin" $service.originUrl) -}}
{{- end -}}
{{- if eq $name "connector" -}}
{{- if not $service.haproxy }}{{ fail "connector.haproxy: name at least one target" }}{{ end -}}
{{- range $target, $values := $service.haproxy -}}
{{- $_ := set $config (printf "playgate.haproxy.%s.socket" $target) $values.socket -}}
{{- $_ := set $config (printf "playgate.haproxy.%s.map" $target) $values.map -}}
{{- end -}}
{{- end -}}
{{- with $service.corsOrigins -}}
{{- $_ := set $config "quarkus.http.cors.enabled" "true" -}}
{{- $_ := set $config "quarkus.http.cors.origins" (join "," .) -}}
{{- end -}}
{{- range $key, $value := $service.config }}{{ $_ := set $config $key (toString $value) }}{{ end -}}
{{- range $key, $value := $config }}
{{ include "playgate.variable" $key }}: {{ $value | quote }}
{{- end -}}
{{- end -}}

{{/* Mounted files of a service: name, folder's file and where it comes from; JSON. */}}
{{- define "playgate.files" -}}
{{- $service := index .root.Values .name -}}
{{- $files := list (dict "name" "private-key" "file" "private.jwk" "secret" $service.privateKey.existingSecret "key" $service.privateKey.key) -}}
{{- if hasKey $service "vault" -}}
{{- $files = append $files (dict "name" "vault" "file" "vault.key" "secret" $service.vault.existingSecret "key" $service.vault.key) -}}
{{- end -}}
{{- if not (has .name (include "playgate.uncalled" . | fromJsonArray)) -}}
{{- $clients := .root.Values.clients -}}
{{- if $clients.existingSecret -}}
{{- $files = append $files (dict "name" "clients" "file" "clients.json" "secret" $clients.existingSecret "key" $clients.key) -}}
{{- else -}}
{{- $files = append $files (dict "name" "clients" "file" "clients.json" "configMap" $clients.existingConfigMap "key" $clients.key) -}}
{{- end -}}
{{- end -}}
{{- if and (hasKey $service "database") (hasPrefix "verify-" .root.Values.postgresql.sslMode) -}}
{{- $files = append $files (dict "name" "postgresql" "file" "ca.crt" "configMap" .root.Values.postgresql.caConfigMap "key" .root.Values.postgresql.caKey) -}}
{{- end -}}
{{- if dig "bootstrapClients" "existingSecret" "" $service -}}
{{- $files = append $files (dict "name" "bootstrap-clients" "file" "clients.json" "secret" $service.bootstrapClients.existingSecret "key" $service.bootstrapClients.key) -}}
{{- end -}}
{{- if dig "webhooks" "standard" "existingSecret" "" $service -}}
{{- $files = append $files (dict "name" "webhooks" "file" "standard" "secret" $service.webhooks.standard.existingSecret "key" $service.webhooks.standard.key) -}}
{{- end -}}
{{- $files | toJson -}}
{{- end -}}

{{/*
Secrets and ConfigMaps that a service reads at start-up only; JSON. Not the clients file and the
webhooks' secrets: those are read again when they change.
*/}}
{{- define "playgate.startupObjects" -}}
{{- $service := index .root.Values .name -}}
{{- $secrets := list -}}
{{- $configMaps := list -}}
{{- range include "playgate.files" . | fromJsonArray -}}
{{- if not (has .name (list "clients" "webhooks")) -}}
{{- if .secret }}{{ $secrets = append $secrets .secret }}{{ else }}{{ $configMaps = append $configMaps .configMap }}{{ end -}}
{{- end -}}
{{- end -}}
{{- with $service.database }}{{ $secrets = append $secrets .existingSecret }}{{ end -}}
{{- if hasKey $service "redis" -}}
{{- with (include "playgate.redis" . | fromJson).existingSecret }}{{ $secrets = append $secrets . }}{{ end -}}
{{- end -}}
{{- dict "secrets" ($secrets | uniq | sortAlpha) "configMaps" ($configMaps | uniq | sortAlpha) | toJson -}}
{{- end -}}

{{/*
A text that changes with those objects, as the cluster has them; empty without a cluster. Of their
versions, not their contents: a hash of a password can be guessed by whoever may read pods.
*/}}
{{- define "playgate.startupVersions" -}}
{{- $namespace := .root.Release.Namespace -}}
{{- $objects := include "playgate.startupObjects" . | fromJson -}}
{{- $versions := list -}}
{{- range $objects.secrets -}}
{{- with lookup "v1" "Secret" $namespace . }}{{ $versions = append $versions (printf "%s/%s" .metadata.name .metadata.resourceVersion) }}{{ end -}}
{{- end -}}
{{- range $objects.configMaps -}}
{{- with lookup "v1" "ConfigMap" $namespace . }}{{ $versions = append $versions (printf "%s/%s" .metadata.name .metadata.resourceVersion) }}{{ end -}}
{{- end -}}
{{- join "," $versions -}}
{{- end -}}
