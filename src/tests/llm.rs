//! A question's whole way: masked passages, over real HTTP to a scripted model, back to claims.

use countersign::connectors::llm::openai::OpenAi;
use countersign::connectors::llm::simulator::{MODEL, Script, Simulator, fixtures};
use countersign::connectors::llm::{Error, Llm, Passage, Settings};
use countersign::domain::document::Span;
use countersign::domain::playbook::Dictionary;
use countersign::domain::redaction::{Class, Detection, Detector, Redacted, Vault};
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
    }]
}

fn dictionary() -> Dictionary {
    toml::from_str(DICTIONARY).expect("a dictionary")
}

fn date_questions(vault: &mut Vault) -> Questions {
    let passages = passages(vault);
    request::fields(
        &Prompts::shipped(),
        &dictionary(),
        "dates",
        &passages,
        &budget(),
    )
    .expect("within the budget")
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
    let answer = llm.complete(&dates.requests[0]).await.expect("an answer");
    let claims = reply::fields(&answer.json, &dates.schema, &dictionary(), &vault);
    let claims = claims.expect("of the right form");
    assert_eq!(claims.read.len(), 2);
    for candidate in &claims.read {
        assert!(TEXT.contains(&candidate.quote), "{}", candidate.quote);
    }

    let duties = request::obligations(&Prompts::shipped(), &passages(&mut vault), &budget());
    let duties = duties.expect("within the budget");
    let answer = llm.complete(&duties.requests[0]).await.expect("an answer");
    let claims = reply::obligations(&answer.json, &duties.schema, &vault);
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
    let outcome = llm.complete(&questions.requests[0]).await;
    assert!(matches!(outcome, Err(Error::Truncated)));
}

/// An endpoint without strict schemas may answer in prose: it is asked once more, with the fault.
#[tokio::test]
async fn an_answer_of_the_wrong_form_is_asked_for_again_with_its_fault() {
    let (simulator, llm) = model(&["schema-violation", "good-fields"]).await;
    let mut vault = Vault::default();
    let questions = date_questions(&mut vault);
    let first = &questions.requests[0];
    let answer = llm.complete(first).await.expect("an answer");
    let invalid = reply::fields(&answer.json, &questions.schema, &dictionary(), &vault);
    let invalid = invalid.expect_err("a field that nobody asked for");
    let second = request::again(first, &invalid);
    let answer = llm.complete(&second).await.expect("an answer");
    let claims = reply::fields(&answer.json, &questions.schema, &dictionary(), &vault);
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
    for group in dictionary.groups() {
        let wanted: Vec<_> = dictionary
            .fields
            .iter()
            .filter(|field| field.group == group)
            .collect();
        let form = schema::fields(group, &wanted);
        assert!(form.wire.to_string().len() < 15_000, "{group}");
        let passages = passages(&mut Vault::default());
        let asked = request::fields(
            &Prompts::shipped(),
            &dictionary,
            group,
            &passages,
            &budget(),
        );
        let asked = asked.expect("within the budget");
        let tokens = asked.requests[0].expected_tokens;
        assert!(tokens < 3_000, "{group} takes {tokens} words to ask for");
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
