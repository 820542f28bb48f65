-- +migrate Up
CREATE TABLE order_lines (
    order_id    BIGINT UNSIGNED NOT NULL,
    line_no     SMALLINT UNSIGNED NOT NULL,
    sku         VARCHAR(64)     NOT NULL,
    quantity    INT UNSIGNED    NOT NULL,
    price_cents INT UNSIGNED    NOT NULL,
    PRIMARY KEY (order_id, line_no),
    CONSTRAINT order_lines_order_fk FOREIGN KEY (order_id) REFERENCES orders (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

INSERT INTO order_lines (order_id, line_no, sku, quantity, price_cents)
SELECT id, 1, 'BOOK-0001', 2, 1950 FROM orders
UNION ALL
SELECT id, 2, 'PEN-0042', 10, 120 FROM orders;
