//! Suite `llm`: reads contracts with the model's engine over loopback HTTP, the model being a script
//! that knows the labels. Nothing here says how well a model reads; `eval::llm` counts what comes back.

use super::Bench;
use crate::app::ingest::{self, Ingest};
use crate::config::Settings;
use crate::connectors::llm::simulator::{MODEL, Recorded, Script, Simulator};
use crate::connectors::llm::{self, Budget, Format};
use crate::domain::document::Document;
use crate::domain::obligation::Obligation;
use crate::domain::playbook::{Dictionary, Field};
use crate::domain::reading::Reading;
use crate::domain::redaction::{Masked, Vault};
use crate::domain::term::Engine;
use crate::domain::value::{Value, ValueKind};
use crate::eval::cuad::dataset;
use crate::eval::golden;
use crate::eval::llm::{Asked, Fate, Known, Manner, Run, STAGES, report};
use crate::eval::report::Report;
use crate::eval::score;
use crate::text::ground::Grounder;
use crate::text::people::people;
use crate::text::pii::Detectors;
use crate::text::{plain, tokens};
use anyhow::Result;
use serde_json::{Value as Json, json};
use std::path::Path;
use std::time::Instant;

/// A contract with what the scripted reader knows of it, quotes as the contract has them.
struct Case {
    id: String,
    set: Option<golden::Set>,
    document: Document,
    labels: Vec<Known>,
    duties: Vec<golden::Duty>,
}

impl Bench {
    /// Runs the suite over goldens, or over labelled contracts in the layout of CUAD.
    pub(super) fn llm(
        &self,
        settings: &Settings,
        data: Option<&Path>,
        contracts: &Path,
    ) -> Result<Report> {
        let folder = data.unwrap_or(Path::new("eval/golden"));
        let cases = match folder.join("labels.csv").is_file() {
            true => labelled(folder, self.ingest.dictionary())?,
            false => self.goldens(folder, contracts)?,
        };
        let model = self.runtime.block_on(Simulator::start([]))?;
        let ingest = Ingest::new(&scripted(settings, &model))?;
        let bar = ingest::bar(cases.len(), "cases");
        let runs = cases.into_iter().map(|case| {
            bar.inc(1);
            self.scripted_run(&ingest, &model, case)
        });
        let runs = runs.collect::<Result<Vec<Run>>>()?;
        bar.finish_and_clear();
        let price = settings.llm.prices.get(&settings.llm.model);
        let money = price.map(|price| {
            move |prompt: u32, answers: u32| price.micros(prompt, answers) as f64 / 1e6
        });
        Ok(match &money {
            Some(money) => report(&runs, Some(money)),
            None => report(&runs, None),
        })
    }

    fn goldens(&self, folder: &Path, contracts: &Path) -> Result<Vec<Case>> {
        let dictionary = self.ingest.dictionary();
        let cases = golden::read_all(folder)?.into_iter().map(|golden| {
            let file = golden.file(folder, contracts);
            let golden = golden.judging(|id| dictionary.get(&id.into()).is_some());
            // What code fills no model is asked for.
            let is_asked = |id: &str| dictionary.get(&id.into()).is_some_and(Field::is_asked);
            let labels = golden.fields.into_iter();
            let labels = labels.filter(|label| !label.derived && is_asked(&label.id));
            let labels = labels.map(|label| Known {
                field: label.id,
                value: label.value,
                quote: label.quote,
            });
            Ok(Case {
                id: golden.contract,
                set: Some(golden.set),
                labels: labels.collect(),
                duties: golden.obligations,
                document: match file.extension() {
                    Some(end) if end == "txt" => plain::document(&std::fs::read_to_string(&file)?),
                    _ => self.document(&file)?,
                },
            })
        });
        cases.collect()
    }

    /// Reads a contract twice: as the labels say, and with quotes in every manner.
    fn scripted_run(&self, ingest: &Ingest, model: &Simulator, case: Case) -> Result<Run> {
        let dictionary = ingest.dictionary();
        let known = known(&case, dictionary);
        let duties = duties(&case);
        let begun = Instant::now();
        let reading = self.answered(ingest, model, &case, claims(&known, &duties))?;
        let millis = begun.elapsed().as_secs_f64() * 1_000.0;
        let sent: Vec<Sent> = model.take_requests().iter().map(sent).collect();
        let (said, manners) = varied(&known, dictionary);
        let altered = self.answered(
            ingest,
            model,
            &case,
            json!({ "findings": said, "obligations": [] }),
        )?;
        drop(model.take_requests());
        let became = |label: &&Known| is_found(&reading, dictionary, label);
        let fates = manners
            .iter()
            .map(|(field, manner)| (*manner, Fate::of(&altered, field)));
        let said: Vec<&Obligation> = reading.obligations.iter().collect();
        Ok(Run {
            labels: case.labels.len(),
            known: known.len(),
            first: known
                .iter()
                .filter(|label| became(label) && shown_first(&sent, label))
                .count(),
            both: known.iter().filter(became).count(),
            owed: score::pair(&case.duties, &said).len(),
            duties: case.duties.len(),
            fates: fates.collect(),
            asked: asked(&sent),
            tokens: tokens::count(&case.document.text),
            millis,
            set: case.set,
            id: case.id,
        })
    }

    fn answered(
        &self,
        ingest: &Ingest,
        model: &Simulator,
        case: &Case,
        claims: Json,
    ) -> Result<Reading> {
        model.otherwise(Script::knows(claims));
        let reading = self.runtime.block_on(ingest.extract(case.document.clone()));
        reading.map_err(|failure| anyhow::anyhow!("contract {}: {failure}", case.id))
    }
}

/// The settings with the script for a model; no key and no address of theirs is used.
fn scripted(settings: &Settings, model: &Simulator) -> Settings {
    let mut settings = settings.clone();
    settings.pipeline.engine = Engine::Llm;
    settings.llm = llm::Settings {
        base_url: model.base_url(),
        model: MODEL.to_owned(),
        format: Some(Format::Schema),
        budget: Budget {
            tokens_per_contract: 0,
            tokens_per_day: 0,
            ..Budget::default()
        },
        ..llm::Settings::default()
    };
    settings
}

/// Contracts of others: the clauses that they mark, and the law that they name.
fn labelled(folder: &Path, dictionary: &Dictionary) -> Result<Vec<Case>> {
    let contracts = dataset::load(folder)?.into_iter().map(|contract| {
        let labels = dictionary.fields.iter().filter_map(|field| {
            let category = field.cuad.as_deref()?;
            let label = contract.label(category)?;
            let value = match field.kind {
                ValueKind::Flag => "yes".to_owned(),
                ValueKind::Jurisdiction => label.answer.clone(),
                _ => return None,
            };
            Some(Known {
                field: field.id.to_string(),
                value,
                quote: label.spans.first()?.first()?.clone(),
            })
        });
        Case {
            labels: labels.collect(),
            document: plain::document(&contract.text),
            duties: Vec::new(),
            id: contract.id.clone(),
            set: None,
        }
    });
    Ok(contracts.collect())
}

/// The labels as a reader of the masked text would quote them; those alone whose words stand in the
/// document and whose value has the form of its field.
fn known(case: &Case, dictionary: &Dictionary) -> Vec<Known> {
    let document = &case.document;
    let detectors = Detectors::new(&people(&document.text));
    let masked = Masked::of(&document.text, &detectors, &mut Vault::default());
    let grounder = Grounder::new(document);
    let labels = case.labels.iter().filter_map(|label| {
        parsed(dictionary, label)?;
        let found = grounder.ground(&label.quote, None);
        let found = found.filter(|found| found.grade.is_verified())?;
        let quote = masked.cut(found.span).1.as_str().to_owned();
        Some(Known {
            quote,
            ..label.clone()
        })
    });
    labels.collect()
}

fn parsed(dictionary: &Dictionary, label: &Known) -> Option<Value> {
    let field = dictionary.get(&label.field.as_str().into())?;
    Value::parse(field.kind, &label.value).ok()
}

fn is_found(reading: &Reading, dictionary: &Dictionary, label: &Known) -> bool {
    let value = parsed(dictionary, label);
    let found = reading.fields.get(&label.field.as_str().into());
    let mut terms = found.into_iter().flat_map(|finding| finding.terms());
    terms.any(|term| {
        value
            .as_ref()
            .is_some_and(|value| term.value.same_as(value))
    })
}

/// The duties of a golden as claims.
fn duties(case: &Case) -> Vec<Json> {
    let grounder = Grounder::new(&case.document);
    let duties = case.duties.iter().filter(|duty| {
        let found = grounder.ground(&duty.quote, None);
        found.is_some_and(|found| found.grade.is_verified())
    });
    let claim = |duty: &golden::Duty| {
        let due = (!duty.due.is_empty()).then_some(&duty.due);
        json!({
            "quote": duty.quote, "actor": duty.actor, "beneficiary": null, "condition": null,
            "consequence": null, "modality": "must", "action": duty.action, "kind": duty.kind,
            "due_text": due, "amount": null,
        })
    };
    duties.map(claim).collect()
}

fn claims(known: &[Known], duties: &[Json]) -> Json {
    let finding =
        |label: &Known| json!({ "field": label.field, "quote": label.quote, "value": label.value });
    let findings: Vec<Json> = known.iter().map(finding).collect();
    json!({ "findings": findings, "obligations": duties })
}

/// One claim for each field that has one value, quoted in the manners in turn.
fn varied(known: &[Known], dictionary: &Dictionary) -> (Vec<Json>, Vec<(String, Manner)>) {
    let mut manners = Manner::ALL.iter().cycle();
    let (mut said, mut made) = (Vec::new(), Vec::new());
    for label in known {
        let field = dictionary.get(&label.field.as_str().into());
        if field.is_none_or(|field| field.many) {
            continue;
        }
        let mut next = manners.by_ref().take(Manner::ALL.len());
        let quoted = next.find_map(|manner| Some((*manner, manner.say(&label.quote)?)));
        let Some((manner, quote)) = quoted else {
            continue;
        };
        let passage = (manner == Manner::Elsewhere).then_some(4_000_000);
        said.push(json!({
            "field": label.field, "passage": passage, "quote": quote, "value": label.value,
            "place": label.quote,
        }));
        made.push((label.field.clone(), manner));
    }
    (said, made)
}

fn stage(schema: &str) -> usize {
    match schema {
        "obligations" => 1,
        name if name.starts_with("fields_rest") => 2,
        _ => 0,
    }
}

/// A question as it went over the wire.
struct Sent {
    stage: usize,
    user: String,
    prompt: String,
    answer: String,
    fields: Vec<String>,
}

fn sent(request: &Recorded) -> Sent {
    let body = request.json();
    let text = |pointer: &str| {
        body.pointer(pointer)
            .and_then(Json::as_str)
            .unwrap_or_default()
    };
    let form = "/response_format/json_schema";
    let schema = body
        .pointer(&format!("{form}/schema"))
        .unwrap_or(&Json::Null);
    let fields = schema.pointer("/properties/findings/items/properties/field/enum");
    let fields = fields.and_then(Json::as_array).into_iter().flatten();
    let user = text("/messages/1/content");
    Sent {
        stage: stage(text(&format!("{form}/name"))),
        answer: request.answer.clone(),
        prompt: format!("{}{user}{schema}", text("/messages/0/content")),
        user: user.split_whitespace().collect::<Vec<_>>().join(" "),
        fields: fields.filter_map(Json::as_str).map(str::to_owned).collect(),
    }
}

/// Whether a question of the first look about the field shows its words.
fn shown_first(sent: &[Sent], label: &Known) -> bool {
    let quote = label.quote.split_whitespace().collect::<Vec<_>>().join(" ");
    sent.iter().any(|sent| {
        sent.stage == 0 && sent.fields.contains(&label.field) && sent.user.contains(&quote)
    })
}

fn asked(all: &[Sent]) -> [Asked; STAGES.len()] {
    let mut asked = [Asked::default(); STAGES.len()];
    for sent in all {
        let of = &mut asked[sent.stage];
        of.questions += 1;
        of.prompt += tokens::count(&sent.prompt);
        of.answers += tokens::count(&sent.answer);
    }
    asked
}
