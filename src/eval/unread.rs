//! Contracts that a suite could not read. They are in no figure, which may flatter what is measured: so each is
//! named, and no run with one of them is good.

use super::report::{Cell, Report, Table};

/// A contract that was not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    /// Its name among the cases.
    pub contract: String,
    /// Why, in words without contract text.
    pub why: String,
}

/// Those of one run, in its order.
#[derive(Debug, Default)]
pub struct Missed(Vec<Unread>);

impl Missed {
    /// What was read; where nothing was, the contract is noted.
    pub fn read<T>(&mut self, contract: &str, read: anyhow::Result<T>) -> Option<T> {
        match read {
            Ok(read) => Some(read),
            Err(error) => {
                self.0.push(Unread {
                    contract: contract.to_owned(),
                    why: format!("{error:#}"),
                });
                None
            }
        }
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// Tells `report` of them: a table, and their number for the verdict.
    pub fn tell(self, report: &mut Report) {
        if self.0.is_empty() {
            return;
        }
        let mut table = Table::new("not read", &["contract", "why"]);
        for unread in &self.0 {
            let row = [&unread.contract, &unread.why];
            table
                .rows
                .push(row.map(|text| Cell::Text(text.clone())).to_vec());
        }
        report.notes.push(format!(
            "{} contracts were not read and are in no figure; the table `not read` names them",
            self.0.len()
        ));
        report.unread += self.0.len();
        report.tables.push(table);
    }
}

#[cfg(test)]
mod tests {
    use super::super::report::Verdict;
    use super::*;

    #[test]
    fn what_was_not_read_is_named_and_no_run_with_it_is_good() {
        let mut missed = Missed::default();
        assert_eq!(missed.read("one", Ok(1)), Some(1));
        let failed: anyhow::Result<u8> = Err(anyhow::anyhow!("no key").context("the model"));
        assert_eq!(missed.read("two", failed), None);
        let mut report = Report::default();
        missed.tell(&mut report);
        let verdict = Verdict {
            unread: report.unread,
            ..Verdict::default()
        };
        assert!(!verdict.is_good());
        let text = report.text(&verdict);
        assert!(text.contains("NOT READ: 1 contracts"), "{text}");
        let json = report.json(&verdict);
        assert_eq!(json["tables"]["not read"][0]["contract"], "two");
        assert_eq!(json["tables"]["not read"][0]["why"], "the model: no key");
        assert_eq!(json["unread"], 1);
        let mut report = Report::default();
        Missed::default().tell(&mut report);
        assert_eq!(report, Report::default());
    }
}
