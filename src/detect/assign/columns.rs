//! Values whose names stand elsewhere: the columns of CSV tables, of rows that SQL inserts, and of `.pgpass`.

use super::value::MAX_VALUE;
use super::words;
use super::{Assigned, NEXT_LINE, REACH, Role};
use crate::text::Span;

/// A name farther into the file heads no column.
const HEAD: usize = 256;

/// Reports the values below `name`, when it heads a column of a table: all rows that start within [`NEXT_LINE`].
pub fn below(text: &[u8], name: Span, found: &mut dyn FnMut(Assigned)) {
    let head = &text[..name.start];
    if name.start > HEAD || head.contains(&b'\n') {
        return;
    }
    let Some(reading) = words::read(name.of(text)) else { return };
    let end = text.len().min(name.start + REACH);
    let Some(first) = memchr::memchr(b'\n', &text[name.end..end]).map(|at| name.end + at) else { return };
    let counted = |sign: u8| text[..first].iter().filter(|&&b| b == sign).count();
    let Some(sign) = [b'\t', b';', b','].into_iter().max_by_key(|&sign| counted(sign)) else { return };
    let column = head.iter().filter(|&&b| b == sign).count();
    let mut row = first + 1;
    while row <= name.start + NEXT_LINE
        && let Some(len) = memchr::memchr(b'\n', &text[row..end])
    {
        if let Some(value) = cell(text, Span::new(row, row + len), sign, column) {
            found(Assigned { role: Role::Named(reading.class), name, value });
        }
        row += len + 1;
    }
}

/// True when one of `words` heads the column of the cell `value`. Only the first rows of a table are looked at.
#[must_use]
pub fn heads<S: AsRef<str>>(text: &[u8], value: Span, words: &[S]) -> bool {
    let first = memchr::memchr(b'\n', &text[..value.start.min(HEAD)]);
    let Some(head) = first.map(|end| &text[..end]).filter(|_| value.start <= HEAD) else { return false };
    let row = memchr::memrchr(b'\n', &text[..value.start]).map_or(0, |at| at + 1);
    let count = |part: &[u8], sign: u8| part.iter().filter(|&&b| b == sign).count();
    let Some(sign) = [b'\t', b';', b','].into_iter().max_by_key(|&sign| count(head, sign)) else {
        return false;
    };
    let column = count(&text[row..value.start], sign);
    let name = head.split(|&b| b == sign).nth(column).unwrap_or_default().to_ascii_lowercase();
    words.iter().any(|word| memchr::memmem::find(&name, word.as_ref().as_bytes()).is_some())
}

/// Reports the values of `name` in `INSERT INTO t (a, name) VALUES ('x', 'v'), ('y', 'v')`.
pub fn inserted(text: &[u8], name: Span, found: &mut dyn FnMut(Assigned)) {
    const LOOK_BACK: usize = 240;
    let is_column = |b: &u8| b.is_ascii_alphanumeric() || b.is_ascii_whitespace() || b"_,`\"[]".contains(b);
    let quote = usize::from(matches!(text.get(name.end), Some(b'`' | b'"' | b']')));
    if !matches!(text.get(name.end + quote), Some(b',' | b')')) {
        return;
    }
    let head = &text[name.start.saturating_sub(LOOK_BACK)..name.start];
    let Some(open) = head.iter().rposition(|b| !is_column(b)).filter(|&at| head[at] == b'(') else { return };
    let into = |at: usize| head[at..open].get(..5).is_some_and(|five| five.eq_ignore_ascii_case(b"into "));
    if !memchr::memchr2_iter(b'i', b'I', &head[..open]).any(into) {
        return;
    }
    let Some(reading) = words::read(name.of(text)) else { return };
    let (column, limit) =
        (head[open..].iter().filter(|&&b| b == b',').count(), text.len().min(name.end + NEXT_LINE));
    let rest = &text[name.end..limit];
    let Some(at) = rest.windows(6).position(|six| six.eq_ignore_ascii_case(b"values")) else { return };
    let mut at = name.end + at + b"values".len();
    // Between two rows stands a comma; another statement has columns of its own.
    let gap = |b: &&u8| b.is_ascii_whitespace() || **b == b',';
    loop {
        at += text[at..limit.max(at)].iter().take_while(gap).count();
        if at >= limit || text[at] != b'(' {
            return;
        }
        let Some((value, end)) = nth_literal(text, at + 1, column) else { return };
        if let Some(value) = value {
            found(Assigned { role: Role::Named(reading.class), name, value });
        }
        at = end;
    }
}

/// The literal at place `column` of the list from `from`, if one stands there, and where the list ends.
fn nth_literal(text: &[u8], from: usize, column: usize) -> Option<(Option<Span>, usize)> {
    let (mut at, mut place, mut value) = (from, 0, None);
    let limit = text.len().min(from + MAX_VALUE);
    while at < limit {
        match text[at] {
            b')' => return Some((value, at + 1)),
            b',' => place += 1,
            quote @ (b'\'' | b'"') => {
                let len = text[at + 1..limit].iter().position(|&b| b == quote)?;
                if place == column && len > 0 {
                    value = Some(Span::new(at + 1, at + 1 + len));
                }
                at += len + 1;
            }
            _ => {}
        }
        at += 1;
    }
    None
}

/// The cell in `column` of `row`, without its quotes.
fn cell(text: &[u8], row: Span, sign: u8, column: usize) -> Option<Span> {
    let (mut at, mut left, mut quoted) = (row.start, column, false);
    for i in row.start..=row.end {
        let byte = if i < row.end { text[i] } else { sign };
        quoted ^= byte == b'"';
        if byte == sign && (!quoted || i == row.end) {
            if left == 0 {
                return Some(unquoted(text, Span::new(at, i))).filter(|cell| !cell.is_empty());
            }
            left -= 1;
            at = i + 1;
        }
    }
    None
}

fn unquoted(text: &[u8], cell: Span) -> Span {
    let bytes = cell.of(text);
    let start = bytes.iter().position(|b| !b.is_ascii_whitespace() && *b != b'"').unwrap_or(bytes.len());
    let end = bytes.iter().rposition(|b| !b.is_ascii_whitespace() && *b != b'"').map_or(start, |at| at + 1);
    Span::new(cell.start + start, cell.start + end)
}

/// Reports the passwords of the lines of a `.pgpass` file that start in `region`: `host:port:database:user:password`.
///
/// <https://www.postgresql.org/docs/current/libpq-pgpass.html>
pub fn pgpass(text: &[u8], region: Span, found: &mut dyn FnMut(Assigned)) {
    let mut at = region.start;
    if at > 0 && text[at - 1] != b'\n' {
        let Some(end) = memchr::memchr(b'\n', &text[at..region.end]) else { return };
        at += end + 1;
    }
    while at < region.end {
        let end = memchr::memchr(b'\n', &text[at..]).map_or(text.len(), |len| at + len);
        let line = &text[at..end];
        let colons: Vec<usize> =
            (0..line.len()).filter(|&i| line[i] == b':' && !line[..i].ends_with(b"\\")).take(5).collect();
        if line.first() != Some(&b'#') && colons.len() == 4 && line.len() < REACH {
            let value = Span::new(at + colons[3] + 1, at + line.trim_ascii_end().len());
            let name = Span::new(at + colons[2] + 1, at + colons[3]);
            if value.end > value.start {
                found(Assigned { role: Role::Pgpass, name, value });
            }
        }
        at = end + 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str, run: impl Fn(&[u8], &mut dyn FnMut(Assigned))) -> Vec<&str> {
        let mut values = Vec::new();
        run(text.as_bytes(), &mut |assigned| values.push((assigned.role, assigned.value)));
        values.into_iter().map(|(_, value)| &text[value.start..value.end]).collect()
    }

    #[test]
    fn a_column_has_its_name_in_the_first_line() {
        let text = "user,password,mail\nme,\"V,1\",a\nyou,V2,b\n";
        assert_eq!(of(text, |text, found| below(text, Span::new(5, 13), found)), ["V,1", "V2"]);
        assert!(of("a\npassword,x\nb,c\n", |text, found| below(text, Span::new(2, 10), found)).is_empty());
    }

    #[test]
    fn a_word_heads_the_column_of_a_cell() {
        let text = b"Access key ID,Secret access key\nid,VALUE\n";
        let value = Span::new(text.len() - 6, text.len() - 1);
        assert!(heads(text, value, &["secret access key"]));
        assert!(!heads(text, value, &["key id"]) && !heads(text, Span::new(32, 34), &["secret access key"]));
    }

    #[test]
    fn rows_are_inserted_below_names() {
        let text = "INSERT INTO `t` (`id`, `password`, x) VALUES (1, 'V1', f), (2, \"V2\", 'a,b'); INSERT INTO u (a, b) VALUES (1, 'x');";
        let at = text.find("password").expect("it is there");
        let name = Span::new(at, at + 8);
        assert_eq!(of(text, |text, found| inserted(text, name, found)), ["V1", "V2"]);
        let call = text.replace("INSERT INTO", "call");
        assert!(of(&call, |text, found| inserted(text, Span::new(at - 7, at + 1), found)).is_empty());
    }

    #[test]
    fn pgpass_has_five_columns() {
        let text = "# host:port:db:user:password\ndb.acme.dev:5432:*:me:V1\na:b\n*:*:*:a\\:b:V2\n";
        let all = Span::new(0, text.len());
        assert_eq!(of(text, |text, found| pgpass(text, all, found)), ["V1", "V2"]);
        assert_eq!(of(text, |text, found| pgpass(text, Span::new(40, text.len()), found)), ["V2"]);
    }
}
