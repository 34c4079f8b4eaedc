//! What kind of file somebody sent, and pictures put into a PDF so that they are read and drawn
//! like any scan. A kind that is not read is refused by name.

use super::pdf::Failure;
use image::{DynamicImage, ImageFormat, ImageReader, Limits};
use lopdf::{Document, Object, Stream, dictionary};
use std::borrow::Cow;
use std::io::Cursor;

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A PDF, or something that the PDF reader has to refuse.
    Pdf,
    /// A Word file of the present kind.
    Docx,
    /// A picture of pages.
    Picture(ImageFormat),
}

/// Headers of which an e-mail has one or more before its first blank line.
const MAIL: [&str; 17] = [
    "arc-seal",
    "authentication-results",
    "bcc",
    "cc",
    "date",
    "delivered-to",
    "dkim-signature",
    "from",
    "message-id",
    "mime-version",
    "received",
    "reply-to",
    "return-path",
    "sender",
    "subject",
    "to",
    "x-mailer",
];
/// Bytes and lines of a file that are searched for them.
const MAIL_HEAD: usize = 16 << 10;
const MAIL_LINES: usize = 100;
/// What every Outlook message has among the names of its parts, in UTF-16, as such files spell them.
const OUTLOOK: &str = "__properties_version1.0";
/// Most pages of one picture file.
const MAX_PAGES: usize = 500;
/// Longest side of a picture in pixels, and memory that unpacking it may take.
const MAX_SIDE: u32 = 16_000;
const MAX_MEMORY: u64 = 256 << 20;
/// The longest side of the sheet that a picture shows, in points: 11 inches. A picture file rarely
/// knows how large its paper was.
const SHEET: f32 = 792.0;

/// What `bytes` are.
///
/// # Errors
/// Names what is not read, and what is.
pub fn of(bytes: &[u8]) -> Result<Form, Failure> {
    let head = &bytes[..bytes.len().min(1024)];
    let holds = |all: &[u8], part: &[u8]| all.windows(part.len()).any(|window| window == part);
    if holds(head, b"%PDF-") {
        return Ok(Form::Pdf);
    }
    if head.starts_with(b"PK\x03\x04") {
        return if holds(bytes, b"word/document.xml") {
            Ok(Form::Docx)
        } else {
            Err(Failure::Unsupported("an archive or another office file"))
        };
    }
    if head.starts_with(b"\xd0\xcf\x11\xe0") {
        let mark: Vec<u8> = OUTLOOK.encode_utf16().flat_map(u16::to_le_bytes).collect();
        return Err(Failure::Unsupported(if holds(bytes, &mark) {
            "an Outlook message: save what is attached to it"
        } else {
            "an old Word file or another office file"
        }));
    }
    if is_mail(bytes) {
        return Err(Failure::Unsupported(
            "an e-mail: save what is attached to it",
        ));
    }
    Ok(match image::guess_format(head) {
        Ok(format @ (ImageFormat::Png | ImageFormat::Jpeg | ImageFormat::Tiff)) => {
            Form::Picture(format)
        }
        Ok(_) => return Err(Failure::Unsupported("a picture of another kind")),
        Err(_) => Form::Pdf,
    })
}

/// Whether a file begins with the headers of an e-mail, or with the line by which a mailbox parts
/// its e-mails.
fn is_mail(bytes: &[u8]) -> bool {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(MAIL_HEAD)]);
    let head = head.trim_start_matches('\u{feff}').trim_start();
    if head.starts_with("From ") {
        return true;
    }
    let name = |line: &str| {
        let name = line.split_once(':')?.0;
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '-';
        name.chars().all(is_name).then(|| name.to_lowercase())
    };
    let lines = head.lines().take(MAIL_LINES);
    lines
        // A header goes on in lines that begin with a blank.
        .filter(|line| !line.starts_with([' ', '\t']))
        .map_while(name)
        .any(|name| MAIL.contains(&name.as_str()))
}

/// The file as a PDF: itself, or its pictures with a page each.
///
/// # Errors
/// Refuses what has no pages to draw, and pictures that do not open.
pub fn as_pdf(bytes: &[u8]) -> Result<Cow<'_, [u8]>, Failure> {
    match of(bytes)? {
        Form::Pdf => Ok(Cow::Borrowed(bytes)),
        Form::Docx => Err(Failure::Unsupported("pages of a Word file")),
        Form::Picture(ImageFormat::Tiff) => {
            let pages = tiff_pages(bytes)?.into_iter();
            pdf(
                pages.map(|start| tiff_from(bytes, start)),
                ImageFormat::Tiff,
            )
        }
        Form::Picture(format) => pdf([Cow::Borrowed(bytes)].into_iter(), format),
    }
}

fn pdf<'a>(
    pages: impl Iterator<Item = Cow<'a, [u8]>>,
    format: ImageFormat,
) -> Result<Cow<'static, [u8]>, Failure> {
    let mut file = Document::with_version("1.7");
    let tree = file.new_object_id();
    let mut kids: Vec<Object> = Vec::new();
    for page in pages {
        let picture = open(&page, format)?;
        kids.push(sheet(&mut file, tree, &picture)?.into());
    }
    let count = i64::try_from(kids.len()).unwrap_or(i64::MAX);
    let pages = dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count };
    file.objects.insert(tree, pages.into());
    let root = file.add_object(dictionary! { "Type" => "Catalog", "Pages" => tree });
    file.trailer.set("Root", root);
    let mut bytes = Vec::new();
    file.save_to(&mut bytes)
        .map_err(|_| Failure::Damaged("the picture cannot be kept"))?;
    Ok(Cow::Owned(bytes))
}

fn open(bytes: &[u8], format: ImageFormat) -> Result<DynamicImage, Failure> {
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(MAX_MEMORY);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    reader.decode().map_err(|error| match error {
        image::ImageError::Limits(_) => {
            Failure::TooLarge("a picture of more pixels than paper has")
        }
        _ => Failure::Damaged("the picture cannot be opened"),
    })
}

/// One picture on a page of its own; gives the page.
fn sheet(
    file: &mut Document,
    tree: lopdf::ObjectId,
    picture: &DynamicImage,
) -> Result<lopdf::ObjectId, Failure> {
    let (width, height) = (picture.width(), picture.height());
    let (space, pixels) = if picture.color().has_color() {
        ("DeviceRGB", picture.to_rgb8().into_raw())
    } else {
        ("DeviceGray", picture.to_luma8().into_raw())
    };
    let entries = dictionary! {
        "Type" => "XObject", "Subtype" => "Image", "ColorSpace" => space, "BitsPerComponent" => 8,
        "Width" => i64::from(width), "Height" => i64::from(height),
    };
    let mut data = Stream::new(entries, pixels);
    data.compress()
        .map_err(|_| Failure::Damaged("the picture cannot be kept"))?;
    let data = file.add_object(data);
    let scale = SHEET / width.max(height) as f32;
    let (wide, high) = (width as f32 * scale, height as f32 * scale);
    let draw = format!("q {wide} 0 0 {high} 0 0 cm /X Do Q");
    let draw = file.add_object(Stream::new(lopdf::Dictionary::new(), draw.into_bytes()));
    Ok(file.add_object(dictionary! {
        "Type" => "Page", "Parent" => tree, "Contents" => draw,
        "Resources" => dictionary! { "XObject" => dictionary! { "X" => data } },
        "MediaBox" => vec![0.into(), 0.into(), wide.into(), high.into()],
    }))
}

/// Where the directory of each page of a TIFF stands, as the file writes it.
fn tiff_pages(bytes: &[u8]) -> Result<Vec<[u8; 4]>, Failure> {
    const BROKEN: Failure = Failure::Damaged("the TIFF has no list of pages");
    let little = bytes.starts_with(b"II*\0");
    let number = |at: usize, length: usize| -> Option<usize> {
        let digits = bytes.get(at..at.checked_add(length)?)?;
        let fold = |all: usize, digit: &u8| all << 8 | usize::from(*digit);
        Some(if little {
            digits.iter().rev().fold(0, fold)
        } else {
            digits.iter().fold(0, fold)
        })
    };
    let mut pages = Vec::new();
    let mut pointer = 4;
    loop {
        let at = number(pointer, 4).ok_or(BROKEN)?;
        if at == 0 {
            break;
        }
        if pages.len() == MAX_PAGES {
            return Err(Failure::TooLarge("more pages than allowed"));
        }
        let start = &bytes[pointer..pointer + 4];
        pages.push(start.try_into().expect("four bytes were cut"));
        pointer = at + 2 + 12 * number(at, 2).ok_or(BROKEN)?;
    }
    if pages.is_empty() {
        return Err(BROKEN);
    }
    Ok(pages)
}

/// The same TIFF with another page's directory first: the decoder opens the first page only, and a
/// fax has many.
fn tiff_from(bytes: &[u8], start: [u8; 4]) -> Cow<'_, [u8]> {
    let mut page = bytes.to_vec();
    page[4..8].copy_from_slice(&start);
    Cow::Owned(page)
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::GrayImage;

    #[test]
    fn kinds_are_told_apart_and_what_is_not_read_is_named() {
        assert_eq!(of(b"junk %PDF-1.7"), Ok(Form::Pdf));
        assert_eq!(of(b"<html>"), Ok(Form::Pdf));
        assert_eq!(of(b"PK\x03\x04 word/document.xml"), Ok(Form::Docx));
        for bytes in [
            &b"PK\x03\x04 xl/workbook.xml"[..],
            b"\xd0\xcf\x11\xe0",
            b"Received: by mail",
            b"GIF89a",
        ] {
            assert!(matches!(of(bytes), Err(Failure::Unsupported(_))));
        }
    }

    /// Section 3 of the requirements: an e-mail is told from a broken PDF, whoever wrote it.
    #[test]
    fn mail_of_every_make_is_named() {
        let outlook: Vec<u8> = OUTLOOK.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let outlook = [b"\xd0\xcf\x11\xe0 root ", outlook.as_slice()].concat();
        let long = format!("X-Spam: a\n {}\nDKIM-Signature: v=1", "b".repeat(2000));
        for mail in [
            &b"Return-Path: <a@b.example>\r\nReceived: by c\r\n"[..],
            b"\xef\xbb\xbfX-Mailer: y\r\nSubject: Signed\r\n\r\nSee attached",
            b"From maria@b.example Sat Nov 21 09:00:00 2026\nTo: c\n",
            long.as_bytes(),
            &outlook,
        ] {
            let said = of(mail).expect_err("no contract");
            let Failure::Unsupported(detail) = said else {
                panic!("{said:?}");
            };
            assert!(detail.contains("save what is attached"), "{detail}");
        }
        for other in [
            &b"Whereas: the parties"[..],
            b"\xd0\xcf\x11\xe0 Word",
            b"to: ",
        ] {
            let is_mail =
                matches!(of(other), Err(Failure::Unsupported(d)) if d.contains("attached"));
            assert_eq!(is_mail, other.starts_with(b"to: "));
        }
    }

    /// Two TIFF files joined into one of two pages, by hand.
    fn two_pages() -> Vec<u8> {
        let page = |wide| {
            let mut bytes = Cursor::new(Vec::new());
            let picture = DynamicImage::from(GrayImage::new(wide, 20));
            picture.write_to(&mut bytes, ImageFormat::Tiff).unwrap();
            bytes.into_inner()
        };
        let mut file = page(10);
        let directory = |file: &[u8]| u32::from_le_bytes(file[4..8].try_into().unwrap()) as usize;
        let first = directory(&file);
        let entries = usize::from(u16::from_le_bytes([file[first], file[first + 1]]));
        let next = first + 2 + 12 * entries;
        // The same directory again, at the end, so that the pixels need not move.
        let copy = file[first..next + 4].to_vec();
        let place = u32::try_from(file.len()).unwrap();
        file[next..next + 4].copy_from_slice(&place.to_le_bytes());
        file.extend(copy);
        file
    }

    #[test]
    fn every_page_of_a_picture_becomes_a_page() {
        let pdf = as_pdf(&two_pages()).unwrap().into_owned();
        assert_eq!(Document::load_mem(&pdf).unwrap().get_pages().len(), 2);
        let mut png = Cursor::new(Vec::new());
        let picture = DynamicImage::from(GrayImage::new(30, 60));
        picture.write_to(&mut png, ImageFormat::Png).unwrap();
        let pdf = as_pdf(png.get_ref()).unwrap().into_owned();
        assert_eq!(Document::load_mem(&pdf).unwrap().get_pages().len(), 1);
        assert!(as_pdf(b"\x89PNG\r\n\x1a\n cut").is_err());
    }
}
