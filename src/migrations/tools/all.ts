import type { Tool } from '../tool.js';
import { ALEMBIC } from './alembic.js';
import { ATLAS } from './atlas.js';
import { DBMATE } from './dbmate.js';
import { DJANGO } from './django.js';
import { EF_CORE } from './ef-core.js';
import { FLYWAY } from './flyway.js';
import { GOLANG_MIGRATE } from './golang-migrate.js';
import { GOOSE } from './goose.js';
import { KNEX } from './knex.js';
import { LARAVEL } from './laravel.js';
import { LIQUIBASE } from './liquibase.js';
import { NODE_PG_MIGRATE } from './node-pg-migrate.js';
import { PRISMA } from './prisma.js';
import { RAILS } from './rails.js';
import { SEQUELIZE } from './sequelize.js';
import { SQL_MIGRATE } from './sql-migrate.js';
import { TYPEORM } from './typeorm.js';

/** Every migration tool whose log is read; each knows its own lines. */
export const TOOLS: readonly Tool[] = [
  ...[SQL_MIGRATE, GOLANG_MIGRATE, GOOSE, DBMATE, ATLAS, FLYWAY, LIQUIBASE, ALEMBIC, DJANGO],
  ...[RAILS, LARAVEL, PRISMA, KNEX, TYPEORM, SEQUELIZE, NODE_PG_MIGRATE, EF_CORE],
];
