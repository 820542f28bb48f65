-- +migrate Up
-- Broken on purpose: the column is called "status".
ALTER TABLE orders ADD INDEX orders_state (state, placed_at);
