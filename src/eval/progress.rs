//! How far a suite has come, told case by case to whoever shows it. Nothing here draws or knows a terminal.

/// Is told how many cases are done, and how many there are.
pub type Progress<'a> = dyn Fn(usize, usize) + 'a;

/// Walks over `cases` and tells `progress` before the first and after each.
pub fn told<'a, T: 'a>(cases: Vec<T>, progress: &'a Progress<'a>) -> impl Iterator<Item = T> + 'a {
    let all = cases.len();
    let mut cases = cases.into_iter();
    let mut taken = 0;
    std::iter::from_fn(move || {
        // A case is done when the next one is asked for.
        progress(taken, all);
        let case = cases.next()?;
        taken += 1;
        Some(case)
    })
}

/// Tells nobody.
#[cfg(test)]
pub fn nobody(_done: usize, _all: usize) {}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::RefCell;

    #[test]
    fn a_case_is_told_when_it_is_done() {
        let told_so_far = RefCell::new(Vec::new());
        let progress = |done, all| told_so_far.borrow_mut().push((done, all));
        for case in told(vec!["one", "two"], &progress) {
            let seen = told_so_far.borrow().len();
            assert_eq!(seen, if case == "one" { 1 } else { 2 });
        }
        assert_eq!(*told_so_far.borrow(), [(0, 2), (1, 2), (2, 2)]);
    }
}
