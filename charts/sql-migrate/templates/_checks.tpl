{{/*
What the schema cannot check, or could only check by printing the value: every wrong value at once, and no secret in a message.
*/}}
{{- define "sql-migrate.check" -}}
{{- $git := .Values.git -}}
{{- $db := .Values.backendConfig.db -}}
{{- $errors := list -}}
{{- if not (regexMatch "^https://[A-Za-z0-9.:\\[\\]-]+/[^\\s?#@]+$" $git.repo) -}}
{{- $errors = append $errors "git.repo is not an HTTPS address without user and token in it, such as https://git.example.com/team/backend.git" -}}
{{- end -}}
{{- range $key := list "user" "database" -}}
{{- if regexMatch "[\\s$:@/?()'\"\\\\]" (get $db $key) -}}
{{- $errors = append $errors (printf "backendConfig.db.%s has a character in it that sql-migrate's datasource cannot hold: a blank, a quote or one of $ : @ / ? ( ) \\" $key) -}}
{{- end -}}
{{- end -}}
{{- if not (or $git.ref $git.branch) -}}
{{- $errors = append $errors "git.ref is empty: give a branch, a tag or a commit's full SHA" -}}
{{- end -}}
{{- if .Values.existingSecret -}}
{{- if or $git.token $db.password -}}
{{- $errors = append $errors "existingSecret is set, and so is git.token or backendConfig.db.password: which one counts? Leave out one of the two" -}}
{{- end -}}
{{- else -}}
{{- if not $db.password -}}
{{- $errors = append $errors "backendConfig.db.password is empty: give it in an encrypted values file or in the action's \"values-inline\", or name an existingSecret" -}}
{{- end -}}
{{- if and $git.user (not $git.token) -}}
{{- $errors = append $errors "git.token is empty, but git.user is set: give the token in an encrypted values file or in the action's \"values-inline\", or name an existingSecret" -}}
{{- end -}}
{{- if and $git.token (not $git.user) -}}
{{- $errors = append $errors "git.user is empty, but git.token is set: name the user that the token belongs to" -}}
{{- end -}}
{{- end -}}
{{- range $key, $secret := dict "git.token" $git.token "backendConfig.db.password" $db.password -}}
{{- $value := $secret | default "" -}}
{{- if or (hasPrefix "ENC[" $value) (hasPrefix "ref+" $value) -}}
{{- $errors = append $errors (printf "%s is still encrypted: deploy with `helm secrets`, or decrypt the values file first" $key) -}}
{{- end -}}
{{- if regexMatch "[\r\n]" $value -}}
{{- $errors = append $errors (printf "%s has a line break in it: in the values file, write it on one line, between quotes" $key) -}}
{{- end -}}
{{- end -}}
{{- if and (eq $db.driver "postgres") (eq $db.tls "preferred") -}}
{{- $errors = append $errors "backendConfig.db.tls is preferred, which is for mysql alone: for postgres use disable, skip-verify or verify" -}}
{{- end -}}
{{- if $errors -}}
{{- $standalone := hasPrefix (printf "%s/templates" .Chart.Name) .Template.BasePath -}}
{{- $where := ternary "" (printf " (under \"%s:\" in the values of the chart that depends on it)" .Chart.Name) $standalone -}}
{{- fail (printf "wrong values of chart %s%s:\n  %s" .Chart.Name $where (join "\n  " $errors)) -}}
{{- end -}}
{{- end -}}
