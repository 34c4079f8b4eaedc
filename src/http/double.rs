//! A house that stands in memory, for the tests of the web layer: it keeps state, applies the
//! domain's own rules, and can be asked what it now holds. It checks versions as the real one must.

use super::house::*;
use crate::domain::contract::{Contract, Metadata, Origin, Stage};
use crate::domain::document::{PageBox, Rect, Span, Warning};
use crate::domain::id::{ContractId, FieldId, ItemId, JobId, Sha256};
use crate::domain::obligation::{Due, Kind, Obligation};
use crate::domain::playbook::{Dictionary, Field, Risk};
use crate::domain::reading::Reading;
use crate::domain::review::{Decision, Item, Subject, Verdict};
use crate::domain::term::{
    Derivation, Engine, Finding, Grade, Grounding, Term, Unverified, UnverifiedReason,
};
use crate::domain::value::{Period, Unit, Value, ValueKind};
use crate::domain::writeback::{Attachment, FieldChange, Plan, Record};
use async_trait::async_trait;
use bytes::Bytes;
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

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
            .filter(|row| filter.stage.as_ref().is_none_or(|stage| row.stage == *stage))
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
                Subject::Obligation(_) => None,
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
            job("j1", "writeback", "dead", Some("salesforce refused: INVALID_FIELD <b>")),
            job("j2", "embed", "running", None),
        ];
        Ok(jobs
            .into_iter()
            .filter(|job| state.is_none_or(|state| job.state == state))
            .collect())
    }

    async fn retry(&self, job: &JobId, person: &str) -> Result<(), Error> {
        let call = format!("retry {job} by {person}");
        self.job_calls.lock().expect("no test panics inside").push(call);
        Ok(())
    }

    async fn cancel(&self, job: &JobId, person: &str) -> Result<(), Error> {
        let call = format!("cancel {job} by {person}");
        self.job_calls.lock().expect("no test panics inside").push(call);
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
        self.people.iter().find(|person| person.name == name).cloned()
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
            change("Effective_Date__c", "2026-01-15", Some("2026-01-01"), Some(1)),
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

/// A contract in review in which every text is what `text` makes of it.
pub fn sample(text: impl Fn(&str) -> String) -> ReviewView {
    let origin = Origin {
        source: "ironclad".into(),
        native: "IC-1".into(),
    };
    let id = ContractId::of("ironclad", "IC-1");
    let reading = reading(&text);
    let items = Item::of(&id, &reading);
    let stage = Stage::InReview {
        sha256: Sha256::from("ab"),
        pages: 3,
    };
    let metadata = Metadata {
        title: text("Master Services Agreement"),
        counterparty: Some(text("Northwind Analytics, Inc.")),
        link: Some("https://ironcladapp.com/workflow/IC-1".into()),
        ..Metadata::default()
    };
    ReviewView {
        contract: Contract {
            id,
            origin,
            metadata,
            stage,
            version: 7,
        },
        received_at: Timestamp::UNIX_EPOCH,
        pages: (1..=3)
            .map(|number| PageSize {
                number,
                width: 612.0,
                height: 792.0,
            })
            .collect(),
        reading: Some(reading),
        items,
        dictionary: Arc::new(dictionary(&text)),
    }
}

fn dictionary(text: &impl Fn(&str) -> String) -> Dictionary {
    let field = |id: &str, label: &str, kind, group: &str, risk| Field {
        id: FieldId::from(id),
        label: text(label),
        kind,
        group: group.into(),
        many: id == "parties",
        description: "what counts".into(),
        cues: Vec::new(),
        risk,
        crm: None,
        cuad: None,
    };
    Dictionary {
        version: "test".into(),
        fields: vec![
            field("parties", "Parties", ValueKind::Party, "parties", Risk::Medium),
            field("effective_date", "Effective date", ValueKind::Date, "dates", Risk::High),
            field("expiration_date", "Expiration date", ValueKind::Date, "dates", Risk::High),
            field("renewal_term", "Renewal term", ValueKind::Period, "renewal", Risk::Medium),
            field("auto_renews", "Renews automatically", ValueKind::Flag, "renewal", Risk::High),
            field("notice_period", "Notice to prevent renewal", ValueKind::Period, "renewal", Risk::High),
            field("annual_value", "Annual value", ValueKind::Money, "money", Risk::High),
            field("late_interest", "Late payment interest", ValueKind::Percent, "money", Risk::Low),
            field("governing_law", "Governing law", ValueKind::Jurisdiction, "risk", Risk::Medium),
            field("liability_cap", "Liability cap", ValueKind::Money, "risk", Risk::High),
            field("insurance", "Insurance", ValueKind::Text, "risk", Risk::Low),
        ],
    }
}

/// Where the demonstration contract's quotes stand: page, left, top, right, bottom in points.
fn grounding(grade: Grade, quote: String, place: (u32, [f32; 4])) -> Grounding {
    let (page, [x0, y0, x1, y1]) = place;
    Grounding {
        grade,
        span: Span::new(0, quote.len()),
        quote,
        page,
        boxes: vec![PageBox {
            page,
            rect: Rect { x0, y0, x1, y1 },
        }],
    }
}

fn reading(text: &impl Fn(&str) -> String) -> Reading {
    let mut fields = BTreeMap::new();
    let term = |field: &str, value, grade, quote: &str, place| Term {
        field: FieldId::from(field),
        value,
        grounding: grounding(grade, text(quote), place),
        engine: Engine::Offline,
        derivation: None,
    };
    let parse = |kind, value: &str| Value::parse(kind, value).expect("canonical text");
    let top = (1, [72.0, 150.0, 540.0, 176.0]);
    let mut found = |terms: Vec<Term>| {
        fields.insert(terms[0].field.clone(), Finding::Found { terms });
    };
    let party = |name: &str| parse(ValueKind::Party, &text(name));
    found(vec![
        term("parties", party("Northwind Analytics, Inc. (\"Supplier\")"), Grade::Exact, "Northwind Analytics, Inc., a Delaware corporation (“Supplier”)", top),
        term("parties", party("Contoso Retail Ltd (\"Customer\")"), Grade::Exact, "Contoso Retail Ltd (“Customer”)", (1, [72.0, 178.0, 400.0, 192.0])),
    ]);
    found(vec![term("effective_date", parse(ValueKind::Date, "2026-01-15"), Grade::Exact, "is entered into as of January 15, 2026 (the “Effective Date”)", (1, [72.0, 130.0, 480.0, 144.0]))]);
    let mut expiry = term("expiration_date", parse(ValueKind::Date, "2029-01-14"), Grade::Exact, "shall continue for an initial term of three (3) years", (1, [72.0, 300.0, 520.0, 314.0]));
    expiry.derivation = Some(Derivation {
        rule: "day_before_anniversary".into(),
        inputs: vec![FieldId::from("effective_date"), FieldId::from("renewal_term")],
    });
    found(vec![expiry]);
    found(vec![term("renewal_term", Value::Period(Period::new(1, Unit::Year)), Grade::Normalised, "renew for successive one-year terms", (1, [72.0, 318.0, 410.0, 332.0]))]);
    found(vec![term("auto_renews", Value::Flag(true), Grade::Exact, "shall automatically renew", (1, [72.0, 318.0, 260.0, 332.0]))]);
    found(vec![term("annual_value", parse(ValueKind::Money, "USD 120000"), Grade::Fuzzy, "an annual fee of US$120,000", (2, [72.0, 150.0, 330.0, 164.0]))]);
    found(vec![term("insurance", Value::Text(text("commercial general liability")), Grade::Exact, "commercial general liability insurance", (3, [72.0, 200.0, 330.0, 214.0]))]);
    fields.insert(
        FieldId::from("governing_law"),
        Finding::Conflict {
            terms: vec![
                term("governing_law", Value::Jurisdiction(text("Delaware")), Grade::Exact, "governed by the laws of the State of Delaware", (3, [72.0, 90.0, 380.0, 104.0])),
                term("governing_law", Value::Jurisdiction(text("New York")), Grade::Exact, "subject to New York law", (3, [72.0, 120.0, 230.0, 134.0])),
            ],
        },
    );
    fields.insert(FieldId::from("liability_cap"), Finding::NotStated { searched: 41_230 });
    fields.insert(FieldId::from("late_interest"), Finding::Unreadable { pages: vec![2] });
    fields.insert(FieldId::from("notice_period"), Finding::Truncated);
    Reading {
        sha256: Sha256::from("ab"),
        pages: 3,
        engine: Engine::Offline,
        dictionary: "test".into(),
        fields,
        obligations: vec![Obligation {
            actor: text("Customer"),
            beneficiary: Some(text("Supplier")),
            action: text("pay each undisputed invoice"),
            kind: Kind::Payment,
            due: Some(Due::Within {
                period: Period::new(30, Unit::Day),
                anchor: text("after receipt of the invoice"),
                date: None,
            }),
            amount: None,
            owner_role: "Finance".into(),
            grounding: grounding(Grade::Exact, text("Customer shall pay each undisputed invoice within thirty (30) days after receipt"), (2, [72.0, 180.0, 520.0, 194.0])),
            engine: Engine::Offline,
        }],
        unverified: vec![Unverified {
            field: FieldId::from("liability_cap"),
            value: text("USD 500000.00"),
            quote: text("liability shall not exceed $500,000"),
            engine: Engine::Llm,
            reason: UnverifiedReason::QuoteNotFound,
        }],
        reasons: vec![text("Governing law: two verified values cannot both be true.")],
        warnings: vec![Warning::UncertainText { page: 2 }],
    }
}

/// All decided, as approved by `by`.
pub fn all_decided(mut view: ReviewView, by: &str) -> ReviewView {
    for item in &mut view.items {
        item.decision = Decision::Approved { by: by.into() };
        item.version += 1;
    }
    view
}
