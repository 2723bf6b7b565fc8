//! Values that may hold the secret, as far as they can be compared with it: literals, names, environment variables.

use std::collections::HashMap;

use oxc_ast::ast::{
    ExportDefaultDeclarationKind, Expression, Function, ImportDeclaration, ImportDeclarationSpecifier,
    Program, Statement, VariableDeclarator,
};
use oxc_ast_visit::{Visit, walk};
use oxc_semantic::SymbolId;

use super::extract::span;
use super::reads;
use crate::text::Span;

/// A value that can be compared with what holds the secret.
pub(super) enum Value {
    /// A literal: its bytes.
    Literal(Span),
    /// An environment variable.
    Variable(String),
    /// A name.
    Reference(oxc_semantic::ReferenceId),
    /// A member of a name: `env.KEY`.
    Member(oxc_semantic::ReferenceId, String),
}

/// The comparable value of an expression.
pub(super) fn value_of(expression: &Expression<'_>) -> Option<Value> {
    match expression.get_inner_expression() {
        Expression::StringLiteral(text) => Some(Value::Literal(span(text.span))),
        Expression::TemplateLiteral(text) => Some(Value::Literal(span(text.span))),
        Expression::Identifier(id) => id.reference_id.get().map(Value::Reference),
        Expression::StaticMemberExpression(member) if reads::environment(&member.object).is_some() => {
            Some(Value::Variable(member.property.name.to_string()))
        }
        Expression::StaticMemberExpression(member) => match member.object.get_inner_expression() {
            Expression::Identifier(id) => {
                let name = member.property.name.to_string();
                id.reference_id.get().map(|reference| Value::Member(reference, name))
            }
            _ => None,
        },
        Expression::LogicalExpression(e) => {
            value_of(&e.left).filter(|v| !matches!(v, Value::Literal(_))).or_else(|| value_of(&e.right))
        }
        _ => None,
    }
}

/// What the top level of a script declares that matters for hand-overs.
#[derive(Default)]
pub(super) struct Declared {
    /// Names and the values that they are declared with.
    pub(super) values: Vec<(SymbolId, Value)>,
    /// Names of environment variables: `import { KEY } from '$env/static/private'`.
    pub(super) variables: HashMap<SymbolId, String>,
    /// Names of environment objects: `import { env } from '$env/dynamic/private'`.
    pub(super) environments: Vec<SymbolId>,
    /// Helpers that make a response, imported from a framework.
    pub(super) responders: Vec<SymbolId>,
    /// Exported functions of a `'use server'` module: clients get what they return.
    pub(super) actions: Vec<String>,
}

/// Packages whose `json`, `data` and `defer` make responses.
const RESPONDERS: &[&str] = &[
    "@sveltejs/kit",
    "@remix-run/node",
    "@remix-run/cloudflare",
    "@remix-run/deno",
    "react-router",
    "@react-router/node",
];

impl Declared {
    /// Reads `program`.
    pub(super) fn read(program: &Program<'_>) -> Self {
        let mut found = Self::default();
        if program.directives.iter().any(|directive| directive.directive == "use server") {
            found.actions(program);
        }
        found.visit_program(program);
        found
    }

    fn actions(&mut self, program: &Program<'_>) {
        let mut add = |f: &Function<'_>| self.actions.extend(f.id.iter().map(|id| id.name.to_string()));
        let mut names = Vec::new();
        for statement in &program.body {
            match statement {
                Statement::ExportDeclaration(export) => match &export.declaration {
                    oxc_ast::ast::Declaration::FunctionDeclaration(f) => add(f),
                    oxc_ast::ast::Declaration::VariableDeclaration(v) => names.extend(
                        v.declarations
                            .iter()
                            .filter_map(|d| d.id.get_binding_identifier())
                            .map(|id| id.name.to_string()),
                    ),
                    _ => {}
                },
                Statement::ExportDefaultDeclaration(export) => {
                    if let ExportDefaultDeclarationKind::FunctionDeclaration(f) = &export.declaration {
                        add(f);
                    }
                }
                _ => {}
            }
        }
        self.actions.extend(names);
    }
}

impl<'a> Visit<'a> for Declared {
    fn visit_import_declaration(&mut self, it: &ImportDeclaration<'a>) {
        let from = it.source.value.as_str();
        for one in it.specifiers.iter().flatten() {
            let ImportDeclarationSpecifier::ImportSpecifier(one) = one else { continue };
            let Some(symbol) = one.local.symbol_id.get() else { continue };
            match from {
                "$env/static/private" | "$env/static/public" => {
                    self.variables.insert(symbol, one.imported.name().to_string());
                }
                "$env/dynamic/private" | "$env/dynamic/public" => self.environments.push(symbol),
                _ if RESPONDERS.contains(&from) => self.responders.push(symbol),
                _ => {}
            }
        }
    }

    fn visit_variable_declarator(&mut self, it: &VariableDeclarator<'a>) {
        if let Some(symbol) = it.id.get_binding_identifier().and_then(|id| id.symbol_id.get())
            && let Some(value) = it.init.as_ref().and_then(value_of)
        {
            self.values.push((symbol, value));
        }
        walk::walk_variable_declarator(self, it);
    }
}
