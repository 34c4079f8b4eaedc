//! The part of SOQL that the client speaks: `SELECT fields FROM object [WHERE a = x [AND ...]]
//! [ORDER BY f [DESC]] [LIMIT n]`. What it does not know is refused, never ignored.

use super::objects::field;
use super::org::Org;
use super::rows::{Refused, Row};
use crate::connectors::crm::schema::{Kind, Object};
use serde_json::{Value as Json, json};

/// The names in a query and the rows it found.
struct Parsed {
    fields: Vec<String>,
    object: String,
    conditions: Vec<Condition>,
    order: Option<(String, bool)>,
    limit: usize,
}

struct Condition {
    field: String,
    is_equal: bool,
    value: Json,
}

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Word(String),
    Text(String),
    Sign(String),
}

/// Answers a query from the `from`-th row on.
pub fn answer(org: &mut Org, soql: &str, from: usize, version: &str) -> Result<Json, Refused> {
    let query = parse(soql)?;
    let Some(object) = org.schema.object(&query.object) else {
        let message = format!("sObject type '{}' is not supported.", query.object);
        return Err(Refused::new("INVALID_TYPE", message, &[]));
    };
    check(object, &query)?;
    let names: Vec<String> = query
        .fields
        .iter()
        .filter_map(|name| Some(field(object, name)?.name.clone()))
        .collect();
    let object = object.clone();
    let mut rows: Vec<&Row> = org
        .rows
        .all(&object.name)
        .filter(|row| matches(&object, &query, row))
        .collect();
    if let Some((name, is_descending)) = &query.order {
        rows.sort_by_key(|row| row.get(name).map(Json::to_string));
        if *is_descending {
            rows.reverse();
        }
    }
    rows.truncate(query.limit);
    let total = rows.len();
    if query.fields.iter().any(|name| name == "COUNT()") {
        return Ok(json!({ "totalSize": total, "done": true, "records": [] }));
    }
    let until = total.min(from + org.page_size);
    let page: Vec<Json> = rows
        .get(from..until)
        .unwrap_or(&[])
        .iter()
        .map(|row| selected(&object, row, &names, version))
        .collect();
    let mut answer = json!({ "totalSize": total, "done": until >= total, "records": page });
    if until < total {
        org.cursors.push(soql.to_owned());
        let cursor = org.cursors.len();
        answer["nextRecordsUrl"] = json!(format!(
            "/services/data/{version}/query/01g{cursor:015}-{until}"
        ));
    }
    Ok(answer)
}

/// Answers the next page of a query by its locator.
pub fn next_page(org: &mut Org, locator: &str, version: &str) -> Result<Json, Refused> {
    let unknown = || Refused::new("INVALID_QUERY_LOCATOR", "invalid query locator", &[]);
    let (cursor, from) = locator
        .strip_prefix("01g")
        .and_then(|rest| rest.split_once('-'))
        .ok_or_else(unknown)?;
    let (cursor, from): (usize, usize) = match (cursor.parse(), from.parse()) {
        (Ok(cursor), Ok(from)) => (cursor, from),
        _ => return Err(unknown()),
    };
    let soql = org
        .cursors
        .get(cursor.wrapping_sub(1))
        .cloned()
        .ok_or_else(unknown)?;
    answer(org, &soql, from, version)
}

fn selected(object: &Object, row: &Row, names: &[String], version: &str) -> Json {
    let id = row.get("Id").and_then(Json::as_str).unwrap_or("");
    let mut out = Row::new();
    let url = format!("/services/data/{version}/sobjects/{}/{id}", object.name);
    out.insert(
        "attributes".to_owned(),
        json!({ "type": object.name, "url": url }),
    );
    for name in names {
        out.insert(name.clone(), row.get(name).cloned().unwrap_or(Json::Null));
    }
    Json::Object(out)
}

fn check(object: &Object, query: &Parsed) -> Result<(), Refused> {
    let named = query.fields.iter().filter(|name| *name != "COUNT()");
    let filtered = query.conditions.iter().map(|condition| &condition.field);
    for name in named
        .chain(filtered.clone())
        .chain(query.order.iter().map(|(name, _)| name))
    {
        if field(object, name).is_none() {
            let message = format!("No such column '{name}' on entity '{}'", object.name);
            return Err(Refused::new("INVALID_FIELD", message, &[]));
        }
    }
    for name in filtered {
        if field(object, name).is_some_and(|field| matches!(field.kind, Kind::LongText(_))) {
            let message = format!("field '{name}' can not be filtered in query call");
            return Err(Refused::new("INVALID_FIELD", message, &[]));
        }
    }
    let by = |wanted: &str| {
        query
            .conditions
            .iter()
            .any(|condition| condition.is_equal && condition.field.eq_ignore_ascii_case(wanted))
    };
    if object.name == "ContentDocumentLink" && !by("ContentDocumentId") && !by("LinkedEntityId") {
        let message = "Implementation restriction: ContentDocumentLink requires a filter by a single Id on ContentDocumentId or LinkedEntityId using the equals operator";
        return Err(Refused::new("MALFORMED_QUERY", message, &[]));
    }
    Ok(())
}

fn matches(object: &Object, query: &Parsed, row: &Row) -> bool {
    query.conditions.iter().all(|condition| {
        let held = field(object, &condition.field).and_then(|field| row.get(&field.name));
        let held = held.unwrap_or(&Json::Null);
        let is_equal = match (held, &condition.value) {
            // An id is as good with 15 characters as with 18; other text is compared without case.
            (Json::String(held), Json::String(wanted)) => {
                held.eq_ignore_ascii_case(wanted)
                    || super::ids::full(wanted).as_deref() == Some(held)
            }
            (held, wanted) => {
                held == wanted
                    || held
                        .as_f64()
                        .is_some_and(|held| wanted.as_f64() == Some(held))
            }
        };
        is_equal == condition.is_equal
    })
}

fn parse(soql: &str) -> Result<Parsed, Refused> {
    let tokens = tokens(soql).ok_or_else(malformed)?;
    let mut rest = tokens.as_slice();
    expect(&mut rest, "SELECT")?;
    let mut fields = vec![word(&mut rest)?];
    while take(&mut rest, &Token::Sign(",".to_owned())) {
        fields.push(word(&mut rest)?);
    }
    expect(&mut rest, "FROM")?;
    let object = word(&mut rest)?;
    let mut conditions = Vec::new();
    if keyword(&mut rest, "WHERE") {
        conditions.push(condition(&mut rest)?);
        while keyword(&mut rest, "AND") {
            conditions.push(condition(&mut rest)?);
        }
    }
    let mut order = None;
    if keyword(&mut rest, "ORDER") {
        expect(&mut rest, "BY")?;
        order = Some((word(&mut rest)?, keyword(&mut rest, "DESC")));
    }
    let mut limit = usize::MAX;
    if keyword(&mut rest, "LIMIT") {
        limit = word(&mut rest)?.parse().map_err(|_| malformed())?;
    }
    if !rest.is_empty() {
        return Err(malformed());
    }
    Ok(Parsed {
        fields,
        object,
        conditions,
        order,
        limit,
    })
}

fn condition(rest: &mut &[Token]) -> Result<Condition, Refused> {
    let field = word(rest)?;
    let is_equal = take(rest, &Token::Sign("=".to_owned()));
    if !is_equal && !take(rest, &Token::Sign("!=".to_owned())) {
        return Err(malformed());
    }
    let (first, tail) = rest.split_first().ok_or_else(malformed)?;
    *rest = tail;
    let value = match first {
        Token::Text(text) => json!(text),
        Token::Word(word) => {
            serde_json::from_str(&word.to_lowercase()).unwrap_or_else(|_| json!(word))
        }
        Token::Sign(_) => return Err(malformed()),
    };
    Ok(Condition {
        field,
        is_equal,
        value,
    })
}

fn tokens(soql: &str) -> Option<Vec<Token>> {
    let mut tokens = Vec::new();
    let mut chars = soql.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            c if c.is_whitespace() => {}
            '\'' => tokens.push(Token::Text(literal(&mut chars)?)),
            ',' | '=' => tokens.push(Token::Sign(c.to_string())),
            '!' => tokens.push(Token::Sign(format!("!{}", chars.next_if_eq(&'=')?))),
            c if c.is_ascii_alphanumeric() || "_-.()".contains(c) => {
                let mut word = c.to_string();
                while let Some(c) =
                    chars.next_if(|c| c.is_ascii_alphanumeric() || "_-.():".contains(*c))
                {
                    word.push(c);
                }
                tokens.push(Token::Word(word));
            }
            _ => return None,
        }
    }
    Some(tokens)
}

fn literal(chars: &mut impl Iterator<Item = char>) -> Option<String> {
    let mut text = String::new();
    loop {
        match chars.next()? {
            '\'' => return Some(text),
            '\\' => text.push(chars.next()?),
            c => text.push(c),
        }
    }
}

fn word(rest: &mut &[Token]) -> Result<String, Refused> {
    match rest.split_first() {
        Some((Token::Word(word), tail)) => {
            *rest = tail;
            Ok(word.clone())
        }
        _ => Err(malformed()),
    }
}

fn take(rest: &mut &[Token], wanted: &Token) -> bool {
    let is_next = rest.first() == Some(wanted);
    if is_next {
        *rest = &rest[1..];
    }
    is_next
}

fn keyword(rest: &mut &[Token], wanted: &str) -> bool {
    let is_next =
        matches!(rest.first(), Some(Token::Word(word)) if word.eq_ignore_ascii_case(wanted));
    if is_next {
        *rest = &rest[1..];
    }
    is_next
}

fn expect(rest: &mut &[Token], wanted: &str) -> Result<(), Refused> {
    if keyword(rest, wanted) {
        Ok(())
    } else {
        Err(malformed())
    }
}

fn malformed() -> Refused {
    Refused::new("MALFORMED_QUERY", "unexpected token", &[])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_understood_is_refused() {
        for soql in [
            "SELECT Id FROM Account WHERE Name LIKE 'A%'",
            "SELECT Id FROM Account WHERE Name = 'A' OR Name = 'B'",
            "SELECT Id FROM Account WHERE Name = 'unclosed",
            "DELETE FROM Account",
            "SELECT Id, FROM Account",
        ] {
            assert!(parse(soql).is_err(), "{soql}");
        }
    }

    #[test]
    fn a_quote_in_a_literal_does_not_end_it() {
        let query = parse(r"SELECT Id FROM Account WHERE Name = 'O\'Neil' LIMIT 1").unwrap();
        assert_eq!(query.conditions[0].value, json!("O'Neil"));
        assert_eq!(query.limit, 1);
    }
}
