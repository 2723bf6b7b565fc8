//! Runs the parser on one script, guarded: large or absurdly nested input is refused instead of overflowing the stack.

use oxc_allocator::Allocator;
use oxc_ast::ast::Program;
use oxc_parser::Parser;
use oxc_semantic::{Semantic, SemanticBuilder};
use oxc_span::SourceType;

/// Brackets nested deeper than this are not parsed.
const MAX_NESTING: usize = 600;
/// Nor are files with a run of so many operators and keywords without a line end, which also nest.
const MAX_RUN: usize = 20_000;

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
    let mut depth = 0_usize;
    let mut run = 0_usize;
    for &byte in bytes {
        match byte {
            b'(' | b'[' | b'{' => {
                depth += 1;
                run += 1;
                if depth > MAX_NESTING {
                    return false;
                }
            }
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            b'\n' | b';' | b',' => run = 0,
            b'!' | b'~' | b'+' | b'-' | b'=' | b'?' | b':' | b'*' | b'/' | b'<' | b'&' | b'|' | b' '
            | b'.' | b'`' | b'%' | b'^' => {
                run += 1;
                if run > MAX_RUN {
                    return false;
                }
            }
            _ => {}
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broken_and_hostile_texts_do_not_panic() {
        for text in ["import {", "}}}}", "\u{0}\u{0}", "export const a = ;", "<<<<<<< HEAD\n"] {
            let _ = with(text, "a.ts", |program, _| program.body.len());
        }
        assert!(with(&"(".repeat(1_000_000), "a.ts", |_, _| ()).is_none());
        assert!(with(&"!".repeat(1_000_000), "a.ts", |_, _| ()).is_none());
        assert_eq!(with("let a = <p/>", "a.js", |program, _| program.body.len()), Some(1));
    }
}
