{{/*
What every object's name begins with: <release>-migration, and with an alias <release>-migration-<alias>. The alias stands
last, so that alias "b" of release "a" never meets a release named "a-b". A Job's name has 63 characters at most.
*/}}
{{- define "sql-migrate.name" -}}
{{- $name := printf "%s-migration" .Release.Name -}}
{{- if ne .Chart.Name "sql-migrate" -}}
{{- $alias := regexReplaceAll "([a-z0-9])([A-Z])" .Chart.Name "${1}-${2}" | lower -}}
{{- $name = printf "%s-%s" $name (regexReplaceAll "[^a-z0-9]+" $alias "-" | trimAll "-") -}}
{{- end -}}
{{- if gt (len $name) 63 -}}
{{- $name = printf "%s-%s" (trunc 54 $name | trimAll "-.") (sha256sum $name | trunc 8) -}}
{{- end -}}
{{- $name -}}
{{- end -}}

{{- define "sql-migrate.secretName" -}}
{{- .Values.existingSecret | default (printf "%s-secrets" (include "sql-migrate.name" .)) -}}
{{- end -}}

{{- define "sql-migrate.configName" -}}
{{- printf "%s-config" (include "sql-migrate.name" .) -}}
{{- end -}}

{{- define "sql-migrate.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/component: migration
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end -}}

{{/* Takes a dict of the chart's context and the hook's weight. */}}
{{- define "sql-migrate.hook" -}}
helm.sh/hook: pre-install,pre-upgrade
helm.sh/hook-weight: {{ .weight | quote }}
helm.sh/hook-delete-policy: {{ .context.Values.hookDeletePolicy | quote }}
{{- end -}}

{{/* The datasource as sql-migrate takes it: the password comes from the container's environment, so it is in no ConfigMap. */}}
{{- define "sql-migrate.datasource" -}}
{{- $db := .Values.backendConfig.db -}}
{{- if eq $db.driver "mysql" -}}
{{- $tls := get (dict "preferred" "&tls=preferred" "skip-verify" "&tls=skip-verify" "verify" "&tls=true") $db.tls -}}
{{- printf "%s:${DB_PASSWORD}@tcp(%s:%d)/%s?parseTime=true&timeout=30s%s" $db.user $db.host (int ($db.port | default 3306)) $db.database $tls -}}
{{- else -}}
{{- $tls := get (dict "skip-verify" "require" "verify" "verify-full") $db.tls | default "disable" -}}
{{- printf "host=%s port=%d user=%s dbname=%s sslmode=%s connect_timeout=30" $db.host (int ($db.port | default 5432)) $db.user $db.database $tls -}}
{{- end -}}
{{- end -}}
