//! A house that stands in memory, for the tests of the web layer: it keeps state, applies the
//! domain's own rules, and can be asked what it now holds. It checks versions as the real one must.

use super::house::*;
use crate::domain::contract::Stage;
use crate::domain::id::{ContractId, ItemId, JobId, Sha256};
use crate::domain::review::{Item, Subject, Verdict};
use crate::domain::writeback::{Attachment, FieldChange, Plan, Record};
use async_trait::async_trait;
use bytes::Bytes;
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::sync::Mutex;

/// The house in memory.
pub struct Double {
    /// The contracts.
    pub views: Mutex<Vec<ReviewView>>,
    /// Who may sign in.
    pub people: Vec<Person>,
    /// How often the CRM would have been written.
    pub approvals: Mutex<u32>,
    /// What retry and cancel were asked for.
    pub job_calls: Mutex<Vec<String>>,
    /// Drawn pages by number.
    pub images: BTreeMap<u32, Bytes>,
    /// What readiness says is missing.
    pub missing: Vec<String>,
}

/// The password of everyone here.
pub const PASSWORD: &str = "correct horse battery staple";

impl Double {
    /// One contract in review, and a person of each role.
    pub fn new(views: Vec<ReviewView>) -> Self {
        let hash = crate::http::auth::password_hash(PASSWORD).expect("a hash");
        let person = |name: &str, role| Person {
            name: name.into(),
            role,
            password_hash: hash.clone(),
        };
        Self {
            views: Mutex::new(views),
            people: vec![
                person("mara", Role::Reviewer),
                person("otto", Role::Operator),
                person("ada", Role::Admin),
            ],
            approvals: Mutex::new(0),
            job_calls: Mutex::default(),
            images: BTreeMap::from([(1, Bytes::from_static(b"png"))]),
            missing: Vec::new(),
        }
    }

    fn row(view: &ReviewView) -> ContractRow {
        let stage = &view.contract.stage;
        ContractRow {
            id: view.contract.id.clone(),
            title: view.contract.metadata.title.clone(),
            counterparty: view.contract.metadata.counterparty.clone(),
            stage: stage.name().into(),
            pages: stage.pages(),
            values: view.items.len(),
            pending: view.items.iter().filter(|item| item.is_pending()).count(),
            reason: match stage {
                Stage::Parked { reason, .. } => Some(reason.clone()),
                _ => None,
            },
            received_at: view.received_at,
            source: view.contract.origin.source.clone(),
            record: match stage {
                Stage::WrittenBack { record, .. } => Some(record.clone()),
                _ => None,
            },
            version: view.contract.version,
        }
    }

    fn change<T>(
        &self,
        id: &ContractId,
        change: impl FnOnce(&mut ReviewView) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let mut views = self.views.lock().expect("no test panics inside");
        let view = views.iter_mut().find(|view| view.contract.id == *id);
        change(view.ok_or(Error::NotFound)?)
    }
}

fn stale() -> Error {
    Error::Conflict {
        message: "somebody else decided this in the meantime".into(),
    }
}

#[async_trait]
impl House for Double {
    async fn accept(&self, source: &str, headers: Headers, body: Bytes) -> Accepted {
        let signed = headers.contains(&("x-signature".to_owned(), "good".to_owned()));
        match (source, signed, body.as_ref()) {
            ("ironclad", true, b"again") => Accepted::Duplicate,
            ("ironclad", true, b"full") => Accepted::Unavailable,
            ("ironclad", true, _) => Accepted::Recorded,
            _ => Accepted::Rejected,
        }
    }

    async fn contracts(&self, filter: ContractFilter) -> Result<Vec<ContractRow>, Error> {
        let views = self.views.lock().expect("no test panics inside");
        let rows = views.iter().map(Self::row);
        Ok(rows
            .filter(|row| {
                filter
                    .stage
                    .as_ref()
                    .is_none_or(|stage| row.stage == *stage)
            })
            .collect())
    }

    async fn review(&self, id: &ContractId) -> Result<Option<ReviewView>, Error> {
        Ok(self.change(id, |view| Ok(view.clone())).ok())
    }

    async fn page_image(&self, id: &ContractId, page: u32, _: u32) -> Result<Option<Bytes>, Error> {
        self.change(id, |_| Ok(()))?;
        Ok(self.images.get(&page).cloned())
    }

    async fn pdf(&self, id: &ContractId) -> Result<Option<Bytes>, Error> {
        self.change(id, |_| Ok(()))?;
        Ok(Some(Bytes::from_static(b"%PDF-1.7")))
    }

    async fn plan(&self, id: &ContractId) -> Result<Option<Plan>, Error> {
        self.change(id, |view| {
            let open = view.items.iter().any(Item::is_pending);
            Ok((!open).then(|| plan(view)))
        })
    }

    async fn history(&self, id: &ContractId) -> Result<Vec<AuditRow>, Error> {
        self.change(id, |view| {
            let row = |actor: &str, action: &str, detail: &str| AuditRow {
                at: view.received_at,
                actor: actor.into(),
                action: action.into(),
                detail: detail.into(),
            };
            Ok(vec![
                row("ironclad", "received", "workflow_completed"),
                row("extract", "read", &view.contract.metadata.title),
            ])
        })
    }

    async fn decide(
        &self,
        id: &ContractId,
        item: &ItemId,
        verdict: Verdict,
        seen_version: i64,
        person: &str,
    ) -> Result<Item, Error> {
        self.change(id, |view| {
            let dictionary = view.dictionary.clone();
            let item = view.items.iter_mut().find(|found| found.id == *item);
            let item = item.ok_or(Error::NotFound)?;
            if item.version != seen_version {
                return Err(stale());
            }
            let kind = match &item.subject {
                Subject::Field { field, .. } | Subject::Unverified { field, .. } => {
                    dictionary.get(field).map(|field| field.kind)
                }
                Subject::Obligation(_) | Subject::Warning { .. } => None,
            };
            let decided = item.decided(&verdict, person, kind);
            item.decision = decided.map_err(|refusal| Error::Refused {
                message: refusal.to_string(),
            })?;
            item.version += 1;
            view.contract.version += 1;
            Ok(item.clone())
        })
    }

    async fn approve(
        &self,
        id: &ContractId,
        seen_version: i64,
        person: &str,
    ) -> Result<ContractRow, Error> {
        self.change(id, |view| {
            if let Stage::Approved { .. } = view.contract.stage {
                return Ok(Self::row(view));
            }
            if view.contract.version != seen_version {
                return Err(stale());
            }
            if view.items.iter().any(Item::is_pending) {
                return Err(Error::Refused {
                    message: "something is still undecided".into(),
                });
            }
            let next = view.contract.stage.approved(person, 1);
            view.contract.stage = next.map_err(|refused| Error::Refused {
                message: refused.to_string(),
            })?;
            *self.approvals.lock().expect("no test panics inside") += 1;
            Ok(Self::row(view))
        })
    }

    async fn reject(
        &self,
        id: &ContractId,
        seen_version: i64,
        person: &str,
        _reason: &str,
    ) -> Result<ContractRow, Error> {
        self.change(id, |view| {
            if view.contract.version != seen_version {
                return Err(stale());
            }
            let next = view.contract.stage.rejected(person);
            view.contract.stage = next.map_err(|refused| Error::Refused {
                message: refused.to_string(),
            })?;
            Ok(Self::row(view))
        })
    }

    async fn reopen(&self, id: &ContractId, _person: &str) -> Result<ContractRow, Error> {
        self.change(id, |view| {
            let next = view.contract.stage.reopened();
            view.contract.stage = next.map_err(|refused| Error::Refused {
                message: refused.to_string(),
            })?;
            Ok(Self::row(view))
        })
    }

    async fn jobs(&self, state: Option<&str>) -> Result<Vec<JobRow>, Error> {
        let job = |id: &str, step: &str, now: &str, error: Option<&str>| JobRow {
            id: JobId::from(id),
            step: step.into(),
            contract: Some(ContractId::of("ironclad", "IC-1")),
            state: now.into(),
            attempts: 3,
            run_at: Timestamp::UNIX_EPOCH,
            last_error: error.map(str::to_owned),
        };
        let jobs = vec![
            job(
                "j1",
                "writeback",
                "dead",
                Some("salesforce refused: INVALID_FIELD <b>"),
            ),
            job("j2", "embed", "running", None),
        ];
        Ok(jobs
            .into_iter()
            .filter(|job| state.is_none_or(|state| job.state == state))
            .collect())
    }

    async fn retry(&self, job: &JobId, person: &str) -> Result<(), Error> {
        let call = format!("retry {job} by {person}");
        self.job_calls
            .lock()
            .expect("no test panics inside")
            .push(call);
        Ok(())
    }

    async fn cancel(&self, job: &JobId, person: &str) -> Result<(), Error> {
        let call = format!("cancel {job} by {person}");
        self.job_calls
            .lock()
            .expect("no test panics inside")
            .push(call);
        Ok(())
    }

    async fn ready(&self) -> Result<(), Vec<String>> {
        match self.missing.is_empty() {
            true => Ok(()),
            false => Err(self.missing.clone()),
        }
    }

    fn metrics(&self) -> String {
        "countersign_up 1\n".into()
    }

    async fn person(&self, name: &str) -> Option<Person> {
        self.people
            .iter()
            .find(|person| person.name == name)
            .cloned()
    }
}

fn plan(view: &ReviewView) -> Plan {
    let change = |name: &str, value: &str, before: Option<&str>, page| FieldChange {
        name: name.into(),
        value: value.into(),
        before: before.map(Into::into),
        page,
    };
    let key = format!("ironclad:{}", view.contract.origin.native);
    let record = |object: &str, external_id: String, fields| Record {
        object: object.into(),
        external_id,
        fields,
    };
    let insight = record(
        "Contract_Insight__c",
        key.clone(),
        vec![
            change("Title__c", &view.contract.metadata.title, None, None),
            change(
                "Effective_Date__c",
                "2026-01-15",
                Some("2026-01-01"),
                Some(1),
            ),
            change("Annual_Value__c", "120000.00", Some("120000.00"), Some(1)),
        ],
    );
    let due = vec![change("Due_Date__c", "2026-02-14", None, Some(2))];
    Plan {
        contract: view.contract.id.clone(),
        revision: 1,
        operation: "op".into(),
        insight,
        obligations: vec![record("Contract_Obligation__c", format!("{key}:1"), due)],
        account: Some("0015g00000XyZ".into()),
        opportunity: None,
        attachment: Attachment {
            sha256: Sha256::from("ab"),
            title: view.contract.metadata.title.clone(),
            file_name: "executed.pdf".into(),
        },
    }
}
