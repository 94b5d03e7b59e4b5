-- How tracks sound. Keep in step with ../postgres/0011_features.sql.

CREATE TABLE features (
    track BIGINT PRIMARY KEY REFERENCES tracks (id) ON DELETE CASCADE,
    -- What was described: other tags change nothing, another sound is described anew.
    content BLOB NOT NULL,
    -- features::FeaturesVersion and features::Description.
    version BIGINT NOT NULL,
    -- NULL where there is nothing to describe: silence or damage.
    numbers BLOB,
    -- The state below that this row came with, by which processes find what is new to them.
    changed BIGINT NOT NULL
);
CREATE INDEX features_by_change ON features (changed, track);

-- One row, which counts how often something was described.
CREATE TABLE features_state (state BIGINT NOT NULL);
INSERT INTO features_state (state) VALUES (0);
