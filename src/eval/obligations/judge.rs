//! Judges the details of a duty that was found: who, what kind, when, how much.

use super::actors::is_same_party;
use super::labels::{Duty, Form, Runs, Window};
use crate::domain::document::Span;
use crate::domain::obligation::{Draft, Due, Modality};
use crate::eval::ratio::measured;
use crate::eval::score::{Counts, Share};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// What is counted over some passages.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Figures {
    /// Duties found; nothing is `wrong` or `absent`.
    pub found: Counts,
    /// Duties to act alone, without what must not be done.
    pub acts: Counts,
    /// Found, by the kind of the label.
    pub recall_by_kind: BTreeMap<String, Share>,
    /// Of the found: who owes it.
    pub actor: Share,
    /// Of the found: to whom, where labelled.
    pub beneficiary: Share,
    /// Of the found: the kind.
    pub kind: Share,
    /// Of the found: to do or not to do.
    pub modality: Share,
    /// Of the found: the form in which it says when.
    pub due_form: Share,
    /// Of the found that say when: form, date, period and direction, rhythm.
    pub due: Share,
    /// Of the found whose date is stated or follows: the date.
    pub due_date: Share,
    /// Of the found that repeat: the rule.
    pub recurrence: Share,
    /// Of the found that name one sum: the sum.
    pub amount: Share,
    /// Of the found with a labelled condition: a condition was said.
    pub condition: Share,
}

impl Figures {
    /// The figures by their names, each as the two sums whose ratio it is.
    pub fn sums(&self) -> Vec<(&'static str, usize, usize)> {
        let f1 = |counts: &Counts| (2 * counts.correct, counts.said() + counts.stated());
        let share = |share: &Share| (share.right, share.of);
        let sums = [
            ("precision", (self.found.correct, self.found.said())),
            ("recall", (self.found.correct, self.found.stated())),
            ("f1", f1(&self.found)),
            ("acts_f1", f1(&self.acts)),
            ("actor", share(&self.actor)),
            ("beneficiary", share(&self.beneficiary)),
            ("kind", share(&self.kind)),
            ("modality", share(&self.modality)),
            ("due_form", share(&self.due_form)),
            ("due", share(&self.due)),
            ("due_date", share(&self.due_date)),
            ("recurrence", share(&self.recurrence)),
            ("amount", share(&self.amount)),
            ("condition", share(&self.condition)),
        ];
        sums.map(|(name, (above, below))| (name, above, below))
            .to_vec()
    }

    /// The figures by their names; `None` where there is nothing to measure.
    pub fn named(&self) -> Vec<(&'static str, Option<f64>)> {
        let sums = self.sums().into_iter();
        sums.map(|(name, above, below)| (name, measured(above, below)))
            .collect()
    }

    /// Adds one passage.
    pub(super) fn count(
        &mut self,
        duties: &[Duty],
        said: &[(Span, Draft)],
        pairs: &[(usize, usize)],
    ) {
        let met: BTreeSet<usize> = pairs.iter().map(|(one, _)| *one).collect();
        let used: BTreeSet<usize> = pairs.iter().map(|(_, other)| *other).collect();
        for (at, duty) in duties.iter().enumerate() {
            let is_act = duty.modality == Modality::Must;
            for counts in [Some(&mut self.found), is_act.then_some(&mut self.acts)] {
                let Some(counts) = counts else { continue };
                counts.correct += usize::from(met.contains(&at));
                counts.missed += usize::from(!met.contains(&at));
            }
            self.recall_by_kind
                .entry(duty.kind.name().to_owned())
                .or_default()
                .judge(met.contains(&at));
        }
        for (at, (_, draft)) in said.iter().enumerate() {
            if !used.contains(&at) {
                self.found.spurious += 1;
                self.acts.spurious += usize::from(draft.modality == Modality::Must);
            }
        }
        for (one, other) in pairs {
            self.judge(&duties[*one], &said[*other].1);
        }
    }

    fn judge(&mut self, duty: &Duty, draft: &Draft) {
        self.kind.judge(duty.kind == draft.kind);
        self.modality.judge(duty.modality == draft.modality);
        if let Some(actor) = &duty.actor {
            self.actor.judge(is_same_party(actor, &draft.actor));
        }
        if let Some(to) = &duty.to {
            let said = draft.beneficiary.as_deref();
            self.beneficiary
                .judge(said.is_some_and(|said| is_same_party(to, said)));
        }
        if let Some(form) = duty.due {
            self.due_form.judge(form == form_of(draft.due.as_ref()));
            if form != Form::None {
                self.due.judge(is_same_due(duty, form, draft));
            }
        }
        if let Some(date) = duty.date {
            let said = draft.due.as_ref().and_then(Due::date);
            self.due_date.judge(said == Some(date));
        }
        if let Some(rule) = &duty.rule {
            self.recurrence
                .judge(draft.recurrence.as_ref() == Some(rule));
        }
        if let Some(amount) = &duty.amount {
            self.amount.judge(draft.amount.as_ref() == Some(amount));
        }
        if duty.condition.is_some() {
            self.condition.judge(draft.condition.is_some());
        }
    }
}

fn form_of(due: Option<&Due>) -> Form {
    match due {
        None => Form::None,
        Some(Due::On { .. }) => Form::Fixed,
        Some(Due::Within { .. }) => Form::Relative,
        Some(Due::Every { .. }) => Form::Recurring,
        Some(Due::OnEvent { .. }) => Form::Event,
    }
}

fn is_same_due(duty: &Duty, form: Form, draft: &Draft) -> bool {
    match &draft.due {
        Some(Due::On { date }) => form == Form::Fixed && duty.date == Some(*date),
        Some(Due::Within { period, anchor, .. }) => {
            let is_before = anchor.starts_with("before")
                || anchor.starts_with("prior")
                || anchor.contains("in advance")
                || anchor.contains("advance notice");
            let runs = if is_before { Runs::Before } else { Runs::After };
            duty.period.is_some_and(|gold| gold.same_as(*period)) && duty.runs == Some(runs)
        }
        Some(Due::Every { .. }) => form == Form::Recurring && draft.recurrence == duty.rule,
        Some(Due::OnEvent { .. }) => form == Form::Event,
        None => false,
    }
}

/// What was missed, said too much or said wrongly; places and values, never the contract's words.
pub(super) fn misses(
    window: &Window,
    said: &[(Span, Draft)],
    pairs: &[(usize, usize)],
) -> Vec<String> {
    let mut lines = Vec::new();
    let line =
        |what: &str, span: Span| format!("{} {}..{} {what}", window.contract, span.start, span.end);
    for (at, duty) in window.duties.iter().enumerate() {
        match pairs.iter().find(|(one, _)| *one == at) {
            None => lines.push(line("missed", duty.at)),
            Some((_, other)) => {
                let mut figures = Figures::default();
                figures.judge(duty, &said[*other].1);
                for (name, value) in figures.named() {
                    if value.is_some_and(|value| value < 1.0) {
                        lines.push(line(&format!("wrong {name}"), duty.at));
                    }
                }
            }
        }
    }
    for (at, (span, _)) in said.iter().enumerate() {
        if !pairs.iter().any(|(_, other)| *other == at) {
            lines.push(line("said too much", *span));
        }
    }
    lines
}
