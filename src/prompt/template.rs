//! A prompt as a file: a header (name, version, purpose), instructions, examples. Name, version and hash are
//! kept with each answer; the key of an answer holds the instructions to the letter, as they were rendered, so
//! that none is ever taken for that of another wording.

use crate::domain::id::PromptId;
use sha2::{Digest, Sha256};

/// A prompt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// Its name, such as `extract-fields`.
    pub name: String,
    /// Its version, raised by the person who changes it.
    pub version: String,
    /// What it is for, in a sentence.
    pub purpose: String,
    /// SHA-256 of the whole file in lower-case hex; changes even where somebody forgot the version.
    pub hash: String,
    body: String,
}

/// Why a file is not a prompt. Read by the person who edits it.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("prompt `{name}`: {problem}")]
pub struct Fault {
    /// The prompt's name, or `?` where the header does not tell.
    pub name: String,
    /// What is wrong.
    pub problem: String,
}

impl Template {
    /// Reads a prompt that has exactly the `places` to fill, each written `{{place}}`.
    ///
    /// # Errors
    /// When the header is not complete, or a place is missing, unknown or there twice.
    pub fn parse(text: &str, places: &[&str]) -> Result<Self, Fault> {
        let text = text.replace("\r\n", "\n");
        let fault = |name: &str, problem: String| Fault {
            name: name.to_owned(),
            problem,
        };
        let (header, body) = text
            .strip_prefix("---\n")
            .and_then(|rest| rest.split_once("\n---\n"))
            .ok_or_else(|| {
                fault(
                    "?",
                    "it must begin with a header between `---` lines".into(),
                )
            })?;
        let entry = |key: &str| {
            header
                .lines()
                .filter_map(|line| line.split_once(':'))
                .find(|(found, _)| found.trim() == key)
                .map(|(_, value)| value.trim().to_owned())
                .filter(|value| !value.is_empty())
        };
        let name = entry("name").ok_or_else(|| fault("?", "the header has no name".into()))?;
        let missing = |key: &str| fault(&name, format!("the header has no {key}"));
        let version = entry("version").ok_or_else(|| missing("version"))?;
        let purpose = entry("purpose").ok_or_else(|| missing("purpose"))?;
        let mut found = placed(body);
        let mut wanted = places.to_vec();
        found.sort_unstable();
        wanted.sort_unstable();
        if found != wanted {
            return Err(fault(
                &name,
                format!("it must have each of these places once: {wanted:?}; it has {found:?}"),
            ));
        }
        Ok(Self {
            name,
            version,
            purpose,
            hash: hex::encode(Sha256::digest(text.as_bytes())),
            body: body.trim().to_owned(),
        })
    }

    /// Which prompt it is, to the letter.
    pub fn id(&self) -> PromptId {
        PromptId {
            name: self.name.clone(),
            version: self.version.clone(),
            hash: self.hash.clone(),
        }
    }

    /// The instructions with each place filled. What is filled in is not searched for places.
    pub fn render(&self, filling: &[(&str, &str)]) -> String {
        let mut out = String::with_capacity(self.body.len());
        let mut rest = self.body.as_str();
        while let Some((before, name, after)) = next_place(rest) {
            out.push_str(before);
            let filled = filling.iter().find(|(place, _)| *place == name);
            out.push_str(filled.map_or("", |(_, text)| text));
            rest = after;
        }
        out.push_str(rest);
        out
    }

    /// The examples: each fenced `text` with the fenced `json` that follows it.
    pub fn examples(&self) -> Vec<(&str, &str)> {
        let mut examples = Vec::new();
        let mut rest = self.body.as_str();
        while let Some((text, after)) = fenced(rest, "```text\n") {
            let Some((json, after)) = fenced(after, "```json\n") else {
                break;
            };
            examples.push((text, json));
            rest = after;
        }
        examples
    }
}

fn fenced<'a>(text: &'a str, open: &str) -> Option<(&'a str, &'a str)> {
    let (_, inner) = text.split_once(open)?;
    inner.split_once("\n```")
}

fn placed(body: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = body;
    while let Some((_, name, after)) = next_place(rest) {
        found.push(name);
        rest = after;
    }
    found
}

/// The text before the next place, the place's name, and the text after it. JSON in an example
/// may also hold two braces in a row: a place is a word between them.
fn next_place(text: &str) -> Option<(&str, &str, &str)> {
    for (at, _) in text.match_indices("{{") {
        let inner = &text[at + 2..];
        let Some(end) = inner.find("}}") else {
            continue;
        };
        let name = &inner[..end];
        if !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_') {
            return Some((&text[..at], name, &inner[end + 2..]));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::Prompts;
    use super::*;

    const SOUND: &str = "---\nname: a\nversion: 2\npurpose: To test.\n---\n\nRead {{fields}} and {\"a\":{\"b\":1}}.\n";

    #[test]
    fn a_prompt_is_rendered_with_its_places_filled_once() {
        let template = Template::parse(SOUND, &["fields"]).expect("sound");
        assert_eq!(
            (template.name.as_str(), template.version.as_str()),
            ("a", "2")
        );
        let text = template.render(&[("fields", "this {{fields}}")]);
        assert_eq!(text, "Read this {{fields}} and {\"a\":{\"b\":1}}.");
    }

    #[test]
    fn the_hash_follows_every_letter_but_not_the_line_ends() {
        let hash = |text: &str| Template::parse(text, &["fields"]).expect("sound").hash;
        assert_eq!(hash(SOUND), hash(&SOUND.replace('\n', "\r\n")));
        assert_ne!(hash(SOUND), hash(&SOUND.replace("Read", "Mark")));
    }

    #[test]
    fn a_faulty_file_is_refused_with_a_reason() {
        for (text, reason) in [
            ("Read {{fields}}.".to_owned(), "header"),
            (SOUND.replace("version: 2\n", ""), "version"),
            (SOUND.replace("{{fields}}", ""), "fields"),
            (SOUND.replace("{{fields}}", "{{fields}} {{other}}"), "other"),
        ] {
            let fault = Template::parse(&text, &["fields"]).expect_err("faulty");
            assert!(fault.to_string().contains(reason), "{fault}");
        }
    }

    /// A prompt must not teach a model to quote loosely: each quote of an example is in its text.
    #[test]
    fn the_quotes_of_the_examples_are_found_in_their_own_text() {
        let prompts = Prompts::shipped();
        let mut quotes = 0;
        for template in [&prompts.fields, &prompts.obligations] {
            let examples = template.examples();
            assert!(!examples.is_empty(), "{} has no example", template.name);
            for (text, json) in examples {
                let json: serde_json::Value = serde_json::from_str(json).expect("JSON");
                let claims = json.as_object().expect("an object").values().next();
                for claim in claims.expect("a list").as_array().expect("a list") {
                    let quote = claim["quote"].as_str().expect("a quote");
                    assert!(text.contains(quote), "not in the example: {quote}");
                    for name in ["condition", "consequence"] {
                        let words = claim.get(name).and_then(|words| words.as_str());
                        assert!(words.is_none_or(|words| text.contains(words)), "{words:?}");
                    }
                    quotes += 1;
                }
            }
        }
        assert!(quotes >= 4);
    }
}
