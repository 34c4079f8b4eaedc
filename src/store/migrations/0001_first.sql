-- Ids are TEXT, times BIGINT microseconds since 1970, structures JSON in TEXT: the same statements
-- serve SQLite and PostgreSQL. A stage is stored by name (to find) and as JSON (to go on from).
CREATE TABLE contracts (
    id TEXT PRIMARY KEY,
    source TEXT NOT NULL,
    native TEXT NOT NULL,
    metadata TEXT NOT NULL,
    stage TEXT NOT NULL,
    stage_data TEXT NOT NULL,
    revision BIGINT NOT NULL DEFAULT 0,
    version BIGINT NOT NULL DEFAULT 0,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    UNIQUE (source, native)
);
CREATE INDEX contracts_stage ON contracts (stage, updated_at);

-- One row per event ever received, kept for the life of the contract: CLMs sign no delivery time,
-- so a captured delivery stays valid for ever and only this table refuses it.
CREATE TABLE events (
    dedupe_key TEXT PRIMARY KEY,
    source TEXT NOT NULL,
    kind TEXT NOT NULL,
    contract TEXT,
    received_at BIGINT NOT NULL
);

CREATE TABLE jobs (
    id TEXT PRIMARY KEY,
    step TEXT NOT NULL,
    contract TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts BIGINT NOT NULL DEFAULT 0,
    crashes BIGINT NOT NULL DEFAULT 0,
    run_at BIGINT NOT NULL,
    lease_until BIGINT NOT NULL DEFAULT 0,
    owner TEXT NOT NULL DEFAULT '',
    fence BIGINT NOT NULL DEFAULT 0,
    error TEXT NOT NULL DEFAULT '',
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX jobs_ready ON jobs (state, run_at);
CREATE INDEX jobs_contract ON jobs (contract);

CREATE TABLE documents (
    contract TEXT PRIMARY KEY,
    document TEXT NOT NULL,
    sections TEXT NOT NULL,
    chunks TEXT NOT NULL
);

CREATE TABLE masked (
    contract TEXT PRIMARY KEY,
    vault TEXT NOT NULL
);

CREATE TABLE readings (
    contract TEXT PRIMARY KEY,
    reading TEXT NOT NULL
);

CREATE TABLE items (
    id TEXT PRIMARY KEY,
    contract TEXT NOT NULL,
    ordinal BIGINT NOT NULL,
    item TEXT NOT NULL,
    pending BIGINT NOT NULL,
    version BIGINT NOT NULL
);
CREATE INDEX items_contract ON items (contract, ordinal);

CREATE TABLE writebacks (
    contract TEXT NOT NULL,
    revision BIGINT NOT NULL,
    operation TEXT NOT NULL UNIQUE,
    plan TEXT NOT NULL,
    state TEXT NOT NULL,
    receipt TEXT,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (contract, revision)
);

-- No audit row, no action: each row is written in the transaction of the act it records, and
-- holds the hash of the row before it.
CREATE TABLE audit (
    seq BIGINT PRIMARY KEY,
    at BIGINT NOT NULL,
    contract TEXT NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    detail TEXT NOT NULL,
    previous TEXT NOT NULL,
    hash TEXT NOT NULL
);
CREATE INDEX audit_contract ON audit (contract, seq);

-- Model answers, stored before they are used, so that a retry does not pay twice.
CREATE TABLE answers (
    question TEXT PRIMARY KEY,
    reply TEXT NOT NULL,
    prompt_tokens BIGINT NOT NULL,
    completion_tokens BIGINT NOT NULL,
    at BIGINT NOT NULL
);
