//! The forms of a reply. The envelopes are the Rust types below; the fields inside come from the
//! dictionary. Of each there are two schemas: `wire` in the strict subset that every endpoint
//! takes, and `full`, against which we check what comes back.

use crate::domain::obligation::{Kind, Modality};
use crate::domain::playbook::Field;
use schemars::{JsonSchema, generate::SchemaSettings};
use serde::Deserialize;
use serde_json::{Map, Value as Json, json};

/// The reply to the question for fields.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Findings {
    /// One entry per value; empty when the passages state none.
    #[schemars(length(max = 200))]
    pub findings: Vec<FieldClaim>,
}

/// One claimed value. The evidence stands before the value, so that a model that writes from left
/// to right has quoted before it decides.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct FieldClaim {
    /// The field.
    pub field: String,
    /// The number of the passage that states the value.
    pub passage: u32,
    /// The words that state it, letter by letter.
    #[schemars(length(max = 4000))]
    pub quote: String,
    /// The value in the form that the field asks for.
    #[schemars(length(max = 2000))]
    pub value: String,
}

/// The reply to the question for obligations.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Obligations {
    /// One entry per duty; empty when the passages state none.
    #[schemars(length(max = 400))]
    pub obligations: Vec<ObligationClaim>,
}

/// One claimed obligation, evidence first.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ObligationClaim {
    /// The number of the passage that states the duty.
    pub passage: u32,
    /// The words that state the duty, letter by letter.
    #[schemars(length(max = 4000))]
    pub quote: String,
    /// Who owes it, as the contract calls the party.
    #[schemars(length(max = 400))]
    pub actor: String,
    /// To whom, or null.
    #[schemars(length(max = 400))]
    pub beneficiary: Option<String>,
    /// On what condition, letter by letter, or null.
    #[schemars(length(max = 1000))]
    pub condition: Option<String>,
    /// What follows where it is not kept, letter by letter, or null.
    #[schemars(length(max = 1000))]
    pub consequence: Option<String>,
    /// To be done or not to be done.
    pub modality: Modality,
    /// What, as a verb phrase.
    #[schemars(length(max = 2000))]
    pub action: String,
    /// Of what kind.
    pub kind: Kind,
    /// When, or null.
    #[schemars(length(max = 1000))]
    pub due_text: Option<String>,
    /// A currency code and a number, or null.
    #[schemars(length(max = 60))]
    pub amount: Option<String>,
}

/// A reply's form, twice.
#[derive(Debug, Clone, PartialEq)]
pub struct Schema {
    /// Its name, as the endpoint is told.
    pub name: String,
    /// The strict subset, for the endpoint.
    pub wire: Json,
    /// With all limits, for us.
    pub full: Json,
}

/// The form of a reply about `fields`, which are asked for together under that name.
pub fn fields(name: &str, fields: &[&Field]) -> Schema {
    let ids: Vec<&str> = fields.iter().map(|field| field.id.as_str()).collect();
    let mut full = strict(generated::<Findings>());
    if let Some(field) = full.pointer_mut("/properties/findings/items/properties/field") {
        *field = json!({ "type": "string", "enum": ids });
    }
    named(&format!("fields_{name}"), full)
}

/// The form of a reply about obligations.
pub fn obligations() -> Schema {
    named("obligations", strict(generated::<Obligations>()))
}

fn named(name: &str, full: Json) -> Schema {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
    Schema {
        name: name.chars().map(plain).take(64).collect(),
        wire: without(
            full.clone(),
            &[
                "minLength",
                "maxLength",
                "minItems",
                "maxItems",
                "minimum",
                "description",
            ],
        ),
        full,
    }
}

fn generated<T: JsonSchema>() -> Json {
    let settings = SchemaSettings::draft2020_12().with(|settings| {
        settings.inline_subschemas = true;
        settings.meta_schema = None;
    });
    settings
        .into_generator()
        .into_root_schema_for::<T>()
        .to_value()
}

/// Makes every object closed with all of its properties required, and every choice of words an enum.
fn strict(schema: Json) -> Json {
    let Json::Object(mut object) = schema else {
        return schema;
    };
    for key in ["title", "default", "format", "$schema"] {
        object.remove(key);
    }
    if let Some(words) = object
        .get("oneOf")
        .and_then(choice)
        .map(|words| json!(words))
    {
        object.remove("oneOf");
        object.insert("type".to_owned(), json!("string"));
        object.insert("enum".to_owned(), words);
    }
    if let Some(Json::Object(properties)) = object.remove("properties") {
        let required: Vec<String> = properties.keys().cloned().collect();
        let properties: Map<String, Json> = properties
            .into_iter()
            .map(|(name, property)| (name, strict(property)))
            .collect();
        object.insert("properties".to_owned(), Json::Object(properties));
        object.insert("required".to_owned(), json!(required));
        object.insert("additionalProperties".to_owned(), json!(false));
    }
    if let Some(items) = object.remove("items") {
        object.insert("items".to_owned(), strict(items));
    }
    Json::Object(object)
}

/// The words of a `oneOf` in which each branch is a constant or an enum of words.
fn choice(one_of: &Json) -> Option<Vec<&str>> {
    let mut words = Vec::new();
    for branch in one_of.as_array()? {
        match (branch.get("const"), branch.get("enum")) {
            (Some(word), _) => words.push(word.as_str()?),
            (None, Some(list)) => {
                for word in list.as_array()? {
                    words.push(word.as_str()?);
                }
            }
            (None, None) => return None,
        }
    }
    Some(words)
}

/// The schema without `keywords`. A property may bear such a name; only keywords are dropped.
fn without(schema: Json, keywords: &[&str]) -> Json {
    let Json::Object(object) = schema else {
        return schema;
    };
    let cleaned = object
        .into_iter()
        .filter(|(key, _)| !keywords.contains(&key.as_str()))
        .map(|(key, value)| match (key.as_str(), value) {
            ("properties", Json::Object(properties)) => {
                let cleaned = properties
                    .into_iter()
                    .map(|(name, property)| (name, without(property, keywords)))
                    .collect();
                (key, Json::Object(cleaned))
            }
            ("items", items) => (key, without(items, keywords)),
            (_, value) => (key, value),
        })
        .collect();
    Json::Object(cleaned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::playbook::Dictionary;
    use crate::domain::value::ValueKind;
    use crate::prompt::reply::tests::field;
    use crate::prompt::request::parts;

    /// The keywords that every strict endpoint takes, OpenAI's former limits included.
    const ALLOWED: [&str; 6] = [
        "type",
        "properties",
        "required",
        "additionalProperties",
        "items",
        "enum",
    ];

    #[derive(Default)]
    struct Size {
        properties: usize,
        levels: usize,
        words: usize,
        letters: usize,
    }

    /// Measures a schema, and refuses what some strict endpoint does not take or takes for something else: a
    /// map, which would come back empty, a tuple, and a place where anything may stand.
    fn measure(schema: &Json, level: usize, size: &mut Size) -> Result<(), String> {
        let object = schema.as_object().ok_or("anything may stand here")?;
        if let Some(key) = object.keys().find(|key| !ALLOWED.contains(&key.as_str())) {
            return Err(format!("`{key}` is not portable"));
        }
        if let Some(words) = object.get("enum").and_then(Json::as_array) {
            size.words += words.len();
            size.letters += words.iter().map(|w| w.to_string().len()).sum::<usize>();
        }
        let is = |name: &str| match &object["type"] {
            Json::Array(types) => types.contains(&json!(name)),
            one => one == name,
        };
        if !object.contains_key("type") {
            return Err("anything may stand here".to_owned());
        }
        if is("array") != object.contains_key("items") {
            return Err("a list needs one form for its entries".to_owned());
        }
        if let Some(items) = object.get("items") {
            measure(items, level, size)?;
        }
        let closed = object.get("additionalProperties") == Some(&json!(false));
        let properties = object.get("properties").and_then(Json::as_object);
        let Some(properties) = properties.filter(|_| closed) else {
            return match is("object") || object.contains_key("additionalProperties") {
                true => Err("a map: its entries have no names".to_owned()),
                false => Ok(()),
            };
        };
        size.levels = size.levels.max(level);
        size.properties += properties.len();
        let required = object.get("required").and_then(Json::as_array);
        let names: Vec<Json> = properties.keys().map(|name| json!(name)).collect();
        if required != Some(&names) {
            return Err("every property must be required".to_owned());
        }
        for (name, property) in properties {
            size.letters += name.len();
            measure(property, level + 1, size).map_err(|why| format!("{name}: {why}"))?;
        }
        Ok(())
    }

    /// Reference llm-and-eval, 1.2: what a strict transform would turn into silent loss is refused instead.
    #[test]
    fn maps_tuples_and_places_for_anything_are_refused() {
        #[derive(JsonSchema)]
        #[allow(dead_code)]
        struct Of<T> {
            held: T,
        }
        fn fault<T: JsonSchema>() -> Option<String> {
            let schema = named("made_up", strict(generated::<Of<T>>())).wire;
            measure(&schema, 1, &mut Size::default()).err()
        }
        assert_eq!(fault::<Vec<Option<String>>>(), None);
        assert_eq!(fault::<Vec<Of<Modality>>>(), None);
        let map = fault::<std::collections::BTreeMap<String, String>>();
        assert!(map.expect("refused").contains("a map"));
        let inner = fault::<Vec<Of<std::collections::BTreeMap<String, u32>>>>();
        assert!(inner.expect("refused").contains("a map"));
        assert!(fault::<(String, u32)>().is_some());
        assert!(fault::<Json>().is_some());
    }

    /// The shipped dictionary in all of its parts, and a part that is larger than any.
    #[test]
    fn the_wire_schemas_keep_the_limits_of_every_strict_endpoint() {
        let many: Vec<_> = (0..60)
            .map(|at| field(&format!("field_{at}"), ValueKind::Text))
            .collect();
        let many: Vec<&Field> = many.iter().collect();
        let shipped: Dictionary =
            toml::from_str(include_str!("../../playbooks/fields.toml")).expect("sound");
        let parts = parts(&shipped);
        let asked = parts.iter().map(|part| fields(&part.name, &part.fields));
        for schema in asked.chain([fields("a group", &many), obligations()]) {
            let mut size = Size::default();
            assert_eq!(measure(&schema.wire, 1, &mut size), Ok(()));
            assert!(size.properties <= 100 && size.levels <= 5);
            assert!(size.words <= 500 && size.letters <= 15_000);
            assert_eq!(schema.wire["type"], "object");
            assert!(
                schema
                    .name
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b == b'_')
            );
        }
    }

    #[test]
    fn the_evidence_comes_before_the_value() {
        let governing = field("governing_law", ValueKind::Jurisdiction);
        let wire = fields("risk", &[&governing]).wire.to_string();
        let at = |word: &str| wire.find(&format!("\"{word}\":")).expect("a property");
        assert!(at("passage") < at("quote") && at("quote") < at("value"));
        let wire = obligations().wire.to_string();
        let places: Vec<_> = [
            "quote",
            "condition",
            "consequence",
            "modality",
            "action",
            "due_text",
        ]
        .iter()
        .map(|name| wire.find(&format!("\"{name}\":")).expect("a property"))
        .collect();
        assert!(
            places.is_sorted(),
            "words of the contract come before what is made of them"
        );
    }

    #[test]
    fn what_may_be_absent_is_null_and_what_is_a_choice_is_an_enum() {
        let schema = obligations();
        let claim = &schema.wire["properties"]["obligations"]["items"]["properties"];
        for name in ["due_text", "condition", "consequence"] {
            assert_eq!(claim[name]["type"], json!(["string", "null"]));
        }
        assert_eq!(claim["modality"]["enum"], json!(["must", "must_not"]));
        let kinds = claim["kind"]["enum"].as_array().expect("an enum");
        assert!(kinds.contains(&json!("payment")) && kinds.len() == 11);
        assert_eq!(schema.full["properties"]["obligations"]["maxItems"], 400);
        assert!(
            schema.wire["properties"]["obligations"]
                .get("maxItems")
                .is_none()
        );
    }
}
