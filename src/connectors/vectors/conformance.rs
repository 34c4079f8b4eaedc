//! What every index promises, one function per promise, each with an index of its own.

use super::{Point, Query, Vectors};
use crate::domain::id::ContractId;
use crate::domain::redaction::{Detection, Detector, Redacted, Vault};
use std::sync::Arc;

/// Numbers per vector in these tests.
pub const DIMENSIONS: usize = 16;
/// How many indexes [`all`] asks for.
pub const PROMISES: usize = 6;

/// Runs every promise.
pub async fn all<V: Vectors + 'static>(mut fresh: impl FnMut() -> Arc<V>) {
    replacing_twice_is_once(&*fresh()).await;
    replaced_chunks_vanish(&*fresh()).await;
    the_filter_by_contract_is_strict(&*fresh()).await;
    words_and_vectors_both_find(&*fresh()).await;
    a_vector_of_another_size_is_refused(&*fresh()).await;
    replacing_and_searching_at_once(fresh()).await;
}

/// Finds nothing: the texts below are ours.
struct Nothing;

impl Detector for Nothing {
    fn detect(&self, _: &str) -> Vec<Detection> {
        Vec::new()
    }
}

fn masked(text: &str) -> Redacted {
    Redacted::mask(text, &Nothing, &mut Vault::default())
}

/// A vector that points where the letters of `text` do.
fn vector(text: &str) -> Vec<f32> {
    let mut vector = vec![0.01; DIMENSIONS];
    for byte in text.bytes().filter(u8::is_ascii_alphabetic) {
        vector[usize::from(byte) % DIMENSIONS] += 1.0;
    }
    vector
}

/// A chunk that says `text`.
pub fn point(ordinal: u32, text: &str) -> Point {
    Point {
        ordinal,
        page: 1 + ordinal / 3,
        text: masked(text),
        vector: vector(text),
    }
}

/// A question over all contracts.
pub fn question(text: &str) -> Query {
    Query {
        vector: vector(text),
        text: masked(text),
        contract: None,
        limit: 10,
    }
}

async fn replacing_twice_is_once(vectors: &dyn Vectors) {
    let contract = ContractId::from("a");
    let points = vec![
        point(0, "fees are due in thirty days"),
        point(1, "law of Delaware"),
    ];
    for _ in 0..2 {
        let stored = vectors.replace(&contract, points.clone()).await;
        stored.expect("stored");
    }
    assert_eq!(vectors.count(&contract).await.expect("count"), 2);
    let hits = vectors.search(question("law of Delaware")).await;
    let mut ordinals: Vec<u32> = hits.expect("hits").iter().map(|hit| hit.ordinal).collect();
    assert_eq!(ordinals[0], 1);
    ordinals.sort_unstable();
    assert_eq!(ordinals, [0, 1]);
}

async fn replaced_chunks_vanish(vectors: &dyn Vectors) {
    let contract = ContractId::from("a");
    let before = (0..300).map(|at| point(at, "an old clause about escrow"));
    let stored = vectors.replace(&contract, before.collect()).await;
    stored.expect("stored");
    assert_eq!(vectors.count(&contract).await.expect("count"), 300);
    let after = vec![point(7, "a new clause about audits")];
    vectors.replace(&contract, after).await.expect("stored");
    assert_eq!(vectors.count(&contract).await.expect("count"), 1);
    let hits = vectors.search(question("escrow")).await.expect("hits");
    assert_eq!(hits.iter().map(|hit| hit.ordinal).collect::<Vec<_>>(), [7]);
    let emptied = vectors.replace(&contract, Vec::new()).await;
    emptied.expect("emptied");
    assert_eq!(vectors.count(&contract).await.expect("count"), 0);
}

async fn the_filter_by_contract_is_strict(vectors: &dyn Vectors) {
    let names = ["a", "a ", "A", "ab", "*"];
    for name in names {
        let points = vec![point(0, "the same clause in every contract")];
        let stored = vectors.replace(&ContractId::from(name), points).await;
        stored.expect("stored");
    }
    for name in names {
        let mut query = question("the same clause in every contract");
        query.contract = Some(ContractId::from(name));
        let hits = vectors.search(query).await.expect("hits");
        assert_eq!(hits.len(), 1, "only one chunk is of `{name}`");
        assert_eq!(hits[0].contract.as_str(), name);
    }
    let mut query = question("the same clause in every contract");
    query.contract = Some(ContractId::from("nobody"));
    assert_eq!(vectors.search(query).await.expect("hits"), []);
}

async fn words_and_vectors_both_find(vectors: &dyn Vectors) {
    let contract = ContractId::from("a");
    let points = vec![
        point(0, "zzzz zzzz zzzz"),
        point(1, "the supplier carries insurance of one million"),
        point(2, "invoices are payable within thirty days"),
    ];
    vectors.replace(&contract, points).await.expect("stored");
    // The words point to chunk 1 and the vector to chunk 0: both come before chunk 2.
    let mut query = question("insurance");
    query.vector = vector("zzzz");
    query.limit = 2;
    let hits = vectors.search(query).await.expect("hits");
    let mut found: Vec<u32> = hits.iter().map(|hit| hit.ordinal).collect();
    found.sort_unstable();
    assert_eq!(found, [0, 1]);
    assert!(hits[0].score >= hits[1].score);
    let mut wordless = question("zzzz");
    wordless.text = masked("...");
    let hits = vectors.search(wordless).await.expect("hits");
    assert_eq!(hits[0].ordinal, 0);
}

async fn a_vector_of_another_size_is_refused(vectors: &dyn Vectors) {
    let contract = ContractId::from("a");
    let mut short = point(0, "fees");
    short.vector.pop();
    assert!(vectors.replace(&contract, vec![short]).await.is_err());
    let mut odd = point(0, "fees");
    odd.vector[3] = f32::NAN;
    assert!(vectors.replace(&contract, vec![odd]).await.is_err());
    assert_eq!(vectors.count(&contract).await.expect("count"), 0);
}

async fn replacing_and_searching_at_once<V: Vectors + 'static>(vectors: Arc<V>) {
    let mut tasks = Vec::new();
    for writer in 0..4_u32 {
        let vectors = Arc::clone(&vectors);
        tasks.push(tokio::spawn(async move {
            let contract = ContractId::from(format!("c{writer}"));
            for size in [5, 1, 9] {
                let points = (0..size).map(|at| point(at, "fees are due")).collect();
                vectors.replace(&contract, points).await.expect("stored");
            }
        }));
    }
    for _ in 0..20 {
        let mut query = question("fees");
        query.contract = Some(ContractId::from("c1"));
        let hits = vectors.search(query).await.expect("hits");
        // A search sees a contract before or after a replacement, never in between.
        assert!([0, 5, 1, 9].contains(&hits.len()), "{} hits", hits.len());
    }
    for task in tasks {
        task.await.expect("no writer fails");
    }
    for writer in 0..4_u32 {
        let contract = ContractId::from(format!("c{writer}"));
        assert_eq!(vectors.count(&contract).await.expect("count"), 9);
    }
}
