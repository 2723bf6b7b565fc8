//! 'Did you mean': the nearest of the known names.

/// The name among `known` that a few slips of the finger turn into `word`.
#[must_use]
pub(crate) fn nearest<'k>(word: &str, known: &[&'k str]) -> Option<&'k str> {
    let limit = (word.chars().count() / 3).max(1);
    known
        .iter()
        .map(|name| (distance(word, name), *name))
        .filter(|(distance, _)| *distance <= limit)
        .min()
        .map(|(_, name)| name)
}

/// `; did you mean ...?`, or nothing when no name is close.
#[must_use]
pub(crate) fn hint<'k>(word: &str, known: impl IntoIterator<Item = &'k str>) -> String {
    let known: Vec<&str> = known.into_iter().collect();
    nearest(word, &known).map_or_else(String::new, |meant| format!("; did you mean `{meant}`?"))
}

/// What a parser says of an unknown key or choice, with the one that was meant. The parser lists what it knows.
#[must_use]
pub(crate) fn explained(message: &str) -> String {
    let mut names = message.split('`').skip(1).step_by(2);
    match names.next() {
        Some(word) if message.starts_with("unknown ") => format!("{message}{}", hint(word, names)),
        _ => message.to_owned(),
    }
}

/// Insertions, deletions, changes and swaps of neighbours that lead from one word to the other.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut table = vec![vec![0usize; b.len() + 1]; a.len() + 1];
    for (i, row) in table.iter_mut().enumerate() {
        row[0] = i;
    }
    for (j, cell) in table[0].iter_mut().enumerate() {
        *cell = j;
    }
    for i in 1..=a.len() {
        for j in 1..=b.len() {
            let change = table[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = change.min(table[i - 1][j] + 1).min(table[i][j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(table[i - 2][j - 2] + 1);
            }
            table[i][j] = best;
        }
    }
    table[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_understood_and_other_words_are_not() {
        let known = ["exclude", "disable", "fail-on"];
        assert_eq!(nearest("exlude", &known), Some("exclude"));
        assert_eq!(nearest("fial-on", &known), Some("fail-on"));
        assert_eq!(nearest("threads", &known), None);
        let said = "unknown field `resaon`, expected one of `rule`, `reason`";
        assert_eq!(explained(said), format!("{said}; did you mean `reason`?"));
        assert_eq!(explained("missing field `reason`"), "missing field `reason`");
    }
}
