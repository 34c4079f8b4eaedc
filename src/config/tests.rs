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
