//! Reads of the environment, calls that load modules, and code that a production build drops.

use oxc_ast::ast::{
    BindingPattern, CallExpression, ComputedMemberExpression, Expression, ImportExpression, NewExpression,
    PropertyKey, StaticMemberExpression, VariableDeclarator,
};
use oxc_ast_visit::{Visit, walk};
use oxc_semantic::Semantic;
use oxc_span::GetSpan;

use super::extract::{plain_import, span};
use super::module::{Binding, Import, Module, Name, Read, Source};
use crate::text::Span;

/// Collects what [`Module`] holds beside its structure.
pub(super) struct Reader<'r, 's> {
    semantic: &'r Semantic<'s>,
    server: bool,
    reads: Vec<Read>,
    loads: Vec<Import>,
    unread: Vec<Span>,
}

impl<'r, 's> Reader<'r, 's> {
    /// A collector for a script, which stays on the server or not.
    pub(super) fn new(semantic: &'r Semantic<'s>, server: bool) -> Self {
        Self { semantic, server, reads: Vec::new(), loads: Vec::new(), unread: Vec::new() }
    }

    /// Puts what was found into `module`.
    pub(super) fn finish(mut self, module: &mut Module) {
        self.svelte(module);
        module.reads.append(&mut self.reads);
        module.unread.append(&mut self.unread);
        for mut load in self.loads {
            let unit = module.unit_at(load.at);
            let within = |spans: &[Span]| spans.iter().any(|s| s.start <= load.at && load.at < s.end);
            let (kept, dropped) = (within(&module.server_parts), within(&module.dev_only));
            for binding in &mut load.bindings {
                binding.server_users = kept;
                binding.users.extend(unit.filter(|_| !kept && !dropped));
            }
            load.server = self.server;
            module.imports.push(load);
        }
        for (name, references) in self.semantic.scoping().root_unresolved_references() {
            for id in references {
                let at =
                    self.semantic.reference_span(self.semantic.scoping().get_reference(*id)).start as usize;
                module.globals.push((name.to_string(), at));
            }
        }
    }

    /// `import { PUBLIC_X } from '$env/static/public'`.
    fn svelte(&mut self, module: &Module) {
        for import in &module.imports {
            let source = match import.specifier.as_str() {
                "$env/static/public" => Source::SvelteStatic,
                "$env/dynamic/public" => Source::SvelteDynamic,
                "@env" | "react-native-dotenv" => Source::Dotenv,
                _ => continue,
            };
            for name in import.bindings.iter().flat_map(|b| &b.names) {
                let name = match (source, name) {
                    (Source::SvelteStatic | Source::Dotenv, Name::One(name)) => Some(name.clone()),
                    _ => None,
                };
                self.reads.push(Read { source, name, at: import.at, destructured: false });
            }
        }
    }

    fn read(&mut self, source: Source, name: Option<String>, at: usize) {
        self.reads.push(Read { source, name, at, destructured: false });
    }

    fn load(&mut self, specifier: &str, at: usize, names: Vec<Name>, fuzzy: bool) {
        let bindings = vec![Binding {
            names,
            local: String::new(),
            users: Vec::new(),
            server_users: false,
            is_type: false,
        }];
        self.loads.push(Import { bindings, fuzzy, ..plain_import(specifier.to_owned(), at) });
    }

    /// What is taken of `import(...)` that ends at `end` and starts at `start`, as far as the text shows.
    fn taken(&self, start: usize, end: usize) -> Vec<Name> {
        let text = self.semantic.source_text();
        let (before, after) = (text.get(..start).unwrap_or(""), text.get(end..).unwrap_or(""));
        taken(before, after).unwrap_or_else(|| vec![Name::All])
    }
}

/// The environment object that `expression` names.
pub(super) fn environment(expression: &Expression<'_>) -> Option<Source> {
    let inner = expression.get_inner_expression();
    let (object, property) = match inner {
        Expression::StaticMemberExpression(member) => (&member.object, member.property.name.as_str()),
        Expression::ChainExpression(chain) => match chain.expression.as_member_expression()? {
            oxc_ast::ast::MemberExpression::StaticMemberExpression(member) => {
                (&member.object, member.property.name.as_str())
            }
            _ => return None,
        },
        _ => return None,
    };
    if property != "env" {
        return None;
    }
    match object.get_inner_expression() {
        Expression::Identifier(id) if id.name == "process" => Some(Source::Process),
        Expression::ImportMeta(_) => Some(Source::Meta),
        _ => None,
    }
}

impl<'a> Visit<'a> for Reader<'_, '_> {
    fn visit_static_member_expression(&mut self, it: &StaticMemberExpression<'a>) {
        let at = it.span.start as usize;
        if let Some(source) = environment(&it.object) {
            self.read(source, Some(it.property.name.to_string()), at);
            return;
        }
        let itself = match it.object.get_inner_expression() {
            Expression::Identifier(id) if id.name == "process" => Some(Source::Process),
            Expression::ImportMeta(_) => Some(Source::Meta),
            _ => None,
        };
        if let Some(source) = itself.filter(|_| it.property.name == "env") {
            self.read(source, None, at);
            return;
        }
        walk::walk_static_member_expression(self, it);
    }

    fn visit_computed_member_expression(&mut self, it: &ComputedMemberExpression<'a>) {
        if let Some(source) = environment(&it.object) {
            let name = match it.expression.get_inner_expression() {
                Expression::StringLiteral(text) => Some(text.value.to_string()),
                _ => None,
            };
            self.read(source, name, it.span.start as usize);
            self.visit_expression(&it.expression);
            return;
        }
        walk::walk_computed_member_expression(self, it);
    }

    fn visit_variable_declarator(&mut self, it: &VariableDeclarator<'a>) {
        if let (BindingPattern::ObjectPattern(pattern), Some(source)) =
            (&it.id, it.init.as_ref().and_then(environment))
        {
            let at = it.span.start as usize;
            for property in &pattern.properties {
                let name = match &property.key {
                    PropertyKey::StaticIdentifier(id) => Some(id.name.to_string()),
                    _ => None,
                };
                self.reads.push(Read { source, name, at, destructured: true });
            }
            if pattern.rest.is_some() {
                self.read(source, None, at);
            }
            return;
        }
        if let (BindingPattern::BindingIdentifier(id), Some(init)) = (&it.id, &it.init)
            && let Some(symbol) = id.symbol_id.get()
            && self.semantic.scoping().symbol_scope_id(symbol) != self.semantic.scoping().root_scope_id()
            && self.semantic.symbol_references(symbol).next().is_none()
        {
            self.unread.push(span(init.span()));
        }
        walk::walk_variable_declarator(self, it);
    }

    fn visit_call_expression(&mut self, it: &CallExpression<'a>) {
        let at = it.span.start as usize;
        let callee = span(it.callee.span());
        let named = self.semantic.source_text().get(callee.start..callee.end).unwrap_or("");
        let argument =
            it.arguments.first().and_then(|a| a.as_expression()).map(Expression::get_inner_expression);
        match (named, argument) {
            ("require" | "importScripts", Some(Expression::StringLiteral(text))) => {
                self.load(text.value.as_str(), at, vec![Name::All], false);
            }
            (
                "import.meta.glob" | "import.meta.globEager" | "require.context",
                Some(Expression::StringLiteral(text)),
            ) => {
                let text = text.value.as_str();
                let pattern = if named == "require.context" { format!("{text}/**") } else { text.to_owned() };
                self.load(&pattern, at, vec![Name::All], named == "require.context");
            }
            ("import.meta.glob", Some(Expression::ArrayExpression(array))) => {
                let patterns = array.elements.iter().filter_map(|element| match element.as_expression() {
                    Some(Expression::StringLiteral(text)) => Some(text.value.as_str()),
                    _ => None,
                });
                let patterns: Vec<&str> = patterns.collect();
                self.load(&patterns.join("\n"), at, vec![Name::All], false);
            }
            _ => {}
        }
        walk::walk_call_expression(self, it);
    }

    fn visit_new_expression(&mut self, it: &NewExpression<'a>) {
        if let (Expression::Identifier(id), Some(first)) = (&it.callee, it.arguments.first())
            && (id.name == "URL" || id.name == "Worker" || id.name == "SharedWorker")
            && let Some(Expression::StringLiteral(text)) = first.as_expression()
            && text.value.starts_with(['.', '/'])
        {
            self.load(text.value.as_str(), it.span.start as usize, vec![Name::All], false);
        }
        walk::walk_new_expression(self, it);
    }

    fn visit_import_expression(&mut self, it: &ImportExpression<'a>) {
        let at = it.span.start as usize;
        match it.source.get_inner_expression() {
            Expression::StringLiteral(text) => {
                let names = self.taken(at, it.span.end as usize);
                self.load(text.value.as_str(), at, names, false);
            }
            Expression::TemplateLiteral(template) => {
                let parts: Vec<&str> = template.quasis.iter().map(|part| part.value.raw.as_str()).collect();
                self.load(&parts.join("*"), at, vec![Name::All], parts.len() > 1);
            }
            _ => {}
        }
        walk::walk_import_expression(self, it);
    }
}

/// `.then(m => m.X)`, `.then(({ X }) => ...)`, `const { X } = await import(...)`.
fn taken(before: &str, after: &str) -> Option<Vec<Name>> {
    let list = |names: &str| -> Option<Vec<Name>> {
        names
            .split(',')
            .map(str::trim)
            .filter(|n| !n.is_empty())
            .map(|n| {
                let name = n.split([':', '=']).next()?.trim();
                (!name.starts_with("...")).then(|| Name::One(name.to_owned()))
            })
            .collect()
    };
    if let Some(head) = before.trim_end().strip_suffix("await") {
        let head = head.trim_end().strip_suffix('=')?.trim_end().strip_suffix('}')?;
        let open = head.rfind('{')?;
        return list(&head[open + 1..]);
    }
    let rest = after.trim_start().strip_prefix(".then(")?.trim_start();
    if let Some(names) = rest.strip_prefix("({") {
        return list(&names[..names.find('}')?]);
    }
    let rest = rest.strip_prefix('(').unwrap_or(rest);
    let length = rest.find(|c: char| !c.is_alphanumeric() && c != '_' && c != '$')?;
    let (parameter, rest) = rest.split_at(length);
    let rest = rest
        .trim_start()
        .strip_prefix(')')
        .unwrap_or(rest.trim_start())
        .trim_start()
        .strip_prefix("=>")?
        .trim_start();
    let rest = rest.strip_prefix("({ default: ").unwrap_or(rest);
    let member = rest.strip_prefix(parameter)?.strip_prefix('.')?;
    let length = member.find(|c: char| !c.is_alphanumeric() && c != '_' && c != '$')?;
    let tail = member[length..].trim_start();
    // More of the parameter may be used further on: only a plain end is sure.
    (tail.starts_with(')') || tail.starts_with("})")).then(|| vec![Name::One(member[..length].to_owned())])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_what_a_dynamic_import_takes() {
        let one = |name: &str| Some(vec![Name::One(name.to_owned())]);
        assert_eq!(taken("", ".then(m => m.Page)"), one("Page"));
        assert_eq!(taken("", ".then((m) => ({ default: m.Page }))"), one("Page"));
        assert_eq!(taken("", ".then(({ Page }) => Page)"), one("Page"));
        assert_eq!(taken("const { a } = await ", ""), one("a"));
        assert_eq!(taken("", ".then(m => use(m))"), None);
        assert_eq!(taken("() => ", ""), None);
    }
}
