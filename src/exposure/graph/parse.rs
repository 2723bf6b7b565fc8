//! Runs the parser on one script, guarded: large or absurdly nested input is refused instead of overflowing the stack.

use oxc_allocator::Allocator;
use oxc_ast::ast::Program;
use oxc_parser::Parser;
use oxc_semantic::{Semantic, SemanticBuilder};
use oxc_span::SourceType;

/// Brackets nested deeper than this are not parsed.
const MAX_NESTING: usize = 600;
/// More `<` without `>` than this: the parser tries each as the start of type arguments, again and again.
const MAX_ANGLES: usize = 300;
/// Nor are files with more of anything else that may nest in the syntax tree: words and operators in a row without
/// `;`, `,` or a brace between (`a + a + a ...`), unclosed tags, `else`, `for`, `=>`.
const MAX_CHAIN: usize = 20_000;

/// Gives `read` the syntax tree of `text`, or None when it cannot be parsed.
pub(super) fn with<R>(
    text: &str,
    name: &str,
    read: impl FnOnce(&Program<'_>, &Semantic<'_>) -> R,
) -> Option<R> {
    if !is_tame(text.as_bytes()) {
        return None;
    }
    let allocator = Allocator::default();
    let parsed = Parser::new(&allocator, text, source_type(name)).parse();
    if parsed.panicked {
        return None;
    }
    let semantic = SemanticBuilder::new().with_build_nodes(true).build(&parsed.program).semantic;
    Some(read(&parsed.program, &semantic))
}

/// True for names of files that TypeScript compiles: imports that are used only as types vanish.
pub(super) fn is_typescript(name: &str) -> bool {
    [".ts", ".tsx", ".mts", ".cts"].iter().any(|end| name.ends_with(end))
}

fn source_type(name: &str) -> SourceType {
    match name.rsplit_once('.').map(|(_, end)| end) {
        Some("ts" | "mts" | "cts") => SourceType::ts(),
        Some("tsx") => SourceType::tsx(),
        // JSX is allowed in .js by most tools, and CommonJS parses as a module but for a few words.
        Some("cjs") => SourceType::cjs().with_jsx(true),
        _ => SourceType::unambiguous().with_jsx(true),
    }
}

fn is_tame(bytes: &[u8]) -> bool {
    let (mut depth, mut chain, mut tags, mut angles) = (0_usize, 0_usize, 0_usize, 0_usize);
    let (mut before, mut last) = (b' ', b' ');
    for (at, &byte) in bytes.iter().enumerate() {
        match byte {
            b'(' | b'[' => depth += 1,
            b'{' => {
                depth += 1;
                chain = 0;
            }
            b')' | b']' => depth = depth.saturating_sub(1),
            b'}' => {
                depth = depth.saturating_sub(1);
                chain = 0;
            }
            b';' | b',' => chain = 0,
            b'/' if before == b'<' => tags = tags.saturating_sub(2),
            b'<' => {
                tags += 1;
                angles += 1;
            }
            b'>' if before != b'=' => angles = angles.saturating_sub(1),
            b'\n' => {
                if begins_statement(last, &bytes[at + 1..]) {
                    chain = 0;
                }
            }
            b' ' | b'\t' | b'\r' => {}
            _ if byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'$' || byte >= 0x80 => {
                let within =
                    before.is_ascii_alphanumeric() || before == b'_' || before == b'$' || before >= 0x80;
                chain += usize::from(!within);
            }
            _ => chain += 1,
        }
        if depth > MAX_NESTING || angles > MAX_ANGLES || chain > MAX_CHAIN || tags > MAX_CHAIN {
            return false;
        }
        before = byte;
        if !byte.is_ascii_whitespace() {
            last = byte;
        }
    }
    [&b"else"[..], b"for", b"=>"]
        .iter()
        .all(|word| memchr::memmem::find_iter(bytes, word).count() <= MAX_CHAIN)
}

/// A statement begins at `line`, after a line that ended with `last`: no expression goes on with such a word.
fn begins_statement(last: u8, line: &[u8]) -> bool {
    let complete =
        last.is_ascii_alphanumeric() || matches!(last, b'"' | b'\'' | b'`' | b')' | b']' | b';' | b'}');
    complete && [&b"const "[..], b"export ", b"var "].iter().any(|word| line.starts_with(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broken_and_hostile_texts_do_not_panic() {
        for text in ["import {", "}}}}", "\u{0}\u{0}", "export const a = ;", "<<<<<<< HEAD\n"] {
            let _ = with(text, "a.ts", |program, _| program.body.len());
        }
        let parts = [
            "(",
            "!",
            "a\n+",
            "a\n.",
            "if(a)b;else ",
            "a=>",
            "(a,b)=>",
            "typeof ",
            "new ",
            "a ? b : ",
            "<p>",
            "<p a={1}>",
            "x:",
            "for(;;)",
            "while(a)",
            "do ",
            "a||",
            "`${",
            "a\n(",
            "f``",
            "a<b,",
            "type A=B|",
            "- -",
            "@a ",
            "a[0]",
            "(a",
            "(a,",
            "a?(b",
            "a?(b):",
            "a<b>(",
            "async(",
            "a?(b)=>",
            "(a:(",
            "a()",
            "a\nexport ",
            "a\nconst ",
            "a.\nexport ",
            "a\nvar b =",
            "a\nexport a?",
            "a?\"\"\nexport ",
            "else\nvar ",
            "typeof\nexport ",
        ];
        for part in parts {
            for times in [550, 6_000, 19_000, (2 << 20) / part.len()] {
                let started = std::time::Instant::now();
                let text = part.repeat(times);
                let worker =
                    std::thread::Builder::new().stack_size(crate::exposure::STACK).spawn(move || {
                        let _ = with(&text, "a.tsx", |program, _| program.body.len());
                    });
                assert!(worker.expect("a thread").join().is_ok(), "{part}");
                assert!(started.elapsed().as_secs() < 20, "{part} takes too long");
            }
        }
        assert!(with(&"!".repeat(1_000_000), "a.ts", |_, _| ()).is_none());
        assert_eq!(with("let a = <p/>", "a.js", |program, _| program.body.len()), Some(1));
    }
}
