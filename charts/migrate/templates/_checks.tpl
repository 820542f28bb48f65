{{/*
What the schema cannot check, or could only check by printing the value: every wrong value at once, and no secret in a message.
*/}}
{{- define "migrate.check" -}}
{{- $errors := concat
  (include "migrate.toolErrors" . | fromYamlArray)
  (include "migrate.sourceErrors" . | fromYamlArray)
  (include "migrate.databaseErrors" . | fromYamlArray)
  (include "migrate.secretErrors" . | fromYamlArray)
-}}
{{- if $errors -}}
{{- $standalone := hasPrefix (printf "%s/templates" .Chart.Name) .Template.BasePath -}}
{{- $where := ternary "" (printf " (under \"%s:\" in the values of the chart that depends on it)" .Chart.Name) $standalone -}}
{{- fail (printf "wrong values of chart %s%s:\n  %s" .Chart.Name $where (join "\n  " $errors)) -}}
{{- end -}}
{{- end -}}

{{- define "migrate.toolErrors" -}}
{{- $errors := list -}}
{{- $tool := .Values.tool -}}
{{- if eq $tool "command" -}}
{{- if not .Values.command -}}
{{- $errors = append $errors "command is empty: with \"tool: command\" name the program that the container runs, such as [alembic, upgrade, head]" -}}
{{- end -}}
{{- if not (and .Values.image.repository .Values.image.tag) -}}
{{- $errors = append $errors "image.repository or image.tag is empty: with \"tool: command\" name the image that has the command" -}}
{{- end -}}
{{- with .Values.flags -}}
{{- $errors = append $errors "flags is set, which is for the tools: with \"tool: command\" write them into command or args" -}}
{{- end -}}
{{- if and .Values.dryRun (not .Values.dryRunCommand) -}}
{{- $errors = append $errors "dryRunCommand is empty, but dryRun is true: with \"tool: command\" name the command that only shows what would be applied, such as [python, manage.py, migrate, --plan]" -}}
{{- end -}}
{{- else -}}
{{- if and .Values.dryRun (not (include "migrate.dryRun" .)) -}}
{{- $errors = append $errors (printf "dryRun is true, but %s has no command that shows pending migrations: remove dryRun" $tool) -}}
{{- end -}}
{{- with .Values.dryRunCommand -}}
{{- $errors = append $errors (printf "dryRunCommand is set, but tool is %s, which has its own: remove it, or use \"tool: command\"" $tool) -}}
{{- end -}}
{{- with .Values.command -}}
{{- $errors = append $errors (printf "command is set, but tool is %s, which has its own: use args, or \"tool: command\"" $tool) -}}
{{- end -}}
{{- if and .Values.image.repository (not .Values.image.tag) -}}
{{- $errors = append $errors "image.tag is empty: an image of your own needs one" -}}
{{- end -}}
{{- end -}}
{{- toYaml $errors -}}
{{- end -}}

{{- define "migrate.sourceErrors" -}}
{{- $errors := list -}}
{{- $migrations := .Values.migrations -}}
{{- $git := .Values.git -}}
{{- if eq $migrations.from "image" -}}
{{- if not .Values.image.repository -}}
{{- $errors = append $errors (printf "migrations.from is image, but image.repository is empty: the public image of %s has no migrations. Name an image that has them, or set migrations.from to git or configMap" .Values.tool) -}}
{{- end -}}
{{- if and $migrations.path (not (hasPrefix "/" $migrations.path)) -}}
{{- $errors = append $errors "migrations.path is not absolute: in an image it begins with /" -}}
{{- end -}}
{{- else if eq $migrations.from "git" -}}
{{- if not (regexMatch "^https://[A-Za-z0-9.:\\[\\]-]+/[^\\s?#@]+$" $git.repo) -}}
{{- $errors = append $errors "git.repo is not an HTTPS address without user and token in it, such as https://git.example.com/team/backend.git" -}}
{{- end -}}
{{- if not (or $git.ref $git.branch) -}}
{{- $errors = append $errors "git.ref is empty: give a branch, a tag or a commit's full SHA" -}}
{{- end -}}
{{- if or (not $migrations.path) (hasPrefix "/" $migrations.path) (has ".." (splitList "/" $migrations.path)) -}}
{{- $errors = append $errors "migrations.path is not a path in the repository, such as db/migrations: in git it begins at the repository's root" -}}
{{- end -}}
{{- if and $git.user (not $git.token) (not .Values.existingSecret) -}}
{{- $errors = append $errors "git.token is empty, but git.user is set: give the token in an encrypted values file or in the action's \"values-inline\", or name an existingSecret" -}}
{{- end -}}
{{- if and $git.token (not $git.user) -}}
{{- $errors = append $errors "git.user is empty, but git.token is set: name the user that the token belongs to" -}}
{{- end -}}
{{- else if not (or $migrations.files $migrations.configMap) -}}
{{- $errors = append $errors "migrations.files and migrations.configMap are both empty: with \"migrations.from: configMap\" give the files, or the name of a ConfigMap" -}}
{{- else if and $migrations.files $migrations.configMap -}}
{{- $errors = append $errors "migrations.files and migrations.configMap are both set: which one counts? Leave out one of the two" -}}
{{- end -}}
{{- if and $migrations.files (ne $migrations.from "configMap") -}}
{{- $errors = append $errors (printf "migrations.files is set, but migrations.from is %s: set it to configMap" $migrations.from) -}}
{{- end -}}
{{- if and $git.repo (ne $migrations.from "git") -}}
{{- $errors = append $errors (printf "git.repo is set, but migrations.from is %s: set it to git" $migrations.from) -}}
{{- end -}}
{{- toYaml $errors -}}
{{- end -}}

{{- define "migrate.databaseErrors" -}}
{{- $errors := list -}}
{{- $db := .Values.database -}}
{{- if $db.host -}}
{{- if $db.url -}}
{{- $errors = append $errors "database.url is set, and so is database.host: which one counts? Leave out one of the two" -}}
{{- end -}}
{{- if not (has $db.driver (list "postgres" "mysql")) -}}
{{- $errors = append $errors (printf "database.driver is %q, for which the chart knows no address: use postgres or mysql, or give the whole address as database.url" $db.driver) -}}
{{- end -}}
{{- range $key := list "name" "user" -}}
{{- $value := get $db $key -}}
{{- if not $value -}}
{{- $errors = append $errors (printf "database.%s is empty" $key) -}}
{{- else if regexMatch "[\\s$:/?#%&()'\"\\\\]" $value -}}
{{- $errors = append $errors (printf "database.%s has a character in it that an address cannot hold: a blank, a quote or one of $ : / ? # %% & ( ) \\. Give the whole address as database.url" $key) -}}
{{- end -}}
{{- end -}}
{{- if not (or $db.password .Values.existingSecret) -}}
{{- $errors = append $errors "database.password is empty: give it in an encrypted values file or in the action's \"values-inline\", or name an existingSecret" -}}
{{- end -}}
{{- else -}}
{{- if and (ne .Values.tool "command") (not $db.url) (not .Values.existingSecret) -}}
{{- $errors = append $errors "database.host is empty, and so is database.url: where do the migrations go?" -}}
{{- end -}}
{{- if and (eq .Values.tool "goose") (not $db.driver) -}}
{{- $errors = append $errors "database.driver is empty: goose has to be told it, such as postgres, mysql or clickhouse" -}}
{{- end -}}
{{- if or $db.name $db.user $db.password $db.parameters -}}
{{- $errors = append $errors "database.host is empty, but name, user, password or parameters of the database are set: they are used with host alone; in database.url they are part of the address" -}}
{{- end -}}
{{- end -}}
{{- toYaml $errors -}}
{{- end -}}

{{- define "migrate.secretErrors" -}}
{{- $errors := list -}}
{{- $secrets := dict "git.token" .Values.git.token "database.password" .Values.database.password "database.url" .Values.database.url -}}
{{- if .Values.existingSecret -}}
{{- range $key, $value := $secrets -}}
{{- if $value -}}
{{- $errors = append $errors (printf "existingSecret is set, and so is %s: which one counts? Leave out one of the two" $key) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- range $name, $value := .Values.secretEnv }}{{ $_ := set $secrets (printf "secretEnv.%s" $name) $value }}{{ end -}}
{{- range $key, $value := $secrets -}}
{{- if or (hasPrefix "ENC[" $value) (hasPrefix "ref+" $value) -}}
{{- $errors = append $errors (printf "%s is still encrypted: deploy with `helm secrets`, or decrypt the values file first" $key) -}}
{{- end -}}
{{- if and (regexMatch "[\r\n]" $value) (not (hasPrefix "secretEnv." $key)) -}}
{{- $errors = append $errors (printf "%s has a line break in it: in the values file, write it on one line, between quotes" $key) -}}
{{- end -}}
{{- end -}}
{{- toYaml $errors -}}
{{- end -}}
