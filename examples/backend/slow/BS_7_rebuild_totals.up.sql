-- +migrate Up
-- Takes ten seconds, as a backfill of a large table would.
DO SLEEP(10);

UPDATE orders
SET total_cents = (
    SELECT COALESCE(SUM(order_lines.quantity * order_lines.price_cents), 0)
    FROM order_lines
    WHERE order_lines.order_id = orders.id
);
