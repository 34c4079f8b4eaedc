//! `countersign eval` with a model behind it: the real binary, over real HTTP to a scripted endpoint. What was
//! paid for is not paid for again, what it cost is reported, and a contract that fails takes no other with it.

use crate::engines::simulator;
use countersign::connectors::llm::simulator::{MODEL, Script, Simulator};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use std::process::Output;
use tempfile::TempDir;

const ONE: &str = "SERVICES AGREEMENT\n\nThis Agreement is made as of May 3, 2026 between Orchard Inc. and Pine LLC.\n\n\
                   1. Reports. Orchard Inc. shall deliver a usage report within thirty (30) days after each quarter.\n\n\
                   2. Law. This Agreement is governed by the laws of the State of New York.\n";
const TWO: &str = "SUPPLY AGREEMENT\n\nThis Agreement is made as of June 4, 2026 between Birch Inc. and Elm LLC.\n\n\
                   1. Law. This Agreement is governed by the laws of the State of Ohio.\n";
const REPORT: &str =
    "Orchard Inc. shall deliver a usage report within thirty (30) days after each quarter.";

/// A folder with two labelled contracts, and beside it what else the command is given.
struct World {
    dir: TempDir,
    model: Simulator,
}

impl World {
    async fn new() -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        for (name, text, date, law) in [
            ("one", ONE, "2026-05-03", "New York"),
            ("two", TWO, "2026-06-04", "Ohio"),
        ] {
            let day = text
                .split("as of ")
                .nth(1)
                .and_then(|rest| rest.split(" between").next());
            let labels = format!(
                "contract = \"{name}\"\ntype = \"other\"\npages = 1\nobligations_judged = false\n\
                 [[field]]\nid = \"agreement_date\"\nvalue = \"{date}\"\nquote = \"{}\"\npage = 1\n\
                 [[field]]\nid = \"governing_law\"\nvalue = \"{law}\"\nquote = \"laws of the State of {law}\"\npage = 1\n",
                day.expect("a date")
            );
            write(&dir, &format!("goldens/{name}.txt"), text);
            write(&dir, &format!("goldens/{name}.toml"), &labels);
        }
        let model = simulator([]).await;
        model.otherwise(Script::knows(json!({ "findings": [
            { "field": "agreement_date", "quote": "made as of May 3, 2026", "value": "2026-05-03" },
            { "field": "agreement_date", "quote": "made as of June 4, 2026", "value": "2026-06-04" },
            { "field": "governing_law", "quote": "governed by the laws of the State of New York", "value": "New York" },
            { "field": "governing_law", "quote": "governed by the laws of the State of Ohio", "value": "Ohio" },
        ], "obligations": [{
            "quote": REPORT, "actor": "Orchard Inc.", "beneficiary": null, "condition": null, "consequence": null,
            "modality": "must", "action": "deliver a usage report", "kind": "report", "due_text": null, "amount": null,
        }] })));
        let settings = format!(
            "[llm]\nbase_url = \"{}\"\nmodel = \"{MODEL}\"\nbackoff_millis = 5\n[llm.prices.\"{MODEL}\"]\n\
             prompt_per_million = 2\ncompletion_per_million = 8\n[llm.budget]\ntokens_per_contract = 0\n[storage]\ndir = \"{}\"\n",
            model.base_url(),
            dir.path().join("data").display()
        );
        write(&dir, "model.toml", &settings);
        Self { dir, model }
    }

    /// What the command prints with `arguments` and this model, with its exit code.
    async fn eval(&self, arguments: &[&str]) -> (Value, Option<i32>) {
        let mut command = tokio::process::Command::new(env!("CARGO_BIN_EXE_countersign"));
        command.current_dir(self.dir.path());
        command.args(["eval", "--config", "model.toml", "--json", "-"]);
        let output: Output = command.args(arguments).output().await.expect("it starts");
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let report = serde_json::from_str(&text);
        let report =
            report.unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)));
        (report, output.status.code())
    }

    /// How often the model was asked anything.
    fn asked(&self) -> usize {
        self.model.requests().len() + self.model.probes()
    }
}

fn write(dir: &TempDir, name: &str, text: &str) {
    let path = dir.path().join(name);
    let folder = path.parent().expect("in the folder");
    std::fs::create_dir_all(folder).expect("a folder");
    std::fs::write(path, text).expect("a file");
}

/// The row of a group of fields in the table of costs.
fn cost(report: &Value, group: &str) -> Value {
    let rows = report["tables"]["cost"].as_array().expect("a table");
    let row = rows.iter().find(|row| row["group"] == group);
    row.unwrap_or_else(|| panic!("no {group} in {rows:?}"))
        .clone()
}

const GOLDENS: [&str; 6] = ["--data", "goldens", "--engine", "llm", "--answers", "paid"];

/// I30, I49: a second run asks nothing, costs nothing and says the same.
#[tokio::test(flavor = "multi_thread")]
async fn an_eval_with_a_model_pays_once_and_says_what_it_paid() {
    let world = World::new().await;
    let (first, code) = world.eval(&GOLDENS).await;
    assert_eq!(
        (code, &first["headline"]["fields.micro_f1"]),
        (Some(0), &json!(1.0))
    );
    assert_eq!(first["made_by"]["engine"], "llm");
    let (asked, all) = (world.asked(), cost(&first, "all"));
    assert_eq!(all["questions"], json!(asked), "probes and questions");
    assert_eq!(all["cached"], 0);
    let number = |row: &Value, what: &str| row[what].as_u64().expect("a number");
    let micros = 2 * number(&all, "prompt_tokens") + 8 * number(&all, "completion_tokens");
    let price: f64 = all["price"]
        .as_str()
        .and_then(|text| text.parse().ok())
        .expect("a price");
    assert!(
        (price * 1e6 - micros as f64).abs() < 0.5 && price > 0.0,
        "{all}"
    );
    assert_eq!(number(&cost(&first, "probe"), "prompt_tokens"), 60);
    assert_eq!(
        cost(&first, "obligations")["questions"],
        2,
        "one for each contract"
    );
    assert!(world.dir.path().join("paid").is_dir());

    let (second, code) = world.eval(&GOLDENS).await;
    assert_eq!(code, Some(0));
    assert_eq!(world.asked(), asked, "nothing was sent");
    assert_eq!(second["headline"], first["headline"]);
    let all = cost(&second, "all");
    assert_eq!(all["cached"], all["questions"]);
    assert_eq!(
        (&all["prompt_tokens"], &all["price"]),
        (&json!(0), &json!("0"))
    );
}

/// A contract that fails is named and in no figure, the others are scored, and only what is missing is asked
/// for in the next run.
#[tokio::test(flavor = "multi_thread")]
async fn a_contract_that_fails_is_named_and_takes_no_other_with_it() {
    let world = World::new().await;
    let refused = json!({ "error": { "message": "no", "code": "bad" } });
    world
        .model
        .then(Script::new(401, refused).to("fields_risk"));
    let (first, code) = world.eval(&GOLDENS).await;
    assert_eq!((code, &first["unread"]), (Some(3), &json!(1)));
    let unread = &first["tables"]["not read"][0];
    assert_eq!(unread["contract"], "one");
    let why = unread["why"].as_str().expect("a reason");
    assert!(why.contains("llm.api_key"), "{why}");
    assert_eq!(first["headline"]["fields.micro_f1"], 1.0);

    let asked = world.asked();
    let (second, code) = world.eval(&GOLDENS).await;
    assert_eq!((code, &second["unread"]), (Some(0), &json!(0)));
    let all = cost(&second, "all");
    let paid = all["questions"].as_u64().zip(all["cached"].as_u64());
    let paid = paid.map(|(questions, cached)| questions - cached);
    let sent = u64::try_from(world.asked() - asked).expect("few");
    assert!(
        paid == Some(sent) && all["cached"].as_u64() > Some(0),
        "{all}"
    );
}

/// The duties that a model reads are scored as those of our own rules are, with the default folder of answers.
#[tokio::test(flavor = "multi_thread")]
async fn the_duties_that_a_model_reads_are_scored() {
    let world = World::new().await;
    let at = ONE.find(REPORT).expect("it stands there");
    let labels = format!(
        "[[window]]\ncontract = \"one\"\nsha256 = \"{}\"\nat = [{at}, {}]\ndrawn = \"plain\"\nhalf = \"tune\"\n\
         [[window.duties]]\nat = [{at}, {}]\nkind = \"report\"\nactor = \"Orchard Inc.\"\n",
        hex::encode(Sha256::digest(ONE.as_bytes())),
        at + REPORT.len(),
        at + REPORT.len(),
    );
    write(&world.dir, "eval/obligations/one.toml", &labels);
    write(&world.dir, "labelled/txt/one.txt", ONE);
    for engine in ["llm", "both"] {
        let asks = [
            "--suite",
            "obligations",
            "--data",
            "labelled",
            "--engine",
            engine,
        ];
        let (report, code) = world.eval(&asks).await;
        assert_eq!(
            (code, &report["made_by"]["engine"]),
            (Some(0), &json!(engine))
        );
        assert_eq!(report["headline"]["obligations.all.f1"], 1.0, "{engine}");
        assert!(cost(&report, "obligations")["questions"].as_u64() > Some(0));
    }
    assert!(world.dir.path().join("data/answers").is_dir());
}
