-- +migrate Up
ALTER TABLE orders ADD COLUMN total_cents BIGINT UNSIGNED NULL AFTER status;

UPDATE orders
SET total_cents = (
    SELECT COALESCE(SUM(order_lines.quantity * order_lines.price_cents), 0)
    FROM order_lines
    WHERE order_lines.order_id = orders.id
);

ALTER TABLE orders MODIFY COLUMN total_cents BIGINT UNSIGNED NOT NULL;
