-- What came of a question besides an answer: a refusal is kept too, so that a re-run costs nothing.
ALTER TABLE answers ADD COLUMN outcome TEXT NOT NULL DEFAULT 'whole';

-- One row per question that was put, paid or answered from the store. Prices in millionths of the
-- currency in the settings, as they were when the question was put.
CREATE TABLE ledger (
    at BIGINT NOT NULL,
    contract TEXT NOT NULL,
    topic TEXT NOT NULL,
    model TEXT NOT NULL,
    cached BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    prompt_tokens BIGINT NOT NULL,
    completion_tokens BIGINT NOT NULL,
    micros BIGINT NOT NULL
);
CREATE INDEX ledger_contract ON ledger (contract, at);
CREATE INDEX ledger_at ON ledger (at);
