//! Values that are code: calls, member accesses, operators, rules for fields.

use super::model::random_bits;

/// Calls, member accesses, operators.
pub(super) fn is_code(v: &[u8]) -> bool {
    let call = v.iter().position(|&b| matches!(b, b'(' | b'[')).is_some_and(|open| {
        let callee = &v[..open];
        open > 0
            && callee.iter().all(|&b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b':'))
            && (v.ends_with(b")") || v.ends_with(b"(") || v.ends_with(b");") || callee.contains(&b'.'))
    });
    let dotted = v.contains(&b'.')
        && v.iter().all(|&b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'-'))
        && v.split(|&b| b == b'.').all(|part| part.first().is_some_and(u8::is_ascii_alphabetic))
        && random_bits(v) < 8.0;
    let assigns = v
        .iter()
        .position(|&b| b == b'=')
        .is_some_and(|at| at > 1 && v[at + 1..].iter().any(u8::is_ascii_alphanumeric));
    call || dotted
        || is_cut_call(v)
        || is_behind_quote(v)
        || is_validation(v)
        || has(v, &[".*", ".{", ".+", "\\d", "\\w", "(?:", "[0-9", "[a-z", "[A-Z"])
        || v.starts_with(b" + ")
        || v.ends_with(b" + ")
        || assigns && random_bits(v) < 8.0
        || has(v, &["->", "::", "=>", "&&", "||", " = ", "==", "(*", "();", "</", "/>", "+="])
            && random_bits(v) < 25.0
        || v.starts_with(b":") && v[1..].iter().all(|&b| b.is_ascii_lowercase() || b == b'_')
        || v.starts_with(b"#") && v.len() < 9 && v[1..].iter().all(u8::is_ascii_hexdigit)
}

/// `md5($password`, `encode(user.name`: where bare words end at a bracket, the front of a call is left.
fn is_cut_call(v: &[u8]) -> bool {
    let Some(open) = v.iter().position(|&b| b == b'(') else { return false };
    let (callee, inner) = (&v[..open], &v[open + 1..]);
    let is_name = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b':');
    let is_inner = |b: &u8| is_name(b) || matches!(b, b'$' | b'-' | b'>' | b'[' | b']' | b'\'' | b'(');
    callee.len() >= 3
        && callee.iter().all(is_name)
        && callee[0].is_ascii_alphabetic()
        && inner.first().is_some_and(|b| b.is_ascii_alphabetic() || matches!(b, b'$' | b'\''))
        && inner.iter().all(is_inner)
        && (inner.starts_with(b"$") || random_bits(v) < 20.0)
}

/// `").append(name`: what follows the quote that ends a string, taken for a string of its own.
fn is_behind_quote(v: &[u8]) -> bool {
    [").", ");", "))", ") ", ", ", "; ", " +", "\".", "'.", "\"+", "'+"]
        .iter()
        .any(|sign| v.starts_with(sign.as_bytes()))
}

/// `required|min:8|confirmed`: rules for a field.
fn is_validation(v: &[u8]) -> bool {
    let is_rule = |rule: &[u8]| {
        let name = rule.split(|&b| b == b':').next().unwrap_or_default();
        name.len() >= 2 && name.iter().all(|b| b.is_ascii_lowercase() || *b == b'_')
    };
    v.contains(&b'|') && v.split(|&b| b == b'|').all(is_rule)
}

pub(super) fn has(text: &[u8], parts: &[&str]) -> bool {
    parts.iter().any(|part| memchr::memmem::find(text, part.as_bytes()).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_that_were_cut_are_code() {
        for value in [
            "md5($password",
            "encode(user.name",
            ").append(name",
            "user_hash($edit->pass_raw",
            "required|min:8",
            "^C(\\\\d+)([LER])",
        ] {
            assert!(is_code(value.as_bytes()), "{value}");
        }
        for value in ["k9(Zq2", "Tr0ub(4dor", "(hunter2", "x7)pQ"] {
            assert!(!is_code(value.as_bytes()), "{value}");
        }
    }
}
