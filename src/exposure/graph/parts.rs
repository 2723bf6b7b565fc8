//! Parts of a script that a production build for clients drops: code under a development switch, and the bodies of
//! server functions in files that otherwise ship.

use oxc_ast::ast::{
    CallExpression, ConditionalExpression, Expression, FunctionBody, IfStatement, LogicalExpression,
    LogicalOperator, Program,
};
use oxc_ast_visit::{Visit, walk};
use oxc_span::{GetSpan, Span as OxcSpan};

use super::extract::span;
use crate::text::Span;

/// What is dropped.
#[derive(Debug, Default)]
pub(super) struct Parts {
    /// Runs in development only, or never.
    pub(super) dev_only: Vec<Span>,
    /// Stays on the server; clients get a call over the network, or nothing.
    pub(super) server: Vec<Span>,
    /// Runs where there is no `window`: builds of Next.js drop it for browsers, those of others do not.
    pub(super) windowless: Vec<Span>,
}

/// The parts of `program`, whose text is `text`.
pub(super) fn parts(program: &Program<'_>, text: &str) -> Parts {
    let svelte = text.contains("$app/environment");
    let mut finder = Finder { text, svelte, parts: Parts::default() };
    finder.visit_program(program);
    finder.parts
}

/// Conditions that hold in development only. `false` holds never, which is the same for a build.
const DEVELOPMENT: &[&str] = &[
    "import.meta.env.DEV",
    "process.env.NODE_ENV!=='production'",
    "process.env.NODE_ENV==='development'",
    "process.env.NODE_ENV!='production'",
    "process.env.NODE_ENV=='development'",
    "__DEV__",
    "import.meta.env.MODE==='development'",
    "import.meta.dev",
    "false",
];
/// Conditions that hold in production.
const PRODUCTION: &[&str] = &[
    "import.meta.env.PROD",
    "process.env.NODE_ENV==='production'",
    "process.env.NODE_ENV=='production'",
    "process.env.NODE_ENV!=='development'",
    "true",
];
/// Conditions that hold on the server only, as constants of a build.
const SERVER: &[&str] = &["import.meta.env.SSR", "import.meta.server", "process.server"];
/// Conditions that hold in browsers only.
const CLIENT: &[&str] = &["import.meta.client", "process.client", "process.browser"];
/// Conditions that hold where there is no `window`, without blanks.
const WINDOWLESS: &[&str] = &["typeofwindow==='undefined'", "typeofwindow=='undefined'"];
/// Conditions that hold where there is one.
const WINDOW: &[&str] =
    &["typeofwindow!=='undefined'", "typeofwindow!='undefined'", "typeofwindow==='object'"];

/// Calls whose function stays on the server: Qwik's `routeLoader$` (<https://qwik.dev/docs/server$/>) and their like.
const SERVER_CALLS: &[&str] =
    &["routeLoader$", "routeAction$", "globalAction$", "server$", "createServerAction$", "createServerData$"];
/// `createServerFn().handler(...)` of `TanStack` Start.
const SERVER_BUILDERS: &[&str] = &["createServerFn", "createServerOnlyFn", "createMiddleware"];

/// True for a condition of development, false for one of production.
fn is_development(condition: &str) -> Option<bool> {
    let plain: String = condition.split_whitespace().collect::<String>().replace('"', "'");
    if let Some(inner) = plain.strip_prefix('!') {
        let inner = inner.trim_matches(['(', ')']);
        return is_development(inner).map(|development| !development);
    }
    if DEVELOPMENT.contains(&plain.as_str()) {
        return Some(true);
    }
    PRODUCTION.contains(&plain.as_str()).then_some(false)
}

/// Where code under a condition does not go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Development,
    Server,
    Windowless,
}

/// What the condition tells of code that runs when it holds (true) or fails (false). `browser` is a constant in `SvelteKit`.
fn side(condition: &str, svelte: bool) -> Option<(Side, bool)> {
    if let Some(development) = is_development(condition) {
        return Some((Side::Development, development));
    }
    let plain: String = condition.split_whitespace().collect::<String>().replace('"', "'");
    if let Some(inner) = plain.strip_prefix('!') {
        let (side, holds) = side(inner.trim_matches(['(', ')']), svelte)?;
        return Some((side, !holds));
    }
    let word = plain.as_str();
    let known = |list: &[&str]| list.contains(&word);
    match () {
        () if known(SERVER) => Some((Side::Server, true)),
        () if known(CLIENT) || svelte && word == "browser" => Some((Side::Server, false)),
        () if known(WINDOWLESS) => Some((Side::Windowless, true)),
        () if known(WINDOW) => Some((Side::Windowless, false)),
        () => None,
    }
}

struct Finder<'t> {
    text: &'t str,
    svelte: bool,
    parts: Parts,
}

impl Finder<'_> {
    fn slice(&self, at: Span) -> &str {
        self.text.get(at.start..at.end).unwrap_or("")
    }

    fn condition(&self, test: &Expression<'_>) -> Option<(Side, bool)> {
        side(self.slice(span(test.span())), self.svelte)
    }

    /// Notes what a build for browsers drops of two ways.
    fn choice(&mut self, test: &Expression<'_>, then: Option<OxcSpan>, other: Option<OxcSpan>) {
        let Some((side, holds)) = self.condition(test) else { return };
        let Some(dropped) = (if holds { then } else { other }) else { return };
        let list = match side {
            Side::Development => &mut self.parts.dev_only,
            Side::Server => &mut self.parts.server,
            Side::Windowless => &mut self.parts.windowless,
        };
        list.push(span(dropped));
    }
}

impl<'a> Visit<'a> for Finder<'_> {
    fn visit_if_statement(&mut self, it: &IfStatement<'a>) {
        self.choice(&it.test, Some(it.consequent.span()), it.alternate.as_ref().map(GetSpan::span));
        walk::walk_if_statement(self, it);
    }

    fn visit_conditional_expression(&mut self, it: &ConditionalExpression<'a>) {
        self.choice(&it.test, Some(it.consequent.span()), Some(it.alternate.span()));
        walk::walk_conditional_expression(self, it);
    }

    fn visit_logical_expression(&mut self, it: &LogicalExpression<'a>) {
        match it.operator {
            LogicalOperator::And => self.choice(&it.left, Some(it.right.span()), None),
            LogicalOperator::Or => self.choice(&it.left, None, Some(it.right.span())),
            LogicalOperator::Coalesce => {}
        }
        walk::walk_logical_expression(self, it);
    }

    fn visit_call_expression(&mut self, it: &CallExpression<'a>) {
        let callee = self.slice(span(it.callee.span()));
        let last = callee.rsplit('.').next().unwrap_or("");
        let built = last == "handler" && SERVER_BUILDERS.iter().any(|name| callee.starts_with(name));
        if built || SERVER_CALLS.contains(&callee) {
            self.parts.server.extend(it.arguments.iter().map(|argument| span(argument.span())));
        }
        walk::walk_call_expression(self, it);
    }

    fn visit_function_body(&mut self, it: &FunctionBody<'a>) {
        if it.directives.iter().any(|directive| directive.directive == "use server") {
            self.parts.server.push(span(it.span));
        }
        walk::walk_function_body(self, it);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions() {
        for (text, want) in [
            ("import.meta.env.DEV", Some(true)),
            ("!import.meta.env.PROD", Some(true)),
            ("process.env.NODE_ENV !== \"production\"", Some(true)),
            ("process.env.NODE_ENV === 'production'", Some(false)),
            ("!__DEV__", Some(false)),
            ("debug", None),
            ("import.meta.env.DEV || debug", None),
        ] {
            assert_eq!(is_development(text), want, "{text}");
        }
    }

    #[test]
    fn sides() {
        for (text, svelte, want) in [
            ("import.meta.env.SSR", false, Some((Side::Server, true))),
            ("!import.meta.client", false, Some((Side::Server, true))),
            ("process.browser", false, Some((Side::Server, false))),
            ("typeof window === \"undefined\"", false, Some((Side::Windowless, true))),
            ("typeof window !== 'undefined'", false, Some((Side::Windowless, false))),
            ("!browser", true, Some((Side::Server, true))),
            ("!browser", false, None),
            ("import.meta.env.DEV", false, Some((Side::Development, true))),
            ("import.meta.env.SSR && x", false, None),
        ] {
            assert_eq!(side(text, svelte), want, "{text}");
        }
    }

    #[test]
    fn parts_are_found() {
        let text = "const a = DEV_ && 1; if (__DEV__) { x } else { y }
            export const l = routeLoader$(() => z); async function f() { 'use server'; return q }
            const g = createServerFn().handler(() => r); const h = import.meta.env.PROD ? s : t";
        let found = super::super::parse::with(text, "a.ts", |program, _| parts(program, text));
        let found = found.expect("it parses");
        let shown = |spans: &[Span]| -> Vec<String> {
            spans.iter().map(|s| text[s.start..s.end].to_owned()).collect()
        };
        assert_eq!(shown(&found.dev_only), ["{ x }", "t"]);
        assert_eq!(shown(&found.server), ["() => z", "{ 'use server'; return q }", "() => r"]);
    }
}
