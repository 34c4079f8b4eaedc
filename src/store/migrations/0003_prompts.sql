-- By which prompt a question was put: its name, its version and the hash of its file. Empty for what was put
-- before this was kept, and in the ledger for what an endpoint was asked about itself.
ALTER TABLE answers ADD COLUMN prompt TEXT NOT NULL DEFAULT '';
ALTER TABLE answers ADD COLUMN prompt_version TEXT NOT NULL DEFAULT '';
ALTER TABLE answers ADD COLUMN prompt_hash TEXT NOT NULL DEFAULT '';
ALTER TABLE ledger ADD COLUMN prompt TEXT NOT NULL DEFAULT '';
ALTER TABLE ledger ADD COLUMN prompt_version TEXT NOT NULL DEFAULT '';
ALTER TABLE ledger ADD COLUMN prompt_hash TEXT NOT NULL DEFAULT '';
