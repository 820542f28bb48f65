{{/* How each tool is run. Whatever differs between them is in this file. */}}

{{/* The image: the tool's public one where the values name none. */}}
{{- define "migrate.image" -}}
{{- $public := dict
  "golang-migrate" (list "docker.io/migrate/migrate" "v4.20.1")
  "goose" (list "ghcr.io/kukymbr/goose-docker" "3.27.1")
  "flyway" (list "docker.io/flyway/flyway" "13.0.0")
  "dbmate" (list "ghcr.io/amacneil/dbmate" "2.36.0")
  "command" (list "" "")
-}}
{{- $default := get $public .Values.tool -}}
{{- printf "%s:%s" (.Values.image.repository | default (first $default)) (.Values.image.tag | default (last $default)) -}}
{{- end -}}

{{/* What lists pending migrations, and applies none; empty for a tool that cannot. */}}
{{- define "migrate.dryRun" -}}
{{- get (dict "goose" "status" "flyway" "info" "dbmate" "status") .Values.tool -}}
{{- end -}}

{{/* Command and arguments of the container. Arguments are a list of texts; Kubernetes replaces $(NAME) in them. */}}
{{- define "migrate.command" -}}
{{- $path := include "migrate.path" . -}}
{{- $flags := .Values.flags -}}
{{- $args := ternary (list (include "migrate.dryRun" .)) .Values.args .Values.dryRun -}}
{{- if eq .Values.tool "golang-migrate" -}}
command: [migrate]
args: {{ concat (list "-verbose" "-path" $path "-database" (include "migrate.url" .)) $flags ($args | default (list "up")) | toRawJson }}
{{- else if eq .Values.tool "goose" -}}
command: [goose]
args: {{ concat $flags ($args | default (list "up")) | toRawJson }}
{{- else if eq .Values.tool "flyway" -}}
command: [flyway]
args: {{ concat $flags ($args | default (list "migrate")) | toRawJson }}
{{- else if eq .Values.tool "dbmate" -}}
command: [dbmate]
args: {{ concat $flags ($args | default (list "migrate")) | toRawJson }}
{{- else if .Values.dryRun -}}
command: {{ toRawJson .Values.dryRunCommand }}
{{- else -}}
command: {{ toRawJson .Values.command }}
{{- with $args }}
args: {{ toRawJson . }}
{{- end }}
{{- end -}}
{{- end -}}

{{/* The tool's own variables, as a list of EnvVar; those of the password come first, because the address names them. */}}
{{- define "migrate.toolEnv" -}}
{{- $tool := .Values.tool -}}
{{- $db := .Values.database -}}
{{- $path := include "migrate.path" . -}}
{{ include "migrate.passwordEnv" . }}
{{- if eq $tool "goose" }}
- { name: GOOSE_DRIVER, value: {{ $db.driver | quote }} }
- { name: GOOSE_MIGRATION_DIR, value: {{ $path | quote }} }
{{- if $db.host }}
- { name: GOOSE_DBSTRING, value: {{ include "migrate.url" . | quote }} }
{{- end }}
{{- else if eq $tool "flyway" }}
- { name: FLYWAY_LOCATIONS, value: {{ printf "filesystem:%s" $path | quote }} }
- { name: FLYWAY_FAIL_ON_MISSING_LOCATIONS, value: "true" }
{{- if $db.host }}
- { name: FLYWAY_URL, value: {{ include "migrate.url" . | quote }} }
- { name: FLYWAY_USER, value: {{ $db.user | quote }} }
{{- end }}
{{- else if eq $tool "dbmate" }}
- { name: DBMATE_MIGRATIONS_DIR, value: {{ $path | quote }} }
- { name: DBMATE_NO_DUMP_SCHEMA, value: "true" }
{{- if $db.host }}
- { name: DATABASE_URL, value: {{ include "migrate.url" . | quote }} }
{{- end }}
{{- else if eq $tool "command" }}
{{- with $path }}
- { name: MIGRATIONS_PATH, value: {{ . | quote }} }
{{- end }}
{{- if $db.host }}
- { name: DATABASE_HOST, value: {{ $db.host | quote }} }
- { name: DATABASE_PORT, value: {{ include "migrate.port" . | quote }} }
- { name: DATABASE_NAME, value: {{ $db.name | quote }} }
- { name: DATABASE_USER, value: {{ $db.user | quote }} }
- { name: DATABASE_URL, value: {{ include "migrate.url" . | quote }} }
{{- end }}
{{- end }}
{{- end -}}

{{/*
Password or address from the Secret, under the names that the tool reads. Drivers of PostgreSQL in Go take the password
from $PGPASSWORD, so it is not in the address; in the others' addresses it is, as $(NAME).
*/}}
{{- define "migrate.passwordEnv" -}}
{{- $tool := .Values.tool -}}
{{- $db := .Values.database -}}
{{- $isGo := or (eq $tool "golang-migrate") (eq $tool "goose") -}}
{{- $names := dict -}}
{{- if not $db.host -}}
{{- $url := get (dict "goose" "GOOSE_DBSTRING" "flyway" "FLYWAY_URL") $tool | default "DATABASE_URL" -}}
{{- if or $db.url .Values.existingSecret }}{{ $_ := set $names $url "database-url" }}{{ end -}}
{{- else if eq $tool "flyway" -}}
{{- $_ := set $names "FLYWAY_PASSWORD" "database-password" -}}
{{- else if and $isGo (eq $db.driver "postgres") -}}
{{- $_ := set $names "PGPASSWORD" "database-password" -}}
{{- else -}}
{{- if ne $tool "goose" }}{{ $_ := set $names "DATABASE_PASSWORD_ENCODED" "database-password-encoded" }}{{ end -}}
{{- if or (eq $tool "goose") (eq $tool "command") }}{{ $_ := set $names "DATABASE_PASSWORD" "database-password" }}{{ end -}}
{{- end -}}
{{- $optional := and (eq $tool "command") (not $db.url) (not $db.host) -}}
{{- range $name, $key := $names }}
{{ include "migrate.secretVariable" (dict "context" $ "name" $name "key" $key "optional" $optional) }}
{{- end -}}
{{- end -}}

{{/* The address of the database, as the tool takes it. */}}
{{- define "migrate.url" -}}
{{- $tool := .Values.tool -}}
{{- $db := .Values.database -}}
{{- $isMysql := eq $db.driver "mysql" -}}
{{- $server := printf "%s:%s" $db.host (include "migrate.port" .) -}}
{{- $query := include "migrate.parameters" . -}}
{{- if not $db.host -}}
$(DATABASE_URL)
{{- else if eq $tool "flyway" -}}
{{- /* The image has no driver of MySQL's own; MariaDB's speaks to both. */ -}}
{{- printf "jdbc:%s://%s/%s%s" (ternary "mariadb" "postgresql" $isMysql) $server $db.name $query -}}
{{- else if and $isMysql (eq $tool "goose") -}}
{{- /* The datasource of go-sql-driver takes the password as it is. */ -}}
{{- printf "%s:$(DATABASE_PASSWORD)@tcp(%s)/%s%s" $db.user $server $db.name $query -}}
{{- else if and $isMysql (eq $tool "golang-migrate") -}}
{{- printf "mysql://%s:$(DATABASE_PASSWORD_ENCODED)@tcp(%s)/%s%s" (include "migrate.encode" $db.user) $server $db.name $query -}}
{{- else if or (eq $tool "golang-migrate") (eq $tool "goose") -}}
{{- printf "postgres://%s@%s/%s%s" (include "migrate.encode" $db.user) $server $db.name $query -}}
{{- else -}}
{{- printf "%s://%s:$(DATABASE_PASSWORD_ENCODED)@%s/%s%s" (ternary "mysql" "postgresql" $isMysql) (include "migrate.encode" $db.user) $server $db.name $query -}}
{{- end -}}
{{- end -}}

{{/* The parameters as the end of an address, with the question mark. */}}
{{- define "migrate.parameters" -}}
{{- $db := .Values.database -}}
{{- $isMysql := eq $db.driver "mysql" -}}
{{- $all := deepCopy $db.parameters -}}
{{- if and (eq .Values.tool "goose") $isMysql }}{{ $all = merge $all (dict "parseTime" "true") }}{{ end -}}
{{- $pairs := list -}}
{{- range $name, $value := $all -}}
{{- /* MariaDB's driver for Java takes them as they are. */ -}}
{{- $text := ternary $value (include "migrate.encode" $value) (and $isMysql (eq $.Values.tool "flyway")) -}}
{{- $pairs = append $pairs (printf "%s=%s" $name $text) -}}
{{- end -}}
{{- if $pairs }}?{{ join "&" $pairs }}{{ end -}}
{{- end -}}

{{- define "migrate.port" -}}
{{- .Values.database.port | default (ternary 3306 5432 (eq .Values.database.driver "mysql")) | int -}}
{{- end -}}

{{/* Percent-encoded: "+" for a blank is right in a query alone. */}}
{{- define "migrate.encode" -}}
{{- urlquery . | replace "+" "%20" -}}
{{- end -}}
