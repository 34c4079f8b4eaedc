//! Finds digital signature fields and whether they are signed. Reads what the file says of them;
//! verifies no certificate.

use crate::domain::document::Seal;
use lopdf::{Dictionary, Document, Object};

/// The signature fields of `file`, which has `length` bytes.
pub fn seals(file: &Document, length: usize) -> Vec<Seal> {
    file.objects
        .values()
        .filter_map(|object| object.as_dict().ok())
        .filter(|field| name(field, b"FT", file) == Some(b"Sig"))
        .map(|field| seal(field, file, length))
        .collect()
}

fn name<'a>(dictionary: &'a Dictionary, key: &[u8], file: &'a Document) -> Option<&'a [u8]> {
    dictionary.get_deref(key, file).ok()?.as_name().ok()
}

fn seal(field: &Dictionary, file: &Document, length: usize) -> Seal {
    let value = field.get_deref(b"V", file).and_then(Object::as_dict);
    let Ok(signature) = value else {
        return Seal {
            signer: None,
            time: None,
            signed: false,
            covers_file: false,
        };
    };
    let text = |key: &[u8]| {
        let value = signature.get_deref(key, file).ok()?;
        lopdf::decode_text_string(value)
            .ok()
            .filter(|text| !text.is_empty())
    };
    let range = byte_range(signature, file);
    Seal {
        signer: text(b"Name"),
        time: text(b"M"),
        signed: range.is_some() && signature.has(b"Contents"),
        covers_file: range.is_some_and(|end| end == length),
    }
}

/// Where the last signed byte is.
fn byte_range(signature: &Dictionary, file: &Document) -> Option<usize> {
    let range = signature
        .get_deref(b"ByteRange", file)
        .ok()?
        .as_array()
        .ok()?;
    let numbers: Vec<usize> = range
        .iter()
        .filter_map(|number| usize::try_from(number.as_i64().ok()?).ok())
        .collect();
    match numbers.as_slice() {
        [0, .., start, count] => start.checked_add(*count),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lopdf::dictionary;

    #[test]
    fn a_signed_field_an_open_one_and_one_with_additions_are_told_apart() {
        let mut file = Document::with_version("1.7");
        let signature = dictionary! {
            "Type" => "Sig", "Name" => Object::string_literal("Ana Roe"),
            "Contents" => Object::string_literal("x"),
            "ByteRange" => vec![0.into(), 100.into(), 200.into(), 300.into()],
        };
        let signature = file.add_object(signature);
        file.add_object(dictionary! { "FT" => "Sig", "V" => signature });
        file.add_object(dictionary! { "FT" => "Sig" });
        let found = seals(&file, 500);
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].signer.as_deref(), Some("Ana Roe"));
        assert!(found[0].signed && found[0].covers_file);
        assert!(!found[1].signed);
        assert!(!seals(&file, 900)[0].covers_file);
    }
}
