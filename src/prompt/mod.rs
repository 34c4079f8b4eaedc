//! Between the domain and a model: what we ask, in which form we want the answer, and how we read
//! it. Pure: nothing is sent from here, and nothing that a model says is believed here.

pub mod due;
pub mod reply;
pub mod request;
pub mod schema;
pub mod template;

use template::{Fault, Template};

/// The prompts of extraction.
#[derive(Debug, Clone)]
pub struct Prompts {
    /// Reads the fields of one group; has the place `{{fields}}`.
    pub fields: Template,
    /// Reads obligations.
    pub obligations: Template,
}

impl Prompts {
    /// The prompts that come with this build.
    pub fn shipped() -> Self {
        Self::parse(
            include_str!("../../prompts/extract-fields.md"),
            include_str!("../../prompts/extract-obligations.md"),
        )
        .expect("the shipped prompts are sound, by test")
    }

    /// Prompts of one's own, from the text of their files.
    ///
    /// # Errors
    /// Names the prompt and what is wrong with it.
    pub fn parse(fields: &str, obligations: &str) -> Result<Self, Fault> {
        Ok(Self {
            fields: Template::parse(fields, &["fields"])?,
            obligations: Template::parse(obligations, &[])?,
        })
    }
}
