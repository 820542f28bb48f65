-- +migrate Up
CREATE TABLE user_audit (
    id         BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    user_id    BIGINT UNSIGNED NOT NULL,
    old_email  VARCHAR(254)    NOT NULL,
    changed_at DATETIME(6)     NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    PRIMARY KEY (id),
    KEY user_audit_user (user_id, changed_at),
    CONSTRAINT user_audit_user_fk FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

INSERT INTO user_audit (user_id, old_email)
SELECT id, email FROM users;
