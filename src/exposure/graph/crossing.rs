//! Values that server code hands to the client: props of client components, what a loader returns, an API response,
//! text rendered into a page.
//!
//! Only direct hand-overs count: a name, a literal or a variable within object and array literals. What goes through
//! another call (`list(KEY)`) is not followed.

use crate::tree::has_end;
use oxc_ast::ast::{
    Argument, ArrayExpressionElement, ArrowFunctionExpression, CallExpression, Expression, Function,
    FunctionBody, JSXAttributeItem, JSXAttributeValue, JSXChild, JSXElement, JSXExpression,
    JSXOpeningElement, NewExpression, ObjectPropertyKind, ReturnStatement, VariableDeclarator,
};
use oxc_ast_visit::{Visit, walk};
use oxc_semantic::{ScopeFlags, Semantic, SymbolId};
use oxc_span::GetSpan;

use super::answers::{HANDLERS, RESPONSES, is_sent};
use super::extract::span;
use super::value::{Declared, Value, value_of};
use super::{astro, parse, sfc};

/// What a hand-over gives away.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::exposure) enum Given {
    /// A literal that stands in it.
    Literal,
    /// A name that holds the secret.
    Name,
}

/// One hand-over of the secret.
#[derive(Debug)]
pub(in crate::exposure) struct Crossing {
    /// Where.
    pub(in crate::exposure) at: usize,
    /// What.
    pub(in crate::exposure) given: Given,
    /// How: `prop of <Chat>`, `return value of loader` ...
    pub(in crate::exposure) how: String,
    /// The component that takes it as a prop: it matters whether that is a client component.
    pub(in crate::exposure) component: Option<String>,
}

/// What holds the secret.
pub(in crate::exposure) enum Holder<'h> {
    /// The bytes at this offset.
    Offset(usize),
    /// These local names; the key within them that holds it, when they are objects.
    Names(&'h [String], Option<&'h str>),
    /// These environment variables.
    Variables(&'h [&'h str]),
}

/// The hand-overs of `holder` in the file `name`, which is named with its folder: that tells what its exports are for.
pub(in crate::exposure) fn in_file(text: &str, name: &str, holder: &Holder<'_>) -> Vec<Crossing> {
    if !sfc::is_component(name) {
        return crossing(text, name, holder);
    }
    let scripts = sfc::scripts(text, name);
    let mut found: Vec<Crossing> =
        scripts.iter().filter(|s| s.server).flat_map(|s| crossing(&s.text, &s.name, holder)).collect();
    if has_end(name, ".astro") {
        found.extend(astro::in_page(text, holder));
    }
    found
}

/// The hand-overs of `holder` in a script.
fn crossing(text: &str, name: &str, holder: &Holder<'_>) -> Vec<Crossing> {
    let found = parse::with(text, name, |program, semantic| {
        let declared = Declared::read(program);
        let mut finder = Finder {
            semantic,
            holder,
            file: name,
            declared,
            symbols: Vec::new(),
            inside: Vec::new(),
            next: String::new(),
            found: Vec::new(),
        };
        finder.holders();
        finder.visit_program(program);
        finder.found
    });
    found.unwrap_or_default()
}

struct Finder<'r, 's, 'h> {
    semantic: &'r Semantic<'s>,
    holder: &'h Holder<'h>,
    file: &'h str,
    declared: Declared,
    symbols: Vec<SymbolId>,
    /// Names of the functions around the place of the visit.
    inside: Vec<String>,
    /// The name that the next function gets, when it has none of its own.
    next: String,
    found: Vec<Crossing>,
}

impl Finder<'_, '_, '_> {
    /// Finds the local names that hold the secret: `const key = "..."`, and names that copy those.
    fn holders(&mut self) {
        if let Holder::Names(names, _) = self.holder {
            let scoping = self.semantic.scoping();
            for symbol in scoping.symbol_ids() {
                if names.iter().any(|n| n == scoping.symbol_name(symbol))
                    && scoping.symbol_scope_id(symbol) == scoping.root_scope_id()
                {
                    self.symbols.push(symbol);
                }
            }
        }
        for _ in 0..2 {
            let more: Vec<SymbolId> = self
                .declared
                .values
                .iter()
                .filter(|(symbol, value)| self.value(value) && !self.symbols.contains(symbol))
                .map(|(symbol, _)| *symbol)
                .collect();
            self.symbols.extend(more);
        }
    }

    fn value(&self, value: &Value) -> bool {
        match (value, self.holder) {
            (Value::Literal(at), Holder::Offset(offset)) => at.start <= *offset && *offset < at.end,
            (Value::Variable(name), Holder::Variables(names)) => names.contains(&name.as_str()),
            (Value::Reference(id), Holder::Variables(names)) => self.symbol(*id).is_some_and(|symbol| {
                let variable = self.declared.variables.get(&symbol);
                self.symbols.contains(&symbol) || variable.is_some_and(|v| names.contains(&v.as_str()))
            }),
            (Value::Member(id, name), Holder::Variables(names)) => {
                let of = self.symbol(*id).is_some_and(|symbol| self.declared.environments.contains(&symbol));
                of && names.contains(&name.as_str())
            }
            (Value::Member(id, name), Holder::Names(_, Some(key))) => {
                name == key && self.symbol(*id).is_some_and(|s| self.symbols.contains(&s))
            }
            (Value::Reference(id), _) => self.symbol(*id).is_some_and(|s| self.symbols.contains(&s)),
            _ => false,
        }
    }

    fn symbol(&self, id: oxc_semantic::ReferenceId) -> Option<SymbolId> {
        self.semantic.scoping().get_reference(id).symbol_id()
    }

    /// Records the secret in a value that is handed over as `how`.
    fn give(&mut self, expression: &Expression<'_>, how: &str, component: Option<&str>) {
        match expression.get_inner_expression() {
            Expression::ObjectExpression(object) => {
                for property in &object.properties {
                    match property {
                        ObjectPropertyKind::ObjectProperty(p) => self.give(&p.value, how, component),
                        ObjectPropertyKind::SpreadProperty(s) => self.give(&s.argument, how, component),
                    }
                }
            }
            Expression::ArrayExpression(array) => {
                array
                    .elements
                    .iter()
                    .filter_map(ArrayExpressionElement::as_expression)
                    .for_each(|e| self.give(e, how, component));
            }
            Expression::TemplateLiteral(template) => {
                let parts = span(template.span);
                self.note(&Value::Literal(parts), how, component, parts.start);
                template.expressions.iter().for_each(|e| self.give(e, how, component));
            }
            Expression::LogicalExpression(e) => {
                self.give(&e.left, how, component);
                self.give(&e.right, how, component);
            }
            Expression::ConditionalExpression(e) => {
                self.give(&e.consequent, how, component);
                self.give(&e.alternate, how, component);
            }
            Expression::BinaryExpression(e) => {
                self.give(&e.left, how, component);
                self.give(&e.right, how, component);
            }
            Expression::AwaitExpression(e) => self.give(&e.argument, how, component),
            // `html`...``
            Expression::TaggedTemplateExpression(e) => {
                let parts = span(e.quasi.span);
                self.note(&Value::Literal(parts), how, component, parts.start);
                e.quasi.expressions.iter().for_each(|e| self.give(e, how, component));
            }
            Expression::CallExpression(call) if self.callee(&call.callee) == "JSON.stringify" => {
                call.arguments
                    .iter()
                    .filter_map(Argument::as_expression)
                    .for_each(|e| self.give(e, how, component));
            }
            other => {
                if let Some(value) = value_of(other) {
                    self.note(&value, how, component, span(other.span()).start);
                }
            }
        }
    }

    fn note(&mut self, value: &Value, how: &str, component: Option<&str>, at: usize) {
        if self.value(value) {
            let given = if matches!(value, Value::Literal(_)) { Given::Literal } else { Given::Name };
            self.found.push(Crossing {
                at,
                given,
                how: how.to_owned(),
                component: component.map(str::to_owned),
            });
        }
    }

    fn callee(&self, callee: &Expression<'_>) -> String {
        let at = span(callee.span());
        let text = self.semantic.source_text().get(at.start..at.end).unwrap_or("");
        // `res.status(200).json` is written with arguments.
        match (text.find('('), text.rfind(')')) {
            (Some(open), Some(close)) if open < close => format!("{}(){}", &text[..open], &text[close + 1..]),
            _ => text.to_owned(),
        }
    }

    fn returns(&self) -> Option<String> {
        let name = self.inside.last()?.as_str();
        if is_sent(name, self.file) {
            return Some(format!("return value of {name}"));
        }
        let action =
            name == ACTION || self.inside.len() == 1 && self.declared.actions.iter().any(|a| a == name);
        action.then(|| "return value of a server action".to_owned())
    }

    /// `json(...)` of a framework makes a response; any other function of that name may do anything.
    fn responds(&self, callee: &Expression<'_>) -> bool {
        let imported = match callee.get_inner_expression() {
            Expression::Identifier(id) if matches!(id.name.as_str(), "json" | "data" | "defer") => {
                id.reference_id.get().and_then(|id| self.symbol(id))
            }
            _ => None,
        };
        imported.is_some_and(|symbol| self.declared.responders.contains(&symbol))
            || RESPONSES.contains(&self.callee(callee).as_str())
    }
}

/// The name of a function whose body says `'use server'`.
const ACTION: &str = "'use server'";

impl<'a> Visit<'a> for Finder<'_, '_, '_> {
    fn visit_function(&mut self, it: &Function<'a>, flags: ScopeFlags) {
        let next = std::mem::take(&mut self.next);
        let name = it.id.as_ref().map_or(next, |id| id.name.to_string());
        self.inside.push(name);
        walk::walk_function(self, it, flags);
        self.inside.pop();
    }

    fn visit_variable_declarator(&mut self, it: &VariableDeclarator<'a>) {
        let name = it.id.get_binding_identifier().map_or_else(String::new, |id| id.name.to_string());
        if let Some(Expression::ArrowFunctionExpression(arrow)) =
            it.init.as_ref().map(Expression::get_inner_expression)
        {
            self.next = name;
            self.visit_arrow_function_expression(arrow);
        } else {
            walk::walk_variable_declarator(self, it);
        }
    }

    fn visit_arrow_function_expression(&mut self, it: &ArrowFunctionExpression<'a>) {
        let name = std::mem::take(&mut self.next);
        self.inside.push(name);
        if let (Some(how), Some(body)) = (self.returns(), it.get_expression()) {
            self.give(body, &how, None);
        }
        walk::walk_arrow_function_expression(self, it);
        self.inside.pop();
    }

    fn visit_function_body(&mut self, it: &FunctionBody<'a>) {
        if it.directives.iter().any(|directive| directive.directive == "use server")
            && let Some(name) = self.inside.last_mut()
        {
            ACTION.clone_into(name);
        }
        walk::walk_function_body(self, it);
    }

    fn visit_return_statement(&mut self, it: &ReturnStatement<'a>) {
        if let (Some(how), Some(value)) = (self.returns(), &it.argument) {
            self.give(value, &how, None);
        }
        walk::walk_return_statement(self, it);
    }

    fn visit_call_expression(&mut self, it: &CallExpression<'a>) {
        let callee = self.callee(&it.callee);
        if self.responds(&it.callee) {
            for argument in it.arguments.iter().take(1).filter_map(Argument::as_expression) {
                self.give(argument, "response of the server", None);
            }
        }
        if callee == "res.render" || callee == "reply.view" {
            for argument in it.arguments.iter().skip(1).take(1).filter_map(Argument::as_expression) {
                self.give(argument, "variable of a page template", None);
            }
        }
        if HANDLERS.contains(&callee.as_str()) {
            self.next = callee;
        }
        walk::walk_call_expression(self, it);
        self.next.clear();
    }

    fn visit_new_expression(&mut self, it: &NewExpression<'a>) {
        if self.callee(&it.callee).ends_with("Response") {
            for argument in it.arguments.iter().take(1).filter_map(Argument::as_expression) {
                self.give(argument, "response of the server", None);
            }
        }
        walk::walk_new_expression(self, it);
    }

    fn visit_jsx_opening_element(&mut self, it: &JSXOpeningElement<'a>) {
        let name = span(it.name.span());
        let name = self.semantic.source_text().get(name.start..name.end).unwrap_or("").to_owned();
        let component = name.starts_with(|c: char| c.is_ascii_uppercase()).then_some(name.as_str());
        let how =
            if component.is_some() { format!("prop of <{name}>") } else { format!("attribute of <{name}>") };
        for item in &it.attributes {
            let attribute = match item {
                JSXAttributeItem::Attribute(attribute) => attribute,
                JSXAttributeItem::SpreadAttribute(spread) => {
                    self.give(&spread.argument, &how, component);
                    continue;
                }
            };
            match &attribute.value {
                Some(JSXAttributeValue::StringLiteral(text)) => {
                    let at = span(text.span);
                    self.note(&Value::Literal(at), &how, component, at.start);
                }
                Some(JSXAttributeValue::ExpressionContainer(container)) => {
                    if let Some(expression) = container.expression.as_expression() {
                        self.give(expression, &how, component);
                    }
                }
                _ => {}
            }
        }
        walk::walk_jsx_opening_element(self, it);
    }

    fn visit_jsx_element(&mut self, it: &JSXElement<'a>) {
        for child in &it.children {
            match child {
                JSXChild::ExpressionContainer(container) => {
                    if let Some(expression) = JSXExpression::as_expression(&container.expression) {
                        self.give(expression, "text of the page", None);
                    }
                }
                JSXChild::Text(text) => {
                    let at = span(text.span);
                    self.note(&Value::Literal(at), "text of the page", None, at.start);
                }
                _ => {}
            }
        }
        walk::walk_jsx_element(self, it);
    }
}
