//! Obligations: who owes what to whom, by when. Due dates are computed by code from what is stated.

use super::money::Money;
use super::recurrence::Recurrence;
use super::term::{Derivation, Engine, Grounding};
use super::value::Period;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What kind of duty it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// To pay.
    Payment,
    /// To deliver goods, services or documents.
    Delivery,
    /// To report or to provide statements.
    Report,
    /// To give notice.
    Notice,
    /// To keep confidential, return or destroy.
    Confidentiality,
    /// To keep insurance.
    Insurance,
    /// To keep records or allow audits.
    Audit,
    /// To keep a service level.
    Service,
    /// To follow law or policy.
    Compliance,
    /// To help or cooperate.
    Cooperation,
    /// Anything else.
    Other,
}

impl Kind {
    /// The role inside the house that follows such a duty by default (I8).
    pub fn owner_role(self) -> &'static str {
        match self {
            Kind::Payment => "Finance",
            Kind::Delivery | Kind::Service | Kind::Cooperation => "Customer Success",
            Kind::Report | Kind::Notice => "Sales Operations",
            Kind::Confidentiality
            | Kind::Compliance
            | Kind::Audit
            | Kind::Insurance
            | Kind::Other => "Legal",
        }
    }

    /// The name in snake case, as in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Payment => "payment",
            Kind::Delivery => "delivery",
            Kind::Report => "report",
            Kind::Notice => "notice",
            Kind::Confidentiality => "confidentiality",
            Kind::Insurance => "insurance",
            Kind::Audit => "audit",
            Kind::Service => "service",
            Kind::Compliance => "compliance",
            Kind::Cooperation => "cooperation",
            Kind::Other => "other",
        }
    }
}

/// Whether something is to be done or not to be done.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Modality {
    /// To be done.
    #[default]
    Must,
    /// Not to be done.
    MustNot,
}

impl Modality {
    /// The name in snake case, as in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Modality::Must => "must",
            Modality::MustNot => "must_not",
        }
    }

    /// An action as it is shown alone, where nothing beside it tells that it is forbidden.
    pub fn told(self, action: &str) -> String {
        match self {
            Modality::Must => action.to_owned(),
            Modality::MustNot => format!("must not: {action}"),
        }
    }
}

/// When it is due, as stated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(tag = "when", rename_all = "snake_case")]
pub enum Due {
    /// On or by a date that the contract names.
    On {
        /// The date.
        #[schemars(with = "String")]
        date: Date,
    },
    /// So long after (or before) something.
    Within {
        /// How long.
        period: Period,
        /// After or before what, in the contract's words.
        anchor: String,
        /// The date, where the anchor's date is known to code.
        #[schemars(with = "Option<String>")]
        date: Option<Date>,
    },
    /// Again and again.
    Every {
        /// How often.
        period: Period,
        /// The first date, where the rule names its day and the contract's start is known to code.
        #[serde(default)]
        #[schemars(with = "Option<String>")]
        date: Option<Date>,
    },
    /// When something happens, in the contract's words.
    OnEvent {
        /// What must happen.
        event: String,
    },
}

impl Due {
    /// The date, where there is one.
    pub fn date(&self) -> Option<Date> {
        match self {
            Due::On { date } => Some(*date),
            Due::Within { date, .. } | Due::Every { date, .. } => *date,
            Due::OnEvent { .. } => None,
        }
    }
}

impl std::fmt::Display for Due {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Due::On { date } => write!(f, "{date}"),
            Due::Within {
                period,
                anchor,
                date: None,
            } => write!(f, "{period} {anchor}"),
            Due::Within {
                period,
                anchor,
                date: Some(date),
            } => write!(f, "{date} ({period} {anchor})"),
            Due::Every { period, date: None } => write!(f, "every {period}"),
            Due::Every {
                period,
                date: Some(date),
            } => write!(f, "every {period}, first {date}"),
            Due::OnEvent { event } => f.write_str(event),
        }
    }
}

/// What an engine believes to be an obligation. Its quote has not been looked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// Who owes it, as the contract calls the party.
    pub actor: String,
    /// To whom, where stated.
    pub beneficiary: Option<String>,
    /// What, as a verb phrase; of a prohibition what is forbidden, without a `not`.
    pub action: String,
    /// Of what kind.
    pub kind: Kind,
    /// To be done or not to be done.
    pub modality: Modality,
    /// When, where stated.
    pub due: Option<Due>,
    /// How code came to the date in `due`, where the contract does not state it.
    pub derivation: Option<Derivation>,
    /// How it comes back, where it does.
    pub recurrence: Option<Recurrence>,
    /// On what condition, in the contract's words.
    pub condition: Option<String>,
    /// What follows where it is not kept, in the contract's words.
    pub consequence: Option<String>,
    /// How much, where stated.
    pub amount: Option<Money>,
    /// The words that state it.
    pub quote: String,
    /// Where the engine saw them, when it knows.
    pub near: Option<super::document::Span>,
    /// Who says so.
    pub engine: Engine,
}

/// An obligation with its evidence.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Obligation {
    /// Who owes it, as the contract calls the party.
    pub actor: String,
    /// To whom, where stated.
    pub beneficiary: Option<String>,
    /// What, as a verb phrase; of a prohibition what is forbidden, without a `not`.
    pub action: String,
    /// Of what kind.
    pub kind: Kind,
    /// To be done or not to be done.
    #[serde(default)]
    pub modality: Modality,
    /// When, where stated.
    pub due: Option<Due>,
    /// How code came to the date in `due`, where the contract does not state it.
    #[serde(default)]
    pub derivation: Option<Derivation>,
    /// How it comes back, where it does.
    #[serde(default)]
    pub recurrence: Option<Recurrence>,
    /// On what condition, in the contract's words.
    #[serde(default)]
    pub condition: Option<String>,
    /// What follows where it is not kept, in the contract's words.
    #[serde(default)]
    pub consequence: Option<String>,
    /// How much, where stated.
    pub amount: Option<Money>,
    /// The role that follows it up.
    pub owner_role: String,
    /// Its evidence.
    pub grounding: Grounding,
    /// Who read it.
    pub engine: Engine,
    /// What can be doubted about it; absent until the whole reading is settled.
    #[serde(default)]
    pub doubts: Option<Vec<Doubt>>,
}

/// What can be doubted about a duty, by signs that anybody can check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Doubt {
    /// The sentence, or the one that leads its list, does not name who owes it.
    Actor,
    /// The sentence gives more than one time, or two engines read different ones.
    DueDate,
    /// The words of the sentence wish or permit, or do not say that it is to be done or not.
    Modality,
    /// A model alone says so, or one of two engines did not read it.
    OneReader,
    /// The text of the page is in doubt.
    Text,
}

impl Doubt {
    /// The doubt as a reviewer reads it.
    pub fn words(self) -> &'static str {
        match self {
            Doubt::Actor => "the sentence does not name who owes it",
            Doubt::DueDate => "the sentence gives more than one time",
            Doubt::Modality => "the words may not bind",
            Doubt::OneReader => "no second reader confirms it",
            Doubt::Text => "the text of the page is in doubt",
        }
    }
}
