//! Judges the details of a duty that was found: who, what kind, when, how much.

use super::actors::is_same_party;
use super::labels::{Duty, Form, Runs, Window};
use crate::domain::document::Span;
use crate::domain::obligation::{Draft, Due, Modality};
use crate::eval::ratio::measured;
use crate::eval::score::{Counts, Share};
use crate::text::overlap::Words;
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
    /// Of the found with a labelled condition: its words were said, at least half of the words of both.
    pub condition: Share,
    /// Of the same: a condition was said, in whatever words.
    pub condition_seen: Share,
    /// Of the found where it is labelled what follows if the duty is not kept: its words were said.
    pub consequence: Share,
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
            ("condition_seen", share(&self.condition_seen)),
            ("consequence", share(&self.consequence)),
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

    /// Adds one passage of `text`.
    pub(super) fn count(
        &mut self,
        text: &str,
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
            self.judge(text, &duties[*one], &said[*other].1);
        }
    }

    fn judge(&mut self, text: &str, duty: &Duty, draft: &Draft) {
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
        if let Some(label) = duty.condition {
            let said = draft.condition.as_deref();
            self.condition.judge(is_said(text, label, said));
            self.condition_seen.judge(said.is_some());
        }
        if let Some(label) = duty.consequence {
            let said = draft.consequence.as_deref();
            self.consequence.judge(is_said(text, label, said));
        }
    }
}

/// Whether the words of a label were said, by the rule of spans: half of the words of both stand in both.
fn is_said(text: &str, label: Span, said: Option<&str>) -> bool {
    let label = text.get(label.range()).map(Words::of);
    label
        .zip(said)
        .is_some_and(|(label, said)| label.agree(&Words::of(said)))
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
    text: &str,
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
                figures.judge(text, duty, &said[*other].1);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::obligation::Kind;
    use crate::domain::term::Engine;

    const TEXT: &str =
        "If Buyer is late by ten days, Buyer shall pay interest, failing which Seller may stop.";

    fn label() -> Duty {
        let at = |words: &str| TEXT.find(words).map(|at| [at, at + words.len()]);
        let (duty, condition, consequence) = (
            at("Buyer shall pay interest").expect("there"),
            at("If Buyer is late by ten days").expect("there"),
            at("failing which Seller may stop").expect("there"),
        );
        let toml = format!(
            "at = {duty:?}\nkind = \"payment\"\ncondition = {condition:?}\nconsequence = {consequence:?}\n"
        );
        toml::from_str(&toml).expect("a label")
    }

    fn draft(condition: Option<&str>, consequence: Option<&str>) -> Draft {
        Draft {
            actor: "Buyer".to_owned(),
            beneficiary: None,
            action: "pay interest".to_owned(),
            kind: Kind::Payment,
            modality: Modality::Must,
            due: None,
            derivation: None,
            recurrence: None,
            condition: condition.map(str::to_owned),
            consequence: consequence.map(str::to_owned),
            amount: None,
            quote: "Buyer shall pay interest".to_owned(),
            near: None,
            engine: Engine::Offline,
        }
    }

    fn judged(draft: &Draft) -> [Share; 3] {
        let mut figures = Figures::default();
        figures.judge(TEXT, &label(), draft);
        [
            figures.condition,
            figures.condition_seen,
            figures.consequence,
        ]
    }

    /// A condition in other words is seen and wrong; what follows is judged by its words too.
    #[test]
    fn a_condition_and_a_consequence_are_judged_by_their_words() {
        let is = |rights: [usize; 3]| rights.map(|right| Share { right, of: 1 });
        let whole = draft(
            Some("if Buyer is late by ten days"),
            Some("Seller may stop"),
        );
        assert_eq!(judged(&whole), is([1, 1, 1]));
        let other = draft(
            Some("if the goods are delivered on time"),
            Some("Buyer pays"),
        );
        assert_eq!(judged(&other), is([0, 1, 0]));
        assert_eq!(judged(&draft(None, None)), is([0, 0, 0]));
    }

    #[test]
    fn what_is_not_labelled_is_not_judged() {
        let mut figures = Figures::default();
        let duty = Duty {
            condition: None,
            consequence: None,
            ..label()
        };
        figures.judge(TEXT, &duty, &draft(Some("if it rains"), None));
        assert_eq!((figures.condition.of, figures.consequence.of), (0, 0));
    }
}
