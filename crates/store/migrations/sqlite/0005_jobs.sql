-- Work that is done later. Keep in step with ../postgres/0005_jobs.sql.

CREATE TABLE jobs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    -- What of that kind: one job for each, however often it is asked for.
    key TEXT NOT NULL,
    -- JSON.
    payload TEXT NOT NULL,
    -- How often it was begun.
    attempts BIGINT NOT NULL,
    -- When it may be begun (again): a job that is under way is hidden until its lease ends.
    run_at_ms BIGINT NOT NULL,
    -- Who does it; NULL while it waits.
    worker TEXT,
    -- It was asked for again while it was under way.
    again BOOLEAN NOT NULL,
    -- It failed too often, and waits for somebody to look at it.
    dead BOOLEAN NOT NULL,
    -- Why it failed last.
    complaint TEXT,
    created_ms BIGINT NOT NULL,
    UNIQUE (kind, key)
);
CREATE INDEX jobs_by_time ON jobs (run_at_ms, id) WHERE NOT dead;
CREATE INDEX jobs_dead ON jobs (id) WHERE dead;
