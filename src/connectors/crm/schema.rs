//! Our objects in the CRM, read from the source that is deployed to an org (`salesforce/`): the
//! client checks an org against it and the simulator enforces it, so that the three cannot differ.
//! Nothing here is written by hand that the metadata already says.

use include_dir::{Dir, include_dir};
use roxmltree::{Document, Node};

static OBJECTS: Dir = include_dir!("$CARGO_MANIFEST_DIR/salesforce/force-app/main/default/objects");

/// An object with the fields that our source gives it.
#[derive(Debug, Clone, PartialEq)]
pub struct Object {
    /// API name.
    pub name: String,
    /// Name for people.
    pub label: String,
    /// Format of the auto-number in `Name`, such as `CI-{000000}`; `None` for a standard object.
    pub number_format: Option<String>,
    /// Fields, by name.
    pub fields: Vec<Field>,
    /// Rules that every write must pass.
    pub rules: Vec<Rule>,
}

/// A field.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// API name.
    pub name: String,
    /// Name for people.
    pub label: String,
    /// What it holds.
    pub kind: Kind,
    /// Whether a record cannot be without it.
    pub required: bool,
    /// Whether a record can be addressed by it.
    pub external_id: bool,
    /// Whether no two records may share a value.
    pub unique: bool,
}

/// What a field holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    /// Set by the CRM; no client writes it.
    ReadOnly,
    /// Text of at most so many characters.
    Text(usize),
    /// Long text, which no query can filter by.
    LongText(usize),
    /// An address of at most 255 characters.
    Url,
    /// A decimal with so many digits after the point.
    Number(u32),
    /// A calendar day.
    Date,
    /// An instant.
    DateTime,
    /// True or false, never null.
    Checkbox,
    /// One of some values.
    Picklist {
        /// The API values.
        values: Vec<String>,
        /// Whether other values are refused.
        restricted: bool,
        /// The value of a new record.
        default: Option<String>,
    },
    /// The id of another record.
    Reference {
        /// The objects it can point to.
        to: Vec<String>,
        /// Whether it can be set only when the record is made.
        create_only: bool,
    },
}

/// A rule of the form "this number never goes down", the one form that we ship.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// The number that never goes down.
    pub field: String,
    /// What the CRM answers when it would.
    pub message: String,
}

/// Our metadata does not say what we take it to say.
#[derive(Debug, thiserror::Error)]
#[error("salesforce metadata {file}: {fault}")]
pub struct Invalid {
    file: String,
    fault: String,
}

/// The objects that `salesforce/` deploys.
pub fn deployed() -> Result<Vec<Object>, Invalid> {
    OBJECTS.dirs().map(object).collect()
}

/// A field as its metadata file describes it, such as one that a user deploys beside ours.
///
/// # Errors
/// When the text is no field's metadata, or of a kind that we do not know.
pub fn field_of(metadata: &str) -> Result<Field, Invalid> {
    let file = "a field of the org's own";
    field(parsed(metadata, file)?.root_element(), file)
}

fn object(dir: &Dir) -> Result<Object, Invalid> {
    let name = file_name(dir.path()).to_owned();
    let (mut label, mut number_format) = (name.clone(), None);
    for file in dir.files() {
        let (text, path) = text_of(file)?;
        let xml = parsed(text, &path)?;
        label = child(xml.root_element(), "label").unwrap_or(label);
        number_format = xml
            .descendants()
            .find(|node| node.has_tag_name("displayFormat"))
            .and_then(|node| node.text().map(str::to_owned));
    }
    let path = dir.path();
    Ok(Object {
        fields: each(path.join("fields"), field)?,
        rules: each(path.join("validationRules"), rule)?,
        name,
        label,
        number_format,
    })
}

fn each<T>(
    folder: std::path::PathBuf,
    read: fn(Node, &str) -> Result<T, Invalid>,
) -> Result<Vec<T>, Invalid> {
    let Some(dir) = OBJECTS.get_dir(folder) else {
        return Ok(Vec::new());
    };
    dir.files()
        .map(|file| {
            let (text, path) = text_of(file)?;
            let xml = parsed(text, &path)?;
            read(xml.root_element(), &path)
        })
        .collect()
}

fn field(root: Node, path: &str) -> Result<Field, Invalid> {
    let name = need(root, "fullName", path)?;
    let kind = kind(root, path)?;
    let is = |tag| child(root, tag).as_deref() == Some("true");
    Ok(Field {
        label: child(root, "label").unwrap_or_else(|| name.clone()),
        required: is("required") || child(root, "type").as_deref() == Some("MasterDetail"),
        external_id: is("externalId"),
        unique: is("unique"),
        name,
        kind,
    })
}

fn kind(root: Node, path: &str) -> Result<Kind, Invalid> {
    let number = |tag| -> Result<usize, Invalid> {
        need(root, tag, path)?
            .parse()
            .map_err(|_| invalid(path, "a length is not a number"))
    };
    Ok(match need(root, "type", path)?.as_str() {
        "Text" => Kind::Text(number("length")?),
        "LongTextArea" => Kind::LongText(number("length")?),
        "Url" => Kind::Url,
        "Number" => Kind::Number(u32::try_from(number("scale")?).unwrap_or(0)),
        "Date" => Kind::Date,
        "DateTime" => Kind::DateTime,
        "Checkbox" => Kind::Checkbox,
        "Picklist" => picklist(root),
        "Lookup" => reference(root, path, false)?,
        "MasterDetail" => {
            let reparentable = child(root, "reparentableMasterDetail").as_deref() == Some("true");
            reference(root, path, !reparentable)?
        }
        other => return Err(invalid(path, &format!("field type {other} is not known"))),
    })
}

fn reference(root: Node, path: &str, create_only: bool) -> Result<Kind, Invalid> {
    Ok(Kind::Reference {
        to: vec![need(root, "referenceTo", path)?],
        create_only,
    })
}

fn picklist(root: Node) -> Kind {
    let entries: Vec<Node> = root
        .descendants()
        .filter(|node| node.has_tag_name("value"))
        .collect();
    Kind::Picklist {
        values: entries
            .iter()
            .filter_map(|entry| child(*entry, "fullName"))
            .collect(),
        restricted: root
            .descendants()
            .any(|node| node.has_tag_name("restricted") && node.text() == Some("true")),
        default: entries
            .iter()
            .find(|entry| child(**entry, "default").as_deref() == Some("true"))
            .and_then(|entry| child(*entry, "fullName")),
    }
}

/// Reads the one form of formula that we ship. Another form stops the start: a rule that the
/// simulator does not enforce would make it more lenient than the org.
fn rule(root: Node, path: &str) -> Result<Rule, Invalid> {
    let formula: String = need(root, "errorConditionFormula", path)?
        .split_whitespace()
        .collect();
    let field = need(root, "errorDisplayField", path)?;
    let known = format!("AND(NOT(ISNEW()),{field}<PRIORVALUE({field}))");
    if formula != known || child(root, "active").as_deref() != Some("true") {
        return Err(invalid(path, "only 'a number never goes down' can be read"));
    }
    Ok(Rule {
        field,
        message: need(root, "errorMessage", path)?,
    })
}

fn child(node: Node, tag: &str) -> Option<String> {
    node.children()
        .find(|child| child.has_tag_name(tag))
        .and_then(|child| child.text())
        .map(str::to_owned)
}

fn need(node: Node, tag: &str, path: &str) -> Result<String, Invalid> {
    child(node, tag).ok_or_else(|| invalid(path, &format!("<{tag}> is missing")))
}

fn text_of<'a>(file: &'a include_dir::File) -> Result<(&'a str, String), Invalid> {
    let path = file.path().display().to_string();
    match file.contents_utf8() {
        Some(text) => Ok((text, path)),
        None => Err(invalid(&path, "is not UTF-8")),
    }
}

fn parsed<'a>(text: &'a str, path: &str) -> Result<Document<'a>, Invalid> {
    Document::parse(text).map_err(|_| invalid(path, "is not well-formed XML"))
}

fn invalid(file: &str, fault: &str) -> Invalid {
    Invalid {
        file: file.to_owned(),
        fault: fault.to_owned(),
    }
}

fn file_name(path: &std::path::Path) -> &str {
    path.file_name()
        .and_then(|name| name.to_str())
        .unwrap_or("")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object_named(name: &str) -> Object {
        let objects = deployed().unwrap();
        objects
            .into_iter()
            .find(|object| object.name == name)
            .unwrap()
    }

    /// R3: the deployable source holds the keys that make a repeated write the same write.
    #[test]
    fn the_source_has_unique_keys_and_the_revision_rule() {
        for (object, key) in [
            ("Contract_Insight__c", "CLM_Key__c"),
            ("Contract_Obligation__c", "CLM_Key__c"),
            ("ContentVersion", "Countersign_Key__c"),
        ] {
            let object = object_named(object);
            let field = object
                .fields
                .iter()
                .find(|field| field.name == key)
                .unwrap();
            assert!(field.unique && field.external_id, "{}", object.name);
        }
        assert_eq!(object_named("Contract_Insight__c").rules.len(), 1);
    }

    /// An upsert that is repeated sends the parent again, so the parent must be writable on update.
    #[test]
    fn the_obligations_parent_can_be_sent_again() {
        let obligation = object_named("Contract_Obligation__c");
        let parent = obligation
            .fields
            .iter()
            .find(|field| field.name == "Contract_Insight__c")
            .unwrap();
        assert!(parent.required);
        assert!(matches!(
            &parent.kind,
            Kind::Reference {
                create_only: false,
                ..
            }
        ));
    }

    /// A field that the permission set does not name is invisible through the API, although it is there.
    #[test]
    fn the_permission_set_grants_every_field_that_needs_a_grant() {
        let set = include_str!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/salesforce/force-app/main/default/permissionsets/Countersign_Writer.permissionset-meta.xml"
        ));
        for object in deployed().unwrap() {
            for field in &object.fields {
                let name = format!("<field>{}.{}</field>", object.name, field.name);
                assert_eq!(set.contains(&name), !field.required, "{name}");
            }
        }
    }
}
