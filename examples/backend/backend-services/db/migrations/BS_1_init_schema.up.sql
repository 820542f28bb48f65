-- +migrate Up
CREATE TABLE users (
    id         BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    email      VARCHAR(254)    NOT NULL,
    full_name  VARCHAR(200)    NOT NULL,
    created_at DATETIME(6)     NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    PRIMARY KEY (id),
    UNIQUE KEY users_email (email)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

INSERT INTO users (email, full_name)
VALUES ('ada@example.com', 'Ada Lovelace'),
       ('grace@example.com', 'Grace Hopper'),
       ('edsger@example.com', 'Edsger Dijkstra');
