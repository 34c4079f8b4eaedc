//! Values of made-up personal data, with check digits that hold, and numbers that only look like it.

use rand::Rng;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;

pub(super) fn pick<'a>(from: &[&'a str], dice: &mut StdRng) -> &'a str {
    from.choose(dice).expect("no list of samples is empty")
}

pub(super) fn digits(count: usize, dice: &mut StdRng) -> String {
    (0..count)
        .map(|_| char::from(dice.random_range(b'0'..=b'9')))
        .collect()
}

fn letters(count: usize, dice: &mut StdRng) -> String {
    (0..count)
        .map(|_| char::from(dice.random_range(b'A'..=b'Z')))
        .collect()
}

/// In one piece, in groups of four, with hard spaces, with hyphens, or broken over two lines.
pub(super) fn dressed(plain: &str, dice: &mut StdRng) -> String {
    let groups: Vec<String> = plain
        .as_bytes()
        .chunks(4)
        .map(|group| String::from_utf8_lossy(group).into_owned())
        .collect();
    match dice.random_range(0..5) {
        0 => plain.to_owned(),
        1 => groups.join("\u{a0}"),
        2 => groups.join("-"),
        3 => {
            let (first, rest) = groups.split_at(groups.len() / 2);
            format!("{}\n    {}", first.join(" "), rest.join(" "))
        }
        _ => groups.join(" "),
    }
}

/// The same with its last digit changed, so that no check holds.
pub(super) fn wrong(plain: &str) -> String {
    let (rest, last) = plain.split_at(plain.len() - 1);
    let digit: u32 = last.parse().unwrap_or(4);
    format!("{rest}{}", (digit + 1) % 10)
}

pub(super) fn ssn(dice: &mut StdRng) -> String {
    let mark = pick(&["-", "-", " "], dice);
    let (area, group) = (dice.random_range(1..666), dice.random_range(1..100));
    format!(
        "{area:03}{mark}{group:02}{mark}{:04}",
        dice.random_range(1..10_000)
    )
}

pub(super) fn vat(dice: &mut StdRng) -> String {
    match dice.random_range(0..5) {
        0 => format!("DE{}", digits(9, dice)),
        1 => format!(
            "GB {} {} {}",
            digits(3, dice),
            digits(4, dice),
            digits(2, dice)
        ),
        2 => format!("FR{}{}", digits(2, dice), digits(9, dice)),
        3 => format!("NL{}B{}", digits(9, dice), digits(2, dice)),
        _ => format!(
            "CHE-{}.{}.{}",
            digits(3, dice),
            digits(3, dice),
            digits(3, dice)
        ),
    }
}

/// Check digits by ISO 13616.
pub(super) fn iban(dice: &mut StdRng) -> String {
    let (country, bank, length) = *[
        ("DE", 0, 18),
        ("GB", 4, 14),
        ("NL", 4, 10),
        ("CH", 0, 17),
        ("ES", 0, 20),
        ("IE", 4, 14),
        ("NO", 0, 11),
        ("DK", 0, 14),
        ("AT", 0, 16),
        ("PL", 0, 24),
        ("BE", 0, 12),
        ("IT", 1, 22),
    ]
    .choose(dice)
    .expect("no list of samples is empty");
    let account = format!("{}{}", letters(bank, dice), digits(length, dice));
    let rest = format!("{account}{country}00").chars().fold(0, |rest, c| {
        let value = c.to_digit(36).expect("letters and figures only");
        (rest * if value > 9 { 100 } else { 10 } + value) % 97
    });
    format!("{country}{:02}{account}", 98 - rest)
}

/// Issuer range and Luhn's check digit.
pub(super) fn card(dice: &mut StdRng) -> String {
    let (issuer, length) = *[
        ("4", 16),
        ("52", 16),
        ("2350", 16),
        ("37", 15),
        ("6011", 16),
        ("36", 14),
    ]
    .choose(dice)
    .expect("no list of samples is empty");
    let body = format!("{issuer}{}", digits(length - issuer.len() - 1, dice));
    let sum: u32 = body
        .chars()
        .rev()
        .enumerate()
        .map(|(place, c)| {
            let digit = c.to_digit(10).expect("figures only");
            let twice = if place % 2 == 0 { digit * 2 } else { digit };
            if twice > 9 { twice - 9 } else { twice }
        })
        .sum();
    format!("{body}{}", (10 - sum % 10) % 10)
}

/// The American Bankers Association's weights 3, 7, 1.
pub(super) fn routing(dice: &mut StdRng) -> String {
    let body = format!("{:02}{}", dice.random_range(1..13), digits(6, dice));
    let weights = [3, 7, 1].into_iter().cycle();
    let sum: u32 = body
        .chars()
        .zip(weights)
        .map(|(c, weight)| c.to_digit(10).expect("figures only") * weight)
        .sum();
    format!("{body}{}", (10 - sum % 10) % 10)
}

pub(super) fn account(dice: &mut StdRng) -> String {
    match dice.random_range(0..3) {
        0 => digits(10, dice),
        1 => format!(
            "{} {} {}",
            digits(2, dice),
            digits(4, dice),
            digits(4, dice)
        ),
        _ => format!("{}-{}", digits(4, dice), digits(6, dice)),
    }
}

pub(super) fn swift(dice: &mut StdRng) -> String {
    let country = pick(&["DE", "GB", "FR", "US"], dice);
    let branch = pick(&["", "XXX", "500"], dice);
    format!("{}{country}{}{branch}", letters(4, dice), letters(2, dice))
}

pub(super) fn email(dice: &mut StdRng) -> String {
    let who = pick(
        &[
            "j.roe",
            "anna-maria",
            "o'brien",
            "müller",
            "h_tanaka+legal",
            "x1",
        ],
        dice,
    );
    let host = pick(
        &["acme.example", "mail.nordwind.example", "bücher.example"],
        dice,
    );
    format!("{who}{}@{host}", digits(2, dice))
}

pub(super) fn phone(dice: &mut StdRng) -> String {
    let (three, four) = (digits(3, dice), digits(4, dice));
    match dice.random_range(0..8) {
        0 => format!("(218) {three}-{four}"),
        1 => format!("218-{three}-{four}"),
        2 => format!("+1 218 {three} {four}"),
        3 => format!("+44 20 7946 {four}"),
        4 => format!("020 7946 {four}"),
        5 => format!("+49 (0)89 {three}{four}"),
        6 => format!("218.{three}.{four} ext. 12"),
        _ => format!("01856 {three} {four}"),
    }
}

pub(super) fn identity(dice: &mut StdRng) -> String {
    match dice.random_range(0..4) {
        0 => digits(9, dice),
        1 => format!("{}{}", letters(1, dice), digits(8, dice)),
        2 => format!("{} {}", letters(2, dice), digits(7, dice)),
        _ => format!(
            "{}-{}-{}",
            letters(1, dice),
            digits(4, dice),
            digits(4, dice)
        ),
    }
}

pub(super) fn birth(dice: &mut StdRng) -> String {
    let (year, day) = (dice.random_range(1941..2004), dice.random_range(13..29));
    match dice.random_range(0..5) {
        0 => format!("{day}/04/{year}"),
        1 => format!("{year}-11-{day}"),
        2 => format!("{day} March {year}"),
        3 => format!("July {day}, {year}"),
        _ => format!("{day}.02.{year}"),
    }
}

pub(super) fn home(dice: &mut StdRng) -> String {
    let number = dice.random_range(1..4_000);
    match dice.random_range(0..4) {
        0 => format!(
            "{number} Laurel Canyon Way, Petaluma, California {}",
            digits(5, dice)
        ),
        1 => format!("{number} Chantrey Close, Sheffield S8 8QA"),
        2 => format!("Rosenweg {number}, 80331 Munich"),
        _ => format!(
            "{number} Elm Street, Apt. 4B,\nDayton, Ohio {}",
            digits(5, dice)
        ),
    }
}

pub(super) fn person(dice: &mut StdRng) -> String {
    let first = pick(
        &[
            "Jane",
            "Omar",
            "Søren",
            "Hélène",
            "Li Wei",
            "Anne-Marie",
            "Adaeze",
            "José",
            "Petra",
            "Kwame",
            "Ingrid",
            "Ravi",
        ],
        dice,
    );
    let middle = pick(&["", "", "Q. ", "T. "], dice);
    let last = pick(
        &[
            "Roe",
            "van der Meer",
            "O’Sullivan",
            "Nguyen",
            "Öttinger",
            "Haddad-Klein",
            "de Souza",
            "Kowalski",
            "Mbeki",
            "Brown",
            "Sørensen",
            "Tanaka",
        ],
        dice,
    );
    let name = format!("{first} {middle}{last}");
    if dice.random_ratio(1, 4) {
        name.to_uppercase()
    } else {
        name
    }
}

/// What a contract is full of: sums, dates, sections, article and case numbers.
pub(super) fn number(dice: &mut StdRng) -> String {
    match dice.random_range(0..7) {
        0 => format!(
            "USD {},{},{}.00",
            digits(3, dice),
            digits(3, dice),
            digits(3, dice)
        ),
        1 => format!(
            "EUR {}.{},{}",
            digits(3, dice),
            digits(3, dice),
            digits(2, dice)
        ),
        2 => format!(
            "Section {}.{}.{}",
            digits(2, dice),
            digits(1, dice),
            digits(1, dice)
        ),
        3 => format!(
            "2026-{:02}-{:02}",
            dice.random_range(1..13),
            dice.random_range(1..29)
        ),
        4 => format!(
            "{:02}/{:02}/2027",
            dice.random_range(1..13),
            dice.random_range(1..29)
        ),
        5 => format!("PO-{}", digits(8, dice)),
        _ => format!(
            "{} {} {} {}",
            digits(4, dice),
            digits(3, dice),
            digits(4, dice),
            digits(2, dice)
        ),
    }
}
