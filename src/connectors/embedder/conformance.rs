//! What every embedder promises, one function per promise.

use super::Embedder;
use crate::domain::redaction::{Detection, Detector, Redacted, Vault};

/// Finds nothing: the texts below are ours.
struct Nothing;

impl Detector for Nothing {
    fn detect(&self, _: &str) -> Vec<Detection> {
        Vec::new()
    }
}

fn masked(texts: &[&str]) -> Vec<Redacted> {
    let mut vault = Vault::default();
    texts
        .iter()
        .map(|text| Redacted::mask(text, &Nothing, &mut vault))
        .collect()
}

fn cosine(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

/// One vector per text, each of the promised size and of length one.
pub async fn unit_length_in_order(embedder: &dyn Embedder) {
    let texts = masked(&["Fees are due in thirty days.", "", "Delaware law governs."]);
    let vectors = embedder.embed(&texts).await.expect("vectors");
    assert_eq!(vectors.len(), texts.len());
    for vector in &vectors {
        assert_eq!(vector.len(), embedder.dimensions());
        assert!((cosine(vector, vector) - 1.0).abs() < 1e-4);
    }
    let alone = embedder.embed(&texts[2..]).await.expect("vectors");
    assert!(cosine(&alone[0], &vectors[2]) > 0.999);
    assert!(cosine(&alone[0], &vectors[0]) < 0.999);
}

/// The same text has the same vector, to the bit.
pub async fn same_text_same_vector(embedder: &dyn Embedder) {
    let texts = masked(&["Either party may terminate on 90 days' notice."]);
    let first = embedder.embed(&texts).await.expect("vectors");
    let second = embedder.embed(&texts).await.expect("vectors");
    assert_eq!(first, second);
}

/// A paraphrase that shares words is nearer than a clause about something else.
pub async fn related_is_nearer_than_unrelated(embedder: &dyn Embedder) {
    let triples = [
        [
            "This Agreement is governed by the laws of the State of New York.",
            "The laws of Delaware govern this Agreement.",
            "Supplier shall carry insurance of at least one million dollars.",
        ],
        [
            "Either party may terminate this Agreement upon ninety days' written notice.",
            "Termination for convenience requires written notice of sixty days.",
            "The Software is delivered by electronic download.",
        ],
        [
            "Provider shall indemnify Customer against third-party claims.",
            "Indemnification by the Provider for claims of third parties",
            "Invoices are payable within thirty days of receipt.",
        ],
    ];
    for triple in triples {
        let vectors = embedder.embed(&masked(&triple)).await.expect("vectors");
        let near = cosine(&vectors[0], &vectors[1]);
        let far = cosine(&vectors[0], &vectors[2]);
        assert!(
            near > far + 0.05,
            "{near} is not clearly above {far}: {triple:?}"
        );
    }
}
