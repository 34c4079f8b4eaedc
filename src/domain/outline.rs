//! What a contract is made of besides its clauses: who signs and whether they did, what it
//! defines, where it refers to itself, what it amends, and in which language it is written.
//!
//! Read from the text and the file by rules; a person decides what follows from it.

use super::document::Span;
use serde::{Deserialize, Serialize};

/// The outline of one contract.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Outline {
    /// Whether it is signed.
    pub execution: Execution,
    /// Its signature blocks, in the order of the text.
    pub signatures: Vec<SignatureBlock>,
    /// Its defined terms.
    pub definitions: Vec<Definition>,
    /// Its references to its own sections.
    pub references: Vec<Reference>,
    /// The agreement that it amends, where it is an amendment.
    pub amends: Option<Amendment>,
    /// The English name of its language, where it is long enough to tell.
    pub language: Option<String>,
}

/// Whether a contract is signed, as far as text and file show it. Ink on a scan is not seen.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Execution {
    /// A certificate of a signing service, digital signatures, or a name in each block says so.
    Executed,
    /// Some sign, others do not.
    Partly,
    /// There are places to sign, and nobody did.
    Unsigned,
    /// There is no place to sign.
    #[default]
    Unknown,
}

/// A place where somebody signs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct SignatureBlock {
    /// For whom.
    pub party: Option<String>,
    /// The name beside the signature.
    pub name: Option<String>,
    /// The signer's office.
    pub title: Option<String>,
    /// The date beside the signature, as written.
    pub date: Option<String>,
    /// It holds a signature, rather than a blank.
    pub signed: bool,
    /// The words that begin the block.
    pub span: Span,
}

/// A term and where it is defined.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Definition {
    /// The term, without its quotation marks.
    pub term: String,
    /// Where it stands.
    pub span: Span,
}

/// A place where the contract refers to one of its sections.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Reference {
    /// Where it refers.
    pub span: Span,
    /// Where the section begins; `None` where there is no such section.
    pub target: Option<usize>,
}

/// What an amendment amends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Amendment {
    /// Its own number, as written.
    pub number: Option<String>,
    /// The agreement's title, as written.
    pub target: String,
    /// The agreement's date, as written.
    pub dated: Option<String>,
    /// Where it says so.
    pub span: Span,
    /// Where the agreement stands with its date.
    #[serde(default)]
    pub dated_at: Option<Span>,
}

impl Outline {
    /// Why a person must look, in words that hold no text of the contract.
    pub fn reasons(&self) -> Vec<String> {
        let mut reasons = Vec::new();
        let blocks = self.signatures.len();
        let signed = self.signatures.iter().filter(|block| block.signed).count();
        match self.execution {
            Execution::Partly => reasons.push(format!(
                "not everybody has signed: {signed} of {blocks} signature blocks hold a signature"
            )),
            Execution::Unsigned => reasons.push(
                "nobody has signed: the signature blocks hold no name and no mark that can be read"
                    .to_owned(),
            ),
            Execution::Executed | Execution::Unknown => {}
        }
        if self.amends.is_some() {
            reasons.push(
                "this amends an earlier agreement: what it does not change stands there".to_owned(),
            );
        }
        if let Some(language) = self.language.as_deref().filter(|name| *name != "English") {
            reasons.push(format!(
                "the text is in {language}: the offline engine reads English only"
            ));
        }
        reasons
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_half_signed_contract_in_another_language_says_so() {
        let outline = Outline {
            execution: Execution::Partly,
            language: Some("German".into()),
            ..Outline::default()
        };
        let reasons = outline.reasons();
        assert_eq!(reasons.len(), 2);
        assert!(reasons[0].contains("not everybody has signed"));
        assert!(Outline::default().reasons().is_empty());
    }
}
