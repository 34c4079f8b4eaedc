//! The simulated org as a whole: schema, records, files, and the state file that lets a demo go on
//! after a restart. A change is on disk before it is answered.

use super::objects::Schema;
use super::rows::{Row, Rows, Scene};
use super::{Seed, StartError, ids, values};
use crate::connectors::crm::schema;
use crate::domain::clock::Clock;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The id of the user that all calls run as.
pub const USER: &str = "005000000000001AAA";

/// The org.
pub struct Org {
    /// Its objects.
    pub schema: Schema,
    /// Its records.
    pub rows: Rows,
    /// The bytes of each ContentVersion.
    pub files: BTreeMap<String, Bytes>,
    /// Queries with further pages, by locator.
    pub cursors: Vec<String>,
    /// Rows per page of a query.
    pub page_size: usize,
    clock: Arc<dyn Clock>,
    state: Option<PathBuf>,
}

#[derive(Serialize, Deserialize)]
struct State {
    rows: Rows,
    files: BTreeMap<String, String>,
}

impl Org {
    /// The org as its state file says, or as seeded when there is none.
    pub fn open(
        seed: &Seed,
        clock: Arc<dyn Clock>,
        state: Option<PathBuf>,
    ) -> Result<Self, StartError> {
        let mut org = Self {
            schema: Schema::of_org().map_err(|fault| StartError::Seed(fault.to_string()))?,
            rows: Rows::default(),
            files: BTreeMap::new(),
            cursors: Vec::new(),
            page_size: seed.page_size,
            clock,
            state,
        };
        for (object, files) in &seed.fields {
            for file in files {
                let field = schema::field_of(file);
                let field = field.map_err(|fault| StartError::Seed(fault.to_string()))?;
                org.schema.add_field(object, field);
            }
        }
        org.sow(seed)?;
        if let Some(path) = org.state.clone().filter(|path| path.exists()) {
            org.load(&path)?;
        }
        // A place that cannot be written is found now, and not by the first change.
        org.save()?;
        Ok(org)
    }

    /// What a write needs to know, beside the records that it changes.
    pub fn parts(&mut self) -> (Scene<'_>, &mut Rows) {
        let scene = Scene {
            schema: &self.schema,
            now: values::written(self.clock.now()),
        };
        (scene, &mut self.rows)
    }

    /// The present instant.
    pub fn now(&self) -> jiff::Timestamp {
        self.clock.now()
    }

    /// Puts the state on disk, whole or not at all.
    pub fn save(&self) -> std::io::Result<()> {
        let Some(path) = &self.state else {
            return Ok(());
        };
        let files = self.files.iter();
        let state = State {
            rows: self.rows.clone(),
            files: files
                .map(|(id, bytes)| (id.clone(), STANDARD.encode(bytes)))
                .collect(),
        };
        let fresh = path.with_extension("new");
        let mut file = std::fs::File::create(&fresh)?;
        file.write_all(&serde_json::to_vec(&state)?)?;
        file.sync_all()?;
        std::fs::rename(&fresh, path)
    }

    fn load(&mut self, path: &Path) -> Result<(), StartError> {
        let bytes = std::fs::read(path)?;
        let unreadable = |_| {
            StartError::Seed("the state file cannot be read; remove it to start anew".to_owned())
        };
        let state: State = serde_json::from_slice(&bytes).map_err(unreadable)?;
        self.rows = state.rows;
        for (id, text) in state.files {
            let bytes = STANDARD.decode(text);
            let bytes =
                bytes.map_err(|_| StartError::Seed("a file in the state is damaged".to_owned()))?;
            self.files.insert(id, Bytes::from(bytes));
        }
        Ok(())
    }

    fn sow(&mut self, seed: &Seed) -> Result<(), StartError> {
        let mut user = Row::new();
        user.insert("Name".to_owned(), "Countersign Integration".into());
        user.insert("Username".to_owned(), seed.username.clone().into());
        self.rows.place("User", USER, user);
        for (name, rows) in &seed.records {
            for row in rows {
                self.sow_row(name, row)?;
            }
        }
        Ok(())
    }

    fn sow_row(&mut self, name: &str, row: &Row) -> Result<(), StartError> {
        let object = self.schema.object(name).map(|object| object.name.clone());
        let object =
            object.ok_or_else(|| StartError::Seed(format!("there is no object {name}")))?;
        let id = row.get("Id").and_then(|id| id.as_str()).and_then(ids::full);
        let id = id.ok_or_else(|| StartError::Seed(format!("a {object} has no valid Id")))?;
        let mut kept = Row::new();
        for (field, value) in row {
            let known = self
                .schema
                .object(&object)
                .and_then(|object| super::objects::field(object, field));
            let field = known.map_or_else(|| field.clone(), |known| known.name.clone());
            if known.is_none() {
                self.schema.add_text_field(&object, &field);
            }
            kept.insert(field, value.clone());
        }
        self.rows.place(&object, &id, kept);
        Ok(())
    }
}
