//! Runs of neighbouring units that may be a marked stretch, and what is known of each.

use super::lexicon::{BLOCKS, EVIDENCE, MOST, WIDTH};
use super::model::Habit;
use super::{Cut, Scored, families, logistic};

/// How many of the best units of a category are looked at alone, and how many with their neighbours.
const ALONE: usize = 40;
const JOINED: usize = 8;
/// How many units on either side are a run's surroundings.
const NEAR: usize = 5;
/// A unit that scores less is not looked at, or not with its neighbours.
const LOWEST: f32 = -8.0;
const LOW: f32 = -4.5;
/// A unit that scores more belongs to the run of its neighbours.
const HOT: f32 = -1.5;
/// The longest run of hot units.
const LONGEST: usize = 8;

/// A run of units, first and last included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Run {
    /// The number of its first unit.
    pub first: usize,
    /// The number of its last.
    pub last: usize,
}

/// The scores of one category over a contract, and their order.
pub struct Column<'a> {
    category: usize,
    habit: &'a Habit,
    /// The place of its family among the scores.
    family: Option<usize>,
    cut: &'a Cut,
    scored: &'a Scored,
    own: Vec<f32>,
    /// The same from the best down.
    order: Vec<f32>,
    /// Units from the best down, as many as are looked at.
    best: Vec<usize>,
}

impl<'a> Column<'a> {
    /// The scores of `category`, whose habits are `habit`.
    pub fn new(category: usize, habit: &'a Habit, cut: &'a Cut, scored: &'a Scored) -> Self {
        let own: Vec<f32> = scored.units.iter().map(|unit| unit[category]).collect();
        let mut best: Vec<usize> = (0..own.len()).filter(|at| own[*at] > LOWEST).collect();
        best.sort_by(|one, two| own[*two].total_cmp(&own[*one]).then(one.cmp(two)));
        best.truncate(ALONE);
        let mut order = own.clone();
        order.sort_unstable_by(|one, two| two.total_cmp(one));
        Self {
            category,
            habit,
            family: families::place(&habit.name),
            cut,
            scored,
            order,
            own,
            best,
        }
    }

    fn nth(&self, rank: usize) -> f32 {
        self.best.get(rank).map_or(LOWEST - 1.0, |at| self.own[*at])
    }

    /// The runs to judge, each once.
    pub fn runs(&self) -> Vec<Run> {
        let mut found: Vec<Run> = self.best.iter().map(|at| self.run(*at, *at)).collect();
        let joined = self.best.iter().take(JOINED);
        for at in joined.filter(|at| self.own[**at] > LOW) {
            let before = at.saturating_sub(1);
            for (first, last) in [
                (before, *at),
                (*at, at + 1),
                (before, at + 1),
                (*at, at + 2),
                (at.saturating_sub(2), *at),
                (*at, at + 3),
            ] {
                found.push(self.run(first, last));
            }
            found.push(self.hot(*at));
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    fn run(&self, first: usize, last: usize) -> Run {
        let last = last.min(self.own.len().saturating_sub(1));
        Run { first, last }
    }

    /// The run of hot units around `at`.
    fn hot(&self, at: usize) -> Run {
        let mut run = self.run(at, at);
        while run.first > 0 && self.own[run.first - 1] > HOT && run.last - run.first < LONGEST {
            run.first -= 1;
        }
        while self.own.get(run.last + 1).is_some_and(|score| *score > HOT)
            && run.last - run.first < LONGEST
        {
            run.last += 1;
        }
        run
    }

    /// What is known of `run`, for the forest; always the same numbers in the same order.
    pub fn row(&self, text: &str, run: Run) -> Vec<f32> {
        let habit = self.habit;
        let mut row = self.standing(run).to_vec();
        row.extend(looks(self.cut, run, habit));
        row.extend([
            (self.own.len() as f32).ln(),
            habit.share,
            habit.count,
            habit.words,
            habit.skill,
        ]);
        row.extend(self.rivals(run));
        row.extend(edges(text, self.cut, run));
        row.push(self.category as f32);
        row.extend(self.blocks(run));
        row.push(self.around(run));
        row.extend(self.evidence(run));
        let peak = &self.scored.units[self.peak(run)];
        row.push(self.family.map_or(LOWEST, |family| peak[family]));
        row.push(run.first as f32);
        row
    }

    /// The best unit of a run.
    fn peak(&self, run: Run) -> usize {
        (run.first..=run.last)
            .max_by(|one, two| self.own[*one].total_cmp(&self.own[*two]))
            .unwrap_or(run.first)
    }

    /// What speaks for the run's best unit: its words, what is around it, its ideas.
    fn blocks(&self, run: Run) -> [f32; BLOCKS] {
        self.scored.blocks[self.peak(run)].map(|scores| scores[self.category])
    }

    /// How many of the units around the run probably belong to the category.
    fn around(&self, run: Run) -> f32 {
        let before = &self.own[run.first.saturating_sub(NEAR)..run.first];
        let after = &self.own[run.last + 1..(run.last + 1 + NEAR).min(self.own.len())];
        let both = before.iter().chain(after);
        both.map(|score| logistic(*score)).sum()
    }

    /// How probably the run's units, and those before and after it, are marked for anything.
    fn evidence(&self, run: Run) -> [f32; 5] {
        let all = &self.scored.evidence;
        let inside = &all[run.first..=run.last];
        let at = |at: Option<usize>| at.and_then(|at| all.get(at)).copied().unwrap_or_default();
        [
            inside.iter().copied().fold(0.0, f32::max),
            inside.iter().copied().fold(1.0, f32::min),
            at(run.first.checked_sub(1)),
            at(Some(run.last + 1)),
            self.scored.units[self.peak(run)][EVIDENCE],
        ]
    }

    /// How the scores of the run stand among those of its neighbours and of the contract.
    fn standing(&self, run: Run) -> [f32; 12] {
        let inside = &self.own[run.first..=run.last];
        let most = inside.iter().copied().fold(f32::MIN, f32::max);
        let near = (1..=3)
            .flat_map(|by| [run.first.checked_sub(by), Some(run.last + by)])
            .map(|at| self.at(at))
            .fold(LOWEST - 2.0, f32::max);
        let above = |bound: f32| self.order.partition_point(|score| *score > bound) as f32;
        [
            most,
            inside.iter().sum::<f32>() / inside.len() as f32,
            inside.iter().copied().fold(f32::MAX, f32::min),
            self.at(run.first.checked_sub(1)),
            self.at(Some(run.last + 1)),
            near,
            above(most).min(40.0),
            self.nth(0) - most,
            self.nth(1),
            self.nth(3),
            above(0.0),
            above(-2.0),
        ]
    }

    fn at(&self, at: Option<usize>) -> f32 {
        let score = at.and_then(|at| self.own.get(at));
        score.copied().unwrap_or(LOWEST - 2.0)
    }

    /// What other categories say of the run's best unit.
    fn rivals(&self, run: Run) -> [f32; 4] {
        let all = &self.scored.units[self.peak(run)];
        let others = all
            .iter()
            .enumerate()
            .take(MOST)
            .filter(|(other, _)| *other != self.category);
        [
            all[usize::from(self.habit.partners[0]) % WIDTH],
            all[usize::from(self.habit.partners[1]) % WIDTH],
            others.map(|(_, score)| *score).fold(f32::MIN, f32::max),
            all[..MOST].iter().filter(|score| **score > -1.0).count() as f32,
        ]
    }
}

/// How long the run is, for its category too, and where it stands.
fn looks(cut: &Cut, run: Run, habit: &Habit) -> [f32; 4] {
    let words: f32 = cut.words[run.first..=run.last].iter().sum();
    [
        (run.last - run.first) as f32,
        words,
        (words.max(1.0) / habit.words.max(1.0)).ln(),
        run.first as f32 / cut.units.len() as f32,
    ]
}

/// How the run begins and ends: a heading is short, a part of a sentence begins small.
fn edges(text: &str, cut: &Cut, run: Run) -> [f32; 3] {
    let first = &text[cut.units[run.first].range()];
    let last = &text[cut.units[run.last].range()];
    [
        cut.words[run.first].min(30.0),
        f32::from(u8::from(first.starts_with(char::is_lowercase))),
        f32::from(u8::from(last.ends_with('.'))),
    ]
}
