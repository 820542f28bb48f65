module helm-migrate.local/bench-writer

go 1.26
