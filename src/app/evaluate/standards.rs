//! What a run is held to, and where it is written: gates and baseline by default only for the data that they
//! were made for, outputs opened before anything is read, so that no run is lost to a wrong path.

use super::{Options, Suite};
use crate::eval::baseline::Baseline;
use crate::eval::gate::{self, Gates};
use crate::eval::html;
use crate::eval::report::{Report, Verdict};
use anyhow::{Context as _, Result, bail};
use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};

const GATES: &str = "eval/gates.toml";
const BASELINE: &str = "eval/baseline.json";

/// Gates, earlier figures and what to say of them.
#[derive(Debug, Default)]
pub struct Standards {
    /// The gates; none for data that are not our own.
    pub gates: Gates,
    /// The earlier figures; none for data that are not our own.
    pub baseline: Baseline,
    /// Where `--keep` writes.
    pub kept_in: Option<PathBuf>,
    /// Why gates or baseline were not applied.
    pub notes: Vec<String>,
}

impl Standards {
    /// Reads those that were named, else those of the repository where `data` are its own.
    ///
    /// # Errors
    /// When a file that was named cannot be read, a file has another form, or figures of other data would
    /// be kept in place of the repository's own.
    pub fn of(
        suite: Suite,
        data: Option<&Path>,
        named: (Option<&Path>, Option<&Path>),
        keep: bool,
    ) -> Result<Self> {
        let is_own = is_own(suite, data);
        let default = |path: &'static str| is_own.then_some(Path::new(path));
        let mut standards = Self::default();
        match named.0.or(default(GATES).filter(|path| path.exists())) {
            Some(path) => standards.gates = gates(path)?,
            None if is_own => standards
                .notes
                .push(format!("no gates: {GATES} is not here")),
            None => {}
        }
        let baseline = named.1.or(default(BASELINE));
        if let Some(path) = baseline.filter(|path| path.exists()) {
            let text = std::fs::read_to_string(path)
                .with_context(|| format!("cannot read {}", path.display()))?;
            let read = Baseline::parse(&text);
            standards.baseline =
                read.with_context(|| format!("{} is no baseline", path.display()))?;
        }
        if !is_own && (named.0.is_none() || named.1.is_none()) {
            let what = match named {
                (None, None) => "gates and baseline",
                (None, Some(_)) => "gates",
                (Some(_), _) => "baseline",
            };
            standards.notes.push(format!(
                "the repository's {what} are for its own data and were not applied; --gates FILE and \
                 --baseline FILE name others"
            ));
        }
        standards.kept_in = match (keep, baseline) {
            (false, _) => None,
            (true, Some(path)) => Some(path.to_owned()),
            (true, None) => bail!(
                "--keep would replace the figures of the repository's own data by those of others: name a \
                 file with --baseline"
            ),
        };
        Ok(standards)
    }
}

fn gates(path: &Path) -> Result<Gates> {
    let text =
        std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    gate::parse(&text).with_context(|| path.display().to_string())
}

/// Whether `data` are those that the repository's gates and baseline were made for.
fn is_own(suite: Suite, data: Option<&Path>) -> bool {
    let Some(data) = data else { return true };
    let place = |path: &Path| path.canonicalize().ok();
    place(data).is_some_and(|data| place(Path::new(suite.home())) == Some(data))
}

/// A file to be written at the end, opened at the beginning; if nothing is written, it stays as it was.
#[derive(Debug)]
pub struct Output {
    path: PathBuf,
    file: File,
    is_new: bool,
    is_written: bool,
}

impl Output {
    /// Opens `path` without changing what it holds.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn open(path: &Path) -> Result<Self> {
        let is_new = !path.exists();
        let mut open = OpenOptions::new();
        let file = open.write(true).create(true).truncate(false).open(path);
        Ok(Self {
            file: file.with_context(|| format!("cannot write {}", path.display()))?,
            path: path.to_owned(),
            is_new,
            is_written: false,
        })
    }

    /// Writes `text` in place of what it held.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(mut self, text: &str) -> Result<()> {
        self.is_written = true;
        let name = || format!("cannot write {}", self.path.display());
        let length = u64::try_from(text.len()).with_context(name)?;
        (&self.file).write_all(text.as_bytes()).with_context(name)?;
        // Pipes and devices have no length.
        let is_file = self.file.metadata().is_ok_and(|about| about.is_file());
        if is_file {
            self.file.set_len(length).with_context(name)?;
        }
        Ok(())
    }
}

impl Drop for Output {
    fn drop(&mut self) {
        if self.is_new && !self.is_written {
            // An empty file would be taken for a result.
            drop(std::fs::remove_file(&self.path));
        }
    }
}

/// The files that were asked for.
pub struct Outputs {
    html: Option<Output>,
    /// Beside it, whether standard output gets the JSON instead of the tables.
    json: Option<Output>,
    is_piped: bool,
    /// The baseline, where it is kept.
    pub baseline: Option<Output>,
}

impl Outputs {
    /// Opens them.
    ///
    /// # Errors
    /// When one cannot be written.
    pub fn open(options: &Options, standards: &Standards) -> Result<Self> {
        let open = |path: Option<&Path>| path.map(Output::open).transpose();
        let json = options.json.as_deref();
        let is_piped = json == Some(Path::new("-"));
        Ok(Self {
            html: open(options.html.as_deref())?,
            json: open(json.filter(|_| !is_piped))?,
            is_piped,
            baseline: open(standards.kept_in.as_deref())?,
        })
    }

    /// Prints the report, then writes the files.
    ///
    /// # Errors
    /// When one cannot be written.
    pub fn show(&mut self, report: &Report, verdict: &Verdict) -> Result<()> {
        let json = serde_json::to_string_pretty(&report.json(verdict))?;
        match self.is_piped {
            true => println!("{json}"),
            false => println!("{}", report.text(verdict)),
        }
        if let Some(file) = self.json.take() {
            file.write(&json)?;
        }
        if let Some(file) = self.html.take() {
            file.write(&html::page(report, verdict)?)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::gate::Build;

    fn of(
        data: Option<&Path>,
        named: (Option<&Path>, Option<&Path>),
        keep: bool,
    ) -> Result<Standards> {
        Standards::of(Suite::Golden, data, named, keep)
    }

    /// The tests run in the repository's root.
    #[test]
    fn gates_and_baseline_are_for_our_own_data() {
        let own = of(None, (None, None), false).expect("our own");
        assert!(own.gates.count("golden", Build::OWN) > 0 && own.notes.is_empty());
        let by_path = of(Some(Path::new("./eval/golden")), (None, None), true).expect("our own");
        assert_eq!(
            by_path.gates.count("golden", Build::OWN),
            own.gates.count("golden", Build::OWN)
        );
        assert_eq!(by_path.kept_in.as_deref(), Some(Path::new(BASELINE)));

        let folder = tempfile::tempdir().expect("a folder");
        let others = of(Some(folder.path()), (None, None), false).expect("others");
        assert_eq!(others.gates.count("golden", Build::OWN), 0);
        assert_eq!(others.baseline, Baseline::default());
        assert!(
            others.notes[0].contains("were not applied"),
            "{:?}",
            others.notes
        );
        assert!(
            of(Some(folder.path()), (None, None), true).is_err(),
            "nothing to keep it in"
        );
        let gates = Path::new(GATES);
        let named = of(Some(folder.path()), (Some(gates), None), false).expect("named");
        assert_eq!(
            named.gates.count("golden", Build::OWN),
            own.gates.count("golden", Build::OWN)
        );
        let absent = folder.path().join("absent");
        assert!(
            of(None, (Some(&absent), None), false).is_err(),
            "it was named"
        );
        let kept = of(Some(folder.path()), (None, Some(&absent)), true).expect("named");
        assert_eq!(kept.kept_in, Some(absent));
    }

    #[test]
    fn an_output_that_cannot_be_written_is_known_at_once_and_one_that_was_not_written_is_as_before()
    {
        let folder = tempfile::tempdir().expect("a folder");
        assert!(Output::open(&folder.path().join("absent/report.json")).is_err());
        let path = folder.path().join("report.json");
        drop(Output::open(&path).expect("a file"));
        assert!(!path.exists());
        std::fs::write(&path, "a long text of before").expect("a file");
        drop(Output::open(&path).expect("a file"));
        let read = || std::fs::read_to_string(&path).expect("a file");
        assert_eq!(read(), "a long text of before");
        let output = Output::open(&path).expect("a file");
        output.write("short").expect("written");
        assert_eq!(read(), "short");
    }
}
