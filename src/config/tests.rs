//! What an operator can rely on when settings are wrong.

use super::*;

#[test]
fn the_embedded_reference_reads_and_says_what_is_missing() {
    let faults = Settings::defaults().expect("the reference reads").faults();
    for key in [
        "clm.ironclad.base_url",
        "crm.salesforce.login_url",
        "people",
    ] {
        assert!(
            faults.iter().any(|fault| fault.contains(key)),
            "{key} in {faults:?}"
        );
    }
}

#[test]
fn all_problems_are_reported_at_once() {
    let dir = tempfile::tempdir().expect("a folder");
    let file = dir.path().join("c.toml");
    std::fs::write(
        &file,
        "[jobs]\nworkers = \"many\"\n[pipeline]\ncolour = 1\n[nonsense]\na = 1\n",
    )
    .expect("a file");
    let problems = load(&[file]).expect_err("three problems");
    for word in ["jobs.workers", "colour", "nonsense"] {
        assert!(
            problems.iter().any(|problem| problem.contains(word)),
            "{word} in {problems:?}"
        );
    }
}

#[test]
fn a_file_that_does_not_parse_is_named_without_its_words() {
    let dir = tempfile::tempdir().expect("a folder");
    let file = dir.path().join("c.toml");
    std::fs::write(&file, "[clm.ironclad]\nclient_secret = hunter2\n").expect("a file");
    let problems = load(&[file, dir.path().join("absent.toml")]).expect_err("two problems");
    assert_eq!(problems.len(), 2, "{problems:?}");
    assert!(
        problems[0].contains("c.toml, near line") && !problems[0].contains("hunter2"),
        "{problems:?}"
    );
}

#[test]
fn a_secret_can_come_from_a_file_and_is_never_printed() {
    let dir = tempfile::tempdir().expect("a folder");
    let secret = dir.path().join("secret");
    std::fs::write(&secret, "hunter2\n").expect("a file");
    let file = dir.path().join("c.toml");
    std::fs::write(
        &file,
        format!("[clm.ironclad]\nclient_secret_file = {secret:?}\n"),
    )
    .expect("a file");
    let settings = load(&[file]).expect("sound");
    assert_eq!(
        settings.clm.ironclad.client_secret.expose_secret(),
        "hunter2"
    );
    assert!(!format!("{settings:?}").contains("hunter2"));
}

/// 3.17: the house's zone and holidays are settings; a zone that none has is named with what to write.
#[test]
fn the_zone_and_the_holidays_of_the_house_are_settings() {
    use jiff::civil::date;
    let defaults = Settings::defaults().expect("the reference reads").pipeline;
    assert_eq!(defaults.time_zone, Zone::UTC);
    assert_eq!(defaults.holidays, Calendars::default());
    let dir = tempfile::tempdir().expect("a folder");
    let file = dir.path().join("c.toml");
    let with = |text: &str| {
        std::fs::write(&file, text).expect("a file");
        load(std::slice::from_ref(&file))
    };
    let lists = "[pipeline]\ntime_zone = \"Europe/Berlin\"\n[pipeline.holidays]\nany = [\"2026-12-25\"]\n\"England and Wales\" = [\"2026-12-28\"]\n";
    let house = with(lists).expect("sound").pipeline;
    assert_eq!(house.time_zone.name(), "Europe/Berlin");
    let english = house.holidays.of(Some("England and Wales"));
    assert!(english.has(date(2026, 12, 28)) && !english.has(date(2026, 12, 25)));
    assert!(house.holidays.of(Some("Ohio")).has(date(2026, 12, 25)));
    for (text, key, cure) in [
        (
            "[pipeline]\ntime_zone = \"Berlin\"\n",
            "pipeline.time_zone",
            "Europe/Berlin",
        ),
        (
            "[pipeline.holidays]\nany = [\"25 December\"]\n",
            "pipeline.holidays",
            "",
        ),
    ] {
        let problems = with(text).expect_err("a wrong value");
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert!(
            problems[0].contains(key) && problems[0].contains(cure),
            "{problems:?}"
        );
    }
}
