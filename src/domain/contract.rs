//! A contract on its way from webhook to CRM. The stage holds just what is true in it; a move
//! gives the next stage or says why it is refused. No stage is skipped and none is made up.

use super::id::{ContractId, Sha256};
use super::step::Step;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Where a contract comes from: a CLM and the id there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// The connector's name, such as `ironclad` or `upload`.
    pub source: String,
    /// The id of the workflow (or file) there.
    pub native: String,
}

/// What the CLM says about a contract. Metadata, not contract text.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Metadata {
    /// The title in the CLM.
    pub title: String,
    /// The other side's name in the CLM.
    pub counterparty: Option<String>,
    /// The Salesforce account that the workflow names.
    pub account: Option<String>,
    /// The Salesforce opportunity that the workflow names.
    pub opportunity: Option<String>,
    /// A link to the workflow for people.
    pub link: Option<String>,
    /// Other attributes as text.
    #[serde(default)]
    pub attributes: BTreeMap<String, String>,
}

/// A contract.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Contract {
    /// Its id here.
    pub id: ContractId,
    /// Where it comes from.
    pub origin: Origin,
    /// What the CLM says about it.
    pub metadata: Metadata,
    /// How far it is.
    pub stage: Stage,
    /// Raised by each change; a change names the version it saw.
    pub version: i64,
}

/// How far a contract is, with what is true there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "stage", rename_all = "snake_case")]
pub enum Stage {
    /// A verified event names it; nothing has been fetched.
    Accepted,
    /// The executed PDF is in our store.
    Acquired {
        /// The PDF.
        sha256: Sha256,
    },
    /// Read and cut into chunks.
    Chunked {
        /// The PDF.
        sha256: Sha256,
        /// Its pages.
        pages: u32,
    },
    /// Personal data is masked.
    Deidentified {
        /// The PDF.
        sha256: Sha256,
        /// Its pages.
        pages: u32,
    },
    /// In the index, flushed.
    Embedded {
        /// The PDF.
        sha256: Sha256,
        /// Its pages.
        pages: u32,
    },
    /// Read by an engine; waits for a person.
    InReview {
        /// The PDF.
        sha256: Sha256,
        /// Its pages.
        pages: u32,
    },
    /// A person has countersigned; the CRM is to be written.
    Approved {
        /// The PDF.
        sha256: Sha256,
        /// Its pages.
        pages: u32,
        /// Who.
        by: String,
        /// The approval's number, from 1; the CRM refuses a lower one.
        revision: u32,
    },
    /// The CRM holds what was countersigned, read back.
    WrittenBack {
        /// The PDF.
        sha256: Sha256,
        /// Its pages.
        pages: u32,
        /// The approval's number.
        revision: u32,
        /// The id of `Contract_Insight__c` in the CRM.
        record: String,
    },
    /// A person refused the whole contract; nothing is written.
    Rejected {
        /// Who.
        by: String,
    },
    /// A person must look before it can go on.
    Parked {
        /// The step that stopped.
        step: Step,
        /// Why, without contract text.
        reason: String,
        /// The stage to go on from.
        from: Box<Stage>,
    },
}

/// A move that the flow does not have.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("a contract that is {from} cannot become {to}")]
pub struct Refused {
    /// The present stage.
    pub from: &'static str,
    /// The stage asked for.
    pub to: &'static str,
}

impl Stage {
    /// The stage's name, as in the store, the API and metrics.
    pub fn name(&self) -> &'static str {
        match self {
            Stage::Accepted => "accepted",
            Stage::Acquired { .. } => "acquired",
            Stage::Chunked { .. } => "chunked",
            Stage::Deidentified { .. } => "deidentified",
            Stage::Embedded { .. } => "embedded",
            Stage::InReview { .. } => "in_review",
            Stage::Approved { .. } => "approved",
            Stage::WrittenBack { .. } => "written_back",
            Stage::Rejected { .. } => "rejected",
            Stage::Parked { .. } => "parked",
        }
    }

    /// The PDF, once there is one.
    pub fn sha256(&self) -> Option<&Sha256> {
        match self {
            Stage::Acquired { sha256 }
            | Stage::Chunked { sha256, .. }
            | Stage::Deidentified { sha256, .. }
            | Stage::Embedded { sha256, .. }
            | Stage::InReview { sha256, .. }
            | Stage::Approved { sha256, .. }
            | Stage::WrittenBack { sha256, .. } => Some(sha256),
            Stage::Parked { from, .. } => from.sha256(),
            Stage::Accepted | Stage::Rejected { .. } => None,
        }
    }

    /// The number of pages, once the PDF is read.
    pub fn pages(&self) -> Option<u32> {
        match self {
            Stage::Chunked { pages, .. }
            | Stage::Deidentified { pages, .. }
            | Stage::Embedded { pages, .. }
            | Stage::InReview { pages, .. }
            | Stage::Approved { pages, .. }
            | Stage::WrittenBack { pages, .. } => Some(*pages),
            Stage::Parked { from, .. } => from.pages(),
            Stage::Accepted | Stage::Acquired { .. } | Stage::Rejected { .. } => None,
        }
    }

    /// The step that takes a contract on from this stage; `None` where a person or nobody acts.
    pub fn next_step(&self) -> Option<Step> {
        match self {
            Stage::Accepted => Some(Step::Acquire),
            Stage::Acquired { .. } => Some(Step::Chunk),
            Stage::Chunked { .. } => Some(Step::Deidentify),
            Stage::Deidentified { .. } => Some(Step::Embed),
            Stage::Embedded { .. } => Some(Step::Extract),
            Stage::Approved { .. } => Some(Step::Writeback),
            Stage::InReview { .. }
            | Stage::WrittenBack { .. }
            | Stage::Rejected { .. }
            | Stage::Parked { .. } => None,
        }
    }

    /// The PDF has been fetched.
    pub fn acquired(&self, sha256: Sha256) -> Result<Stage, Refused> {
        match self {
            Stage::Accepted => Ok(Stage::Acquired { sha256 }),
            other => Err(other.refused("acquired")),
        }
    }

    /// The PDF has been read.
    pub fn chunked(&self, pages: u32) -> Result<Stage, Refused> {
        match self {
            Stage::Acquired { sha256 } => Ok(Stage::Chunked {
                sha256: sha256.clone(),
                pages,
            }),
            other => Err(other.refused("chunked")),
        }
    }

    /// Personal data has been masked.
    pub fn deidentified(&self) -> Result<Stage, Refused> {
        match self {
            Stage::Chunked { sha256, pages } => Ok(Stage::Deidentified {
                sha256: sha256.clone(),
                pages: *pages,
            }),
            other => Err(other.refused("deidentified")),
        }
    }

    /// The chunks are in the index, flushed.
    pub fn embedded(&self) -> Result<Stage, Refused> {
        match self {
            Stage::Deidentified { sha256, pages } => Ok(Stage::Embedded {
                sha256: sha256.clone(),
                pages: *pages,
            }),
            other => Err(other.refused("embedded")),
        }
    }

    /// An engine has read it; a person is asked.
    pub fn in_review(&self) -> Result<Stage, Refused> {
        match self {
            Stage::Embedded { sha256, pages } => Ok(Stage::InReview {
                sha256: sha256.clone(),
                pages: *pages,
            }),
            other => Err(other.refused("in_review")),
        }
    }

    /// A person has countersigned, for the `revision`-th time.
    pub fn approved(&self, by: &str, revision: u32) -> Result<Stage, Refused> {
        match self {
            Stage::InReview { sha256, pages } => Ok(Stage::Approved {
                sha256: sha256.clone(),
                pages: *pages,
                by: by.to_owned(),
                revision,
            }),
            other => Err(other.refused("approved")),
        }
    }

    /// A person has refused it.
    pub fn rejected(&self, by: &str) -> Result<Stage, Refused> {
        match self {
            Stage::InReview { .. } => Ok(Stage::Rejected { by: by.to_owned() }),
            other => Err(other.refused("rejected")),
        }
    }

    /// The CRM holds it.
    pub fn written_back(&self, record: &str) -> Result<Stage, Refused> {
        match self {
            Stage::Approved {
                sha256,
                pages,
                revision,
                ..
            } => Ok(Stage::WrittenBack {
                sha256: sha256.clone(),
                pages: *pages,
                revision: *revision,
                record: record.to_owned(),
            }),
            other => Err(other.refused("written_back")),
        }
    }

    /// A step cannot go on without a person.
    pub fn parked(&self, step: Step, reason: &str) -> Stage {
        let from = match self {
            Stage::Parked { from, .. } => from.clone(),
            stage => Box::new(stage.clone()),
        };
        Stage::Parked {
            step,
            reason: reason.to_owned(),
            from,
        }
    }

    /// A person has looked: back to the stage before parking.
    pub fn resumed(&self) -> Result<Stage, Refused> {
        match self {
            Stage::Parked { from, .. } => Ok((**from).clone()),
            other => Err(other.refused("resumed")),
        }
    }

    /// The CRM refused what was countersigned: back to the person, who decides again.
    pub fn reopened(&self) -> Result<Stage, Refused> {
        match self {
            Stage::Parked {
                step: Step::Writeback,
                from,
                ..
            } => match from.as_ref() {
                Stage::Approved { sha256, pages, .. } => Ok(Stage::InReview {
                    sha256: sha256.clone(),
                    pages: *pages,
                }),
                other => Err(other.refused("in_review")),
            },
            other => Err(other.refused("in_review")),
        }
    }

    fn refused(&self, to: &'static str) -> Refused {
        Refused {
            from: self.name(),
            to,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_flow_has_one_way_and_no_short_cut() {
        let sha = Sha256::from("ab");
        let acquired = Stage::Accepted
            .acquired(sha)
            .expect("accepted contracts are fetched");
        let refused = acquired
            .approved("legal", 1)
            .expect_err("nobody has seen it");
        assert_eq!(
            refused,
            Refused {
                from: "acquired",
                to: "approved"
            }
        );
        let done = acquired
            .chunked(3)
            .and_then(|s| s.deidentified())
            .and_then(|s| s.embedded())
            .and_then(|s| s.in_review())
            .and_then(|s| s.approved("legal", 1))
            .and_then(|s| s.written_back("a0B"))
            .expect("the whole way");
        assert_eq!((done.name(), done.pages()), ("written_back", Some(3)));
        assert!(done.approved("legal", 2).is_err());
    }

    #[test]
    fn only_a_refused_write_leads_back_to_review() {
        let review = Stage::InReview {
            sha256: Sha256::from("ab"),
            pages: 3,
        };
        let approved = review.approved("legal", 1).expect("in review");
        assert!(approved.reopened().is_err(), "a write may be under way");
        assert_eq!(
            approved.parked(Step::Writeback, "picklist").reopened(),
            Ok(review)
        );
    }

    #[test]
    fn a_parked_contract_goes_on_from_where_it_stopped() {
        let acquired = Stage::Accepted
            .acquired(Sha256::from("ab"))
            .expect("first move");
        let parked = acquired
            .parked(Step::Chunk, "needs a password")
            .parked(Step::Chunk, "again");
        assert_eq!(parked.next_step(), None);
        assert_eq!(parked.resumed(), Ok(acquired));
    }
}
