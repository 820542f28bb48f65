-- +migrate Up
ALTER TABLE orders ADD INDEX orders_status (status, placed_at);
