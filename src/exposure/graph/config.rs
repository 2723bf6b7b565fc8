//! What a configuration file maps where: `define`, `env`, `runtimeConfig`, `extra` ..., read from its syntax tree.
//!
//! Each value is recorded with the keys that lead to it. Names of local constants are followed, functions are not run.

use oxc_ast::ast::{
    Argument, CallExpression, Expression, NewExpression, ObjectProperty, SpreadElement,
    StaticMemberExpression, StringLiteral, TemplateLiteral, VariableDeclarator,
};
use oxc_ast_visit::{Visit, walk};
use oxc_span::GetSpan;

use super::extract::span;
use super::{parse, reads};
use crate::text::Span;

/// What a key is set to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::exposure) enum Value {
    /// A literal; its text only when it has the form of a name.
    Literal(Option<String>),
    /// An environment variable.
    Variable(String),
    /// The whole environment.
    Everything,
    /// A local name, and a member of it.
    Name(String, Option<String>),
}

/// One value of a configuration.
#[derive(Clone, Debug)]
pub(in crate::exposure) struct Setting {
    /// Keys from the outside in; calls as `name()`.
    pub(in crate::exposure) path: Vec<String>,
    /// Its bytes.
    pub(in crate::exposure) span: Span,
    /// The value.
    pub(in crate::exposure) value: Value,
}

/// Every value that the script sets, with names of local constants replaced by what they hold.
pub(in crate::exposure) fn settings(text: &str, name: &str) -> Vec<Setting> {
    let found = parse::with(text, name, |program, _| {
        let mut reader = Reader { text, path: Vec::new(), found: Vec::new() };
        reader.visit_program(program);
        reader.found
    });
    let mut found = found.unwrap_or_default();
    for _ in 0..3 {
        let more = follow(&found);
        if more.is_empty() {
            break;
        }
        found.retain(|s| {
            !matches!(s.value, Value::Name(..)) || s.path.first().is_some_and(|p| p.starts_with('='))
        });
        found.extend(more);
        found.truncate(20_000);
    }
    found
}

/// For each use of a name, what the name was declared with, under the path of the use.
fn follow(found: &[Setting]) -> Vec<Setting> {
    let mut more = Vec::new();
    for used in found {
        let Value::Name(name, member) = &used.value else { continue };
        if used.path.first().is_some_and(|p| p.starts_with('=')) {
            continue;
        }
        let declared = format!("={name}");
        for setting in found.iter().filter(|s| s.path.first() == Some(&declared)) {
            let rest = &setting.path[1..];
            let (rest, value) = match (member, &setting.value, rest.first()) {
                (Some(member), Value::Everything, None) => (rest, Value::Variable(member.clone())),
                (Some(member), value, Some(key)) if key == member => (&rest[1..], value.clone()),
                (Some(_), ..) => continue,
                (None, value, _) => (rest, value.clone()),
            };
            let path: Vec<String> = used.path.iter().chain(rest).cloned().collect();
            let span = if matches!(value, Value::Literal(_)) { setting.span } else { used.span };
            more.push(Setting { path, span, value });
        }
    }
    more
}

struct Reader<'t> {
    text: &'t str,
    path: Vec<String>,
    found: Vec<Setting>,
}

impl Reader<'_> {
    fn add(&mut self, at: Span, value: Value) {
        if !self.path.is_empty() {
            self.found.push(Setting { path: self.path.clone(), span: at, value });
        }
    }

    fn within(&mut self, key: String, visit: impl FnOnce(&mut Self)) {
        self.path.push(key);
        visit(self);
        self.path.pop();
    }

    fn slice(&self, at: Span) -> String {
        self.text.get(at.start..at.end).unwrap_or("").to_owned()
    }
}

fn is_name(text: &str) -> bool {
    text.len() <= 64 && text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_')
}

impl<'a> Visit<'a> for Reader<'_> {
    fn visit_object_property(&mut self, it: &ObjectProperty<'a>) {
        let key = it
            .key
            .static_name()
            .map_or_else(|| self.slice(span(it.key.span())), std::borrow::Cow::into_owned);
        self.within(key, |r| r.visit_expression(&it.value));
    }

    fn visit_variable_declarator(&mut self, it: &VariableDeclarator<'a>) {
        let Some(init) = &it.init else { return };
        match it.id.get_binding_identifier() {
            Some(id) => {
                let outer = std::mem::take(&mut self.path);
                self.within(format!("={}", id.name), |r| r.visit_expression(init));
                self.path = outer;
            }
            None => self.visit_expression(init),
        }
    }

    fn visit_assignment_expression(&mut self, it: &oxc_ast::ast::AssignmentExpression<'a>) {
        let target = self.slice(span(it.left.span()));
        if target == "module.exports" || target.starts_with("exports.") {
            self.visit_expression(&it.right);
        } else {
            let keys: Vec<String> = target.split('.').map(str::to_owned).collect();
            let length = self.path.len();
            self.path.extend(keys);
            self.visit_expression(&it.right);
            self.path.truncate(length);
        }
    }

    fn visit_string_literal(&mut self, it: &StringLiteral<'a>) {
        let text = it.value.as_str();
        self.add(span(it.span), Value::Literal(is_name(text).then(|| text.to_owned())));
    }

    fn visit_template_literal(&mut self, it: &TemplateLiteral<'a>) {
        self.add(span(it.span), Value::Literal(None));
        walk::walk_template_literal(self, it);
    }

    fn visit_identifier_reference(&mut self, it: &oxc_ast::ast::IdentifierReference<'a>) {
        self.add(span(it.span), Value::Name(it.name.to_string(), None));
    }

    fn visit_static_member_expression(&mut self, it: &StaticMemberExpression<'a>) {
        let at = span(it.span);
        if reads::environment(&it.object).is_some() {
            self.add(at, Value::Variable(it.property.name.to_string()));
        } else if let Expression::Identifier(id) = it.object.get_inner_expression() {
            if id.name == "process" && it.property.name == "env" {
                self.add(at, Value::Everything);
            } else {
                self.add(at, Value::Name(id.name.to_string(), Some(it.property.name.to_string())));
            }
        } else {
            walk::walk_static_member_expression(self, it);
        }
    }

    fn visit_spread_element(&mut self, it: &SpreadElement<'a>) {
        self.visit_expression(&it.argument);
    }

    fn visit_call_expression(&mut self, it: &CallExpression<'a>) {
        let callee = self.slice(span(it.callee.span()));
        if callee == "loadEnv" {
            // The third argument is the prefix; '' loads every variable.
            let all = matches!(it.arguments.get(2).and_then(Argument::as_expression), Some(Expression::StringLiteral(s)) if s.value.is_empty());
            if all {
                self.add(span(it.span), Value::Everything);
            }
            return;
        }
        let quiet = matches!(
            callee.as_str(),
            "JSON.stringify" | "String" | "defineConfig" | "defineNuxtConfig" | "Object.assign"
        );
        if quiet || !callee.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'$')) {
            self.visit_arguments(&it.arguments);
        } else {
            let last = callee.rsplit('.').next().unwrap_or("").to_owned();
            self.within(format!("{last}()"), |r| r.visit_arguments(&it.arguments));
        }
    }

    fn visit_new_expression(&mut self, it: &NewExpression<'a>) {
        let callee = self.slice(span(it.callee.span()));
        let last = callee.rsplit('.').next().unwrap_or("").to_owned();
        self.within(format!("{last}()"), |r| r.visit_arguments(&it.arguments));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(text: &str) -> Vec<(String, Value)> {
        settings(text, "c.ts").into_iter().map(|s| (s.path.join("/"), s.value)).collect()
    }

    #[test]
    fn follows_constants_and_sees_the_whole_environment() {
        let found = paths(
            "const env = loadEnv(m, d, ''); const K = process.env.KEY ?? 'x';
             export default defineConfig(() => ({ define: { A: JSON.stringify(env.B), 'process.env': process.env, C: K }, o: { ...env } }))",
        );
        let has = |path: &str, value: Value| found.contains(&(path.to_owned(), value));
        assert!(has("define/A", Value::Variable("B".into())), "{found:?}");
        assert!(has("define/process.env", Value::Everything), "{found:?}");
        assert!(has("define/C", Value::Variable("KEY".into())), "{found:?}");
        assert!(has("o", Value::Everything), "{found:?}");
    }

    #[test]
    fn names_constructors() {
        let found = paths("module.exports = { plugins: [new webpack.EnvironmentPlugin(['API_KEY'])] }");
        assert_eq!(
            found,
            [("plugins/EnvironmentPlugin()".to_owned(), Value::Literal(Some("API_KEY".into())))]
        );
    }
}
