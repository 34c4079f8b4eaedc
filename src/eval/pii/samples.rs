//! Made-up personal data in the dress that contracts give it: with and without spaces, torn over two
//! lines, in rows of tables, after many cues; and numbers that only look like it.

use super::inject::Item;
use super::made_up::{
    account, birth, card, digits, dressed, email, home, iban, identity, number, person, phone,
    pick, routing, ssn, swift, vat, wrong,
};
use rand::Rng;
use rand::rngs::StdRng;

/// One item of every type.
pub(super) fn one_of_each(dice: &mut StdRng) -> Vec<Item> {
    vec![
        item("ssn", SSN, ssn(dice), dice),
        item(
            "ein",
            EIN,
            format!("{:02}-{}", dice.random_range(10..96), digits(7, dice)),
            dice,
        ),
        item("vat", VAT, vat(dice), dice),
        item("iban", IBAN, dressed(&iban(dice), dice), dice),
        item("iban_decoy", DECOY, wrong(&iban(dice)), dice),
        item("card", CARD, dressed(&card(dice), dice), dice),
        item("card_decoy", DECOY, wrong(&card(dice)), dice),
        item("routing", ROUTING, routing(dice), dice),
        item("account", ACCOUNT, account(dice), dice),
        item("swift", SWIFT, swift(dice), dice),
        item("email", EMAIL, email(dice), dice),
        item("phone", PHONE, phone(dice), dice),
        item("identity", IDENTITY, identity(dice), dice),
        item("birth", BIRTH, birth(dice), dice),
        item("home", HOME, home(dice), dice),
        item("person", PERSON, person(dice), dice),
        item("number_decoy", DECOY, number(dice), dice),
    ]
}

const SSN: &[&str] = &[
    "Social Security Number: {}",
    "SSN {}",
    "(SSN: {})",
    "His social security number is {}.",
    "| Payee | SSN | {} |",
    "Taxpayer ID No. {} of the Consultant",
];
const EIN: &[&str] = &[
    "EIN: {}",
    "Employer Identification Number (EIN) {}",
    "Tax ID {}",
    "| EIN | {} | W-9 on file |",
];
const VAT: &[&str] = &[
    "VAT no. {}",
    "VAT ID: {}",
    "registered for VAT under {}.",
    "| VAT number | {} |",
];
const IBAN: &[&str] = &[
    "IBAN: {}",
    "to the account with IBAN {}.",
    "{}",
    "| IBAN | {} |",
    "IBAN {} at Volksbank Süd",
];
const CARD: &[&str] = &[
    "Card number: {}",
    "charged to the card {} on the first of each month",
    "{}",
    "| Visa | {} | 09/29 |",
];
const ROUTING: &[&str] = &[
    "ABA No. {}",
    "routing number {}",
    "Routing no.: {}",
    "| Routing number | {} |",
    "ABA routing number: {}, for wires only",
];
const ACCOUNT: &[&str] = &[
    "Account No. {}",
    "account number {}",
    "A/C: {}",
    "| Account number | {} |",
    "Acct. #{} in the name of the Supplier",
];
const SWIFT: &[&str] = &["SWIFT: {}", "BIC {}", "SWIFT/BIC code {}", "| SWIFT | {} |"];
const EMAIL: &[&str] = &[
    "E-mail: {}",
    "write to {}.",
    "<{}>",
    "| Contact | {} | daily |",
    "with a copy to {}; and",
];
const PHONE: &[&str] = &[
    "Tel.: {}",
    "Phone {}",
    "by telephone at {}.",
    "Fax: {}",
    "Mobile: {}",
    "| Telephone | {} |",
];
const IDENTITY: &[&str] = &[
    "Passport No. {}",
    "passport number: {}",
    "holder of identity card no. {}",
    "Driver's license number {}",
    "| Passport | {} |",
];
const BIRTH: &[&str] = &[
    "Date of birth: {}",
    "born on {} in Graz",
    "DOB {}",
    "(born {})",
    "| Date of birth | {} |",
];
const HOME: &[&str] = &[
    "residing at {} (the \"Guarantor\")",
    "Home address: {}",
    "an individual who resides at {}, agrees",
    "Residential address:  {}",
];
const PERSON: &[&str] = &[
    "By: /s/ {}\nName: {}\nTitle: Director",
    "Attention: {}, General Counsel",
    "Attn: {}",
    "_______________________\n{}\nManaging Director",
    "Name:        {}\nPosition:    Chief Financial Officer",
    "marked for the attention of {}, Company Secretary",
    "Witness name: {}",
    "Signed by {}\nfor and on behalf of the Supplier",
    "{}, an individual",
    "Per:  {}\n      President",
    "{}                  ____________\nVice President                Date",
    "represented by its director, Dr. {}",
    "Contact: {} (weekdays)",
];
const DECOY: &[&str] = &[
    "Reference {} of the tender",
    "| 10 | {} | pcs. |",
    "see {} below",
    "Part no. {}",
];

fn item(kind: &'static str, forms: &[&str], value: String, dice: &mut StdRng) -> Item {
    Item {
        kind,
        form: pick(forms, dice).to_owned(),
        value,
    }
}
