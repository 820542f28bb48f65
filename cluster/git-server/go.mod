module helm-migrate/cluster/git-server

go 1.24
