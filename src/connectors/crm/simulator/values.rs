//! Values as the simulated org takes, keeps and gives them. As strict as the vendor or stricter:
//! a number is a JSON number, a day a day, and text too long is refused with its text.

use super::ids;
use super::rows::{Refused, Row};
use crate::connectors::crm::schema::{Field, Kind, Object};
use serde_json::{Value as Json, json};

/// The value as it is kept, or why it is refused.
pub fn stored(field: &Field, value: &Json) -> Result<Json, Refused> {
    let is_empty = value.is_null() || value.as_str() == Some("");
    if is_empty && field.kind == Kind::Checkbox {
        let message = format!("{}: value not of required type: null", field.label);
        return Err(Refused::new(
            "INVALID_TYPE_ON_FIELD_IN_RECORD",
            message,
            &[&field.name],
        ));
    }
    if is_empty {
        return Ok(Json::Null);
    }
    match &field.kind {
        Kind::ReadOnly => Ok(value.clone()),
        Kind::Text(length) | Kind::LongText(length) => text(field, value, *length),
        Kind::Url => text(field, value, 255),
        Kind::Number(scale) => number(field, value, *scale),
        Kind::Date => day(field, value),
        Kind::DateTime => instant(field, value),
        Kind::Checkbox if value.is_boolean() => Ok(value.clone()),
        Kind::Checkbox => Err(unparsable(field, "boolean")),
        Kind::Picklist {
            values, restricted, ..
        } => {
            let text = value.as_str().ok_or_else(|| unparsable(field, "string"))?;
            if *restricted && !values.iter().any(|known| known == text) {
                let message = format!(
                    "{}: bad value for restricted picklist field: {text}",
                    field.label
                );
                return Err(Refused::new(
                    "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
                    message,
                    &[&field.name],
                ));
            }
            Ok(value.clone())
        }
        Kind::Reference { .. } => {
            let text = value.as_str().ok_or_else(|| unparsable(field, "id"))?;
            let message = format!("{}: id value of incorrect type: {text}", field.label);
            let id = ids::full(text)
                .ok_or_else(|| Refused::new("MALFORMED_ID", message, &[&field.name]))?;
            Ok(json!(id))
        }
    }
}

/// What a new record holds where nothing was said.
pub fn fill_defaults(object: &Object, row: &mut Row) {
    for field in &object.fields {
        let default = match &field.kind {
            Kind::Checkbox => json!(false),
            Kind::Picklist {
                default: Some(value),
                ..
            } => json!(value),
            _ => Json::Null,
        };
        row.entry(field.name.clone()).or_insert(default);
    }
}

/// The `count`-th auto-number of a format such as `CI-{000000}`.
pub fn numbered(format: &str, count: usize) -> String {
    match (format.find('{'), format.find('}')) {
        (Some(open), Some(close)) if open < close => {
            let width = close - open - 1;
            format!("{}{count:0width$}{}", &format[..open], &format[close + 1..])
        }
        _ => format!("{format}{count}"),
    }
}

/// An instant as Salesforce writes it.
pub fn written(at: jiff::Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S.000+0000").to_string()
}

fn text(field: &Field, value: &Json, length: usize) -> Result<Json, Refused> {
    let text = value.as_str().ok_or_else(|| unparsable(field, "string"))?;
    if text.encode_utf16().count() > length {
        let message = format!(
            "{}: data value too large: {text} (max length={length})",
            field.label
        );
        return Err(Refused::new("STRING_TOO_LONG", message, &[&field.name]));
    }
    if text
        .chars()
        .any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
    {
        return Err(unparsable(field, "string"));
    }
    Ok(json!(text.trim()))
}

fn number(field: &Field, value: &Json, scale: u32) -> Result<Json, Refused> {
    let number = value.as_f64().ok_or_else(|| unparsable(field, "double"))?;
    if number.abs() >= 1e16 {
        let message = format!(
            "{}: value outside of valid range on numeric field: {number}",
            field.label
        );
        return Err(Refused::new(
            "NUMBER_OUTSIDE_VALID_RANGE",
            message,
            &[&field.name],
        ));
    }
    let factor = 10f64.powi(i32::try_from(scale).unwrap_or(0));
    Ok(json!((number * factor).round() / factor))
}

fn day(field: &Field, value: &Json) -> Result<Json, Refused> {
    let text = value.as_str().unwrap_or("");
    let day: jiff::civil::Date = text.parse().map_err(|_| unparsable(field, "date"))?;
    if day.to_string() != text || !(1700..=4000).contains(&day.year()) {
        return Err(unparsable(field, "date"));
    }
    Ok(json!(text))
}

fn instant(field: &Field, value: &Json) -> Result<Json, Refused> {
    let at: jiff::Timestamp = value
        .as_str()
        .and_then(|text| text.parse().ok())
        .ok_or_else(|| unparsable(field, "datetime"))?;
    Ok(json!(written(at)))
}

fn unparsable(field: &Field, kind: &str) -> Refused {
    let message = format!(
        "Cannot deserialize instance of {kind} from the value of {}",
        field.name
    );
    Refused::new("JSON_PARSER_ERROR", message, &[])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_auto_number_has_the_formats_width() {
        assert_eq!(numbered("CI-{000000}", 42), "CI-000042");
    }
}
