module helm-migrate/cluster/pause

go 1.24
