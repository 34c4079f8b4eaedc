//! A question's whole way: masked passages, over real HTTP to a scripted model, back to claims.

use countersign::connectors::llm::openai::OpenAi;
use countersign::connectors::llm::simulator::{MODEL, Script, Simulator, fixtures};
use countersign::connectors::llm::{Error, Llm, Passage, Request, Settings};
use countersign::domain::document::Span;
use countersign::domain::playbook::Dictionary;
use countersign::domain::redaction::{Class, Detection, Detector, Redacted, Vault};
use countersign::prompt::reply::Asked;
use countersign::prompt::request::{self, Budget, Questions};
use countersign::prompt::{Prompts, reply, schema};

const TEXT: &str = "This Master Services Agreement is made as of January 15, 2026. It takes effect on \
February 1, 2026 (the \"Effective Date\"). Customer shall pay each undisputed invoice within thirty (30) \
days of receipt. Provider shall deliver a usage report to ada@larkmoor.example every quarter. Customer \
shall pay a set-up fee of USD 12,500 on March 2, 2026.";

const PERSONAL: &str = "ada@larkmoor.example";

const DICTIONARY: &str = r#"
version = "t"
[[field]]
id = "agreement_date"
label = "Agreement date"
kind = "date"
group = "dates"
description = "The date that the contract bears."
[[field]]
id = "effective_date"
label = "Effective date"
kind = "date"
group = "dates"
description = "The date on which the contract takes effect."
[[field]]
id = "expiration_date"
label = "Expiration date"
kind = "date"
group = "dates"
description = "The last day of the term."
"#;

/// Finds the one personal datum of [`TEXT`].
struct Mail;

impl Detector for Mail {
    fn detect(&self, text: &str) -> Vec<Detection> {
        text.match_indices(PERSONAL)
            .map(|(at, found)| Detection {
                span: Span::new(at, at + found.len()),
                class: Class::Email,
            })
            .collect()
    }
}

fn words(text: &str) -> u32 {
    u32::try_from(text.split_whitespace().count()).expect("few words")
}

fn budget() -> Budget<'static> {
    Budget {
        count: &words,
        question: 20_000,
        answer: 2_000,
    }
}

fn passages(vault: &mut Vault) -> Vec<Passage> {
    vec![Passage {
        ordinal: 0,
        text: Redacted::mask(TEXT, &Mail, vault),
        span: Span::new(0, TEXT.len()),
    }]
}

fn dictionary() -> Dictionary {
    toml::from_str(DICTIONARY).expect("a dictionary")
}

fn date_questions(vault: &mut Vault) -> Questions {
    let passages = passages(vault);
    let dictionary = dictionary();
    let part = &request::parts(&dictionary)[0];
    request::fields(&Prompts::shipped(), part, &passages, &budget()).expect("within the budget")
}

/// What a reply to the first of these questions answers to.
fn asked<'a>(questions: &'a Questions, vault: &'a Vault) -> Asked<'a> {
    Asked {
        schema: &questions.schema,
        passages: &questions.requests[0].passages,
        vault,
    }
}

async fn said(llm: &OpenAi, question: &Request) -> String {
    llm.complete(question).await.outcome.expect("an answer")
}

async fn model(scripts: &[&str]) -> (Simulator, OpenAi) {
    let scripts = scripts
        .iter()
        .map(|name| Script::fixture(name).unwrap_or_else(|| panic!("no fixture {name}")));
    let simulator = Simulator::start(scripts.collect::<Vec<_>>()).await;
    let simulator = simulator.expect("a loopback port");
    let llm = OpenAi::new(Settings {
        base_url: simulator.base_url(),
        model: MODEL.to_owned(),
        backoff_millis: 5,
        ..Settings::default()
    });
    (simulator, llm.expect("sound settings"))
}

/// I5, I43: fields and obligations come back as typed claims, and no personal data went out.
#[tokio::test]
async fn claims_come_back_and_no_personal_data_goes_out() {
    let (simulator, llm) = model(&["text-429", "good-fields", "good-obligations"]).await;
    let mut vault = Vault::default();
    let dates = date_questions(&mut vault);
    let answer = said(&llm, &dates.requests[0]).await;
    let claims = reply::fields(&answer, &asked(&dates, &vault), &dictionary());
    let claims = claims.expect("of the right form");
    assert_eq!(claims.read.len(), 2);
    for candidate in &claims.read {
        assert!(TEXT.contains(&candidate.quote), "{}", candidate.quote);
    }

    let duties = request::obligations(&Prompts::shipped(), &passages(&mut vault), &budget());
    let duties = duties.expect("within the budget");
    let answer = said(&llm, &duties.requests[0]).await;
    let claims = reply::obligations(&answer, &asked(&duties, &vault));
    let claims = claims.expect("of the right form");
    assert_eq!((claims.read.len(), claims.refused.len()), (3, 0));
    for draft in &claims.read {
        assert!(TEXT.contains(&draft.quote), "{}", draft.quote);
    }

    let sent = simulator.requests();
    assert_eq!((sent.len(), simulator.left()), (3, 0));
    for request in sent {
        assert!(request.body.contains("[[EMAIL_1]]"));
        for part in [PERSONAL, "ada@", "larkmoor"] {
            assert!(!request.body.contains(part), "`{part}` left the house");
        }
    }
}

/// A cut-off answer is never an empty one: it ends as `Truncated`, and no claims come of it.
#[tokio::test]
async fn an_answer_that_was_cut_off_is_not_an_answer_without_findings() {
    let (_simulator, llm) = model(&["truncated"]).await;
    let questions = date_questions(&mut Vault::default());
    let outcome = llm.complete(&questions.requests[0]).await.outcome;
    assert!(matches!(outcome, Err(Error::Truncated)));
}

/// An endpoint without strict schemas may answer in prose: it is asked once more, with the fault.
#[tokio::test]
async fn an_answer_of_the_wrong_form_is_asked_for_again_with_its_fault() {
    let (simulator, llm) = model(&["schema-violation", "good-fields"]).await;
    let mut vault = Vault::default();
    let questions = date_questions(&mut vault);
    let first = &questions.requests[0];
    let answer = said(&llm, first).await;
    let invalid = reply::fields(&answer, &asked(&questions, &vault), &dictionary());
    let invalid = invalid.expect_err("a field that nobody asked for");
    let second = request::again(first, &invalid);
    let answer = said(&llm, &second).await;
    let claims = reply::fields(&answer, &asked(&questions, &vault), &dictionary());
    assert_eq!(claims.expect("of the right form").read.len(), 2);
    assert!(simulator.requests()[1].body.contains("/findings/0/field"));
}

/// The shipped dictionary, where it is there: each group makes a portable schema, and the size of
/// each question's instructions leaves room for passages in the smallest window in use.
#[test]
fn every_group_of_the_shipped_dictionary_can_be_asked_for() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/playbooks/fields.toml");
    let Ok(text) = std::fs::read_to_string(path) else {
        println!("skipped: there is no playbooks/fields.toml yet");
        return;
    };
    let dictionary: Dictionary = toml::from_str(&text).expect("the shipped dictionary");
    for part in request::parts(&dictionary) {
        let form = schema::fields(&part.name, &part.fields);
        assert!(form.wire.to_string().len() < 15_000, "{}", part.name);
        let passages = passages(&mut Vault::default());
        let asked = request::fields(&Prompts::shipped(), &part, &passages, &budget());
        let asked = asked.expect("within the budget");
        let tokens = asked.requests[0].expected_tokens;
        assert!(
            tokens < 3_000,
            "{} takes {tokens} words to ask for",
            part.name
        );
    }
}

#[test]
fn every_scripted_reply_can_be_played() {
    let names = fixtures();
    assert!(names.len() >= 9);
    for name in names {
        assert!(Script::fixture(name).is_some(), "{name} is no script");
    }
}
