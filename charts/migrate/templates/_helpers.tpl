{{/*
What every object's name begins with: <release>-migrate, and with an alias <release>-migrate-<alias>. The alias stands
last, so that alias "b" of release "a" never meets a release named "a-b". A Job's name has 63 characters at most.
*/}}
{{- define "migrate.name" -}}
{{- $name := printf "%s-migrate" .Release.Name -}}
{{- if ne .Chart.Name "migrate" -}}
{{- $alias := regexReplaceAll "([a-z0-9])([A-Z])" .Chart.Name "${1}-${2}" | lower -}}
{{- $name = printf "%s-%s" $name (regexReplaceAll "[^a-z0-9]+" $alias "-" | trimAll "-") -}}
{{- end -}}
{{- if gt (len $name) 63 -}}
{{- $name = printf "%s-%s" (trunc 54 $name | trimAll "-.") (sha256sum $name | trunc 8) -}}
{{- end -}}
{{- $name -}}
{{- end -}}

{{- define "migrate.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: migration
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end -}}

{{/* Takes a dict of the chart's context and the hook's weight. */}}
{{- define "migrate.hook" -}}
helm.sh/hook: pre-install,pre-upgrade
helm.sh/hook-weight: {{ .weight | quote }}
helm.sh/hook-delete-policy: {{ .context.Values.hookDeletePolicy | quote }}
{{- end -}}

{{/* The folder of the migrations as the Job's container sees it; empty where its command has to know it. */}}
{{- define "migrate.path" -}}
{{- $migrations := .Values.migrations -}}
{{- if eq $migrations.from "git" -}}
{{- printf "/work/repository/%s" (trimSuffix "/" $migrations.path) -}}
{{- else if eq $migrations.from "configMap" -}}
/migrations
{{- else -}}
{{- $migrations.path | default (ternary "" "/migrations" (eq .Values.tool "command")) -}}
{{- end -}}
{{- end -}}

{{/* What the chart's own Secret holds, as a map; empty where there is nothing. Keep the keys alike in the README. */}}
{{- define "migrate.secretData" -}}
{{- $data := dict -}}
{{- $db := .Values.database -}}
{{- if not .Values.existingSecret -}}
{{- with $db.password -}}
{{- $_ := set $data "database-password" . -}}
{{- $_ := set $data "database-password-encoded" (include "migrate.encode" .) -}}
{{- end -}}
{{- with $db.url }}{{ $_ := set $data "database-url" . }}{{ end -}}
{{- with .Values.git.token }}{{ $_ := set $data "git-token" . }}{{ end -}}
{{- end -}}
{{- range $name, $value := .Values.secretEnv }}{{ $_ := set $data $name $value }}{{ end -}}
{{- toRawJson $data -}}
{{- end -}}

{{- define "migrate.ownSecretName" -}}
{{- printf "%s-secrets" (include "migrate.name" .) -}}
{{- end -}}

{{/* A variable from the Secret with database and token: takes a dict of context, name and key. */}}
{{- define "migrate.secretVariable" -}}
- name: {{ .name }}
  valueFrom:
    secretKeyRef:
      name: {{ .context.Values.existingSecret | default (include "migrate.ownSecretName" .context) }}
      key: {{ .key }}
      {{- if .optional }}
      optional: true
      {{- end }}
{{- end -}}

{{/* What the chart's ConfigMap holds beside migrations, as a map. */}}
{{- define "migrate.configData" -}}
{{- $data := dict -}}
{{- if eq .Values.migrations.from "git" -}}
{{- $_ := set $data "fetch.sh" (.Files.Get "files/fetch.sh") -}}
{{- with .Values.git.caCertificate }}{{ $_ := set $data "git-ca.pem" (printf "%s\n" (trim .)) }}{{ end -}}
{{- end -}}
{{- with .Values.database.caCertificate }}{{ $_ := set $data "database-ca.pem" (printf "%s\n" (trim .)) }}{{ end -}}
{{- toRawJson $data -}}
{{- end -}}

{{/*
The container's variables: the tool's, then the Secret's, then the values'. Kubernetes knows in $(NAME) what was named
before. A name that the values set is not set twice, which Helm 4 could not apply.
*/}}
{{- define "migrate.env" -}}
{{- $given := keys .Values.secretEnv -}}
{{- range .Values.extraEnv }}{{ $given = append $given .name }}{{ end -}}
{{- $variables := list (dict "name" "HOME" "value" "/tmp") -}}
{{- if .Values.database.caCertificate -}}
{{- $variables = append $variables (dict "name" "SSL_CERT_FILE" "value" "/etc/migrate/database-ca.pem") -}}
{{- end -}}
{{- $variables = concat $variables (include "migrate.toolEnv" . | fromYamlArray) -}}
{{- $own := list -}}
{{- range $variables }}{{ if not (has .name $given) }}{{ $own = append $own . }}{{ end }}{{ end -}}
{{- range $name, $_ := .Values.secretEnv -}}
{{- $reference := dict "name" (include "migrate.ownSecretName" $) "key" $name -}}
{{- $own = append $own (dict "name" $name "valueFrom" (dict "secretKeyRef" $reference)) -}}
{{- end -}}
{{- toYaml (concat $own .Values.extraEnv) -}}
{{- end -}}
