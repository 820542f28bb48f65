# shellcheck shell=bash
# A database server of the cluster's own, beside whatever database the machine may run.

start_mariadb() {
  install -d -m 700 "$HM_STATE/mariadb"
  [[ -d $HM_STATE/mariadb/data ]] || new_database
  launch mariadb env PATH="$PATH:/usr/sbin:/sbin" mariadbd --no-defaults --user="$(id -un)" \
    --datadir="$HM_STATE/mariadb/data" --socket="$HM_DB_SOCKET" --pid-file="$HM_STATE/mariadb/pid" \
    --bind-address="$HM_ADDRESS" --port="$HM_DB_PORT" --init-file="$HM_STATE/mariadb/init.sql" \
    --skip-name-resolve --character-set-server=utf8mb4 --max-connections=200 \
    --innodb-log-file-size=8M --innodb-flush-log-at-trx-commit=0 --innodb-use-native-aio=0 --skip-log-bin
  await mariadb 30 healthy_mariadb
}

healthy_mariadb() {
  running mariadb >/dev/null &&
    mariadb --defaults-file="$HM_STATE/mariadb-client.cnf" --execute 'SELECT 1' >/dev/null 2>&1
}

# The system tables are the same each time: they are made once.
new_database() {
  local template
  template=$HM_STORE/mariadb-data-$(mariadb_version)
  if [[ ! -d $template ]]; then
    step mariadb 'making the system tables (once)' into_store "${template##*/}" make_system_tables
  fi
  write_database_access
  rm -rf "$HM_STATE/mariadb/new"
  cp -a "$template" "$HM_STATE/mariadb/new"
  mv -T "$HM_STATE/mariadb/new" "$HM_STATE/mariadb/data"
}

mariadb_version() { PATH="$PATH:/usr/sbin" mariadbd --no-defaults --version | grep -oE '[0-9]+\.[0-9]+\.[0-9]+' | sed -n 1p; }

make_system_tables() {
  PATH="$PATH:/usr/sbin" mariadb-install-db --no-defaults --user="$(id -un)" --datadir="$STAGE" --skip-test-db \
    --auth-root-authentication-method=normal --innodb-log-file-size=8M --innodb-use-native-aio=0
}

# The password is in files of mode 0600 alone. Root may come from pods and from this machine, by the bridge.
write_database_access() {
  local password
  password=$(openssl rand -hex 16)
  (
    umask 077
    cat >"$HM_STATE/mariadb/init.sql" <<SQL
ALTER USER root@localhost IDENTIFIED BY '$password';
CREATE USER IF NOT EXISTS root@'$HM_NET.%' IDENTIFIED BY '$password';
GRANT ALL ON *.* TO root@'$HM_NET.%' WITH GRANT OPTION;
SQL
    printf '[client]\nuser=root\npassword=%s\nhost=%s\nport=%s\n' "$password" "$HM_ADDRESS" "$HM_DB_PORT" \
      >"$HM_STATE/mariadb-client.cnf"
    printf '%s\n' "$password" >"$HM_STATE/mariadb/password"
  )
  for_caller "$HM_STATE/mariadb-client.cnf"
}
