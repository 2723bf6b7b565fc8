//! Reads a [`Module`] out of a file.

use crate::tree::has_end;
use oxc_ast::AstKind;
use oxc_ast::ast::{
    Declaration, ExportDefaultDeclarationKind, ImportDeclarationSpecifier, ImportOrExportKind,
    ModuleExportName, Program, Statement, VariableDeclaration,
};
use oxc_ast_visit::Visit;
use oxc_semantic::{Semantic, SymbolId};
use oxc_span::{GetSpan, Span as OxcSpan};

use super::component::used_by_template;
use super::effects::has_effect;
use super::module::{Binding, Export, Import, Module, Name, Unit};
use super::parts::Parts;
use super::reads::Reader;
use super::{parse, parts, sfc};
use crate::exposure::role::is_importable;
use crate::text::Span;

const STYLES: &[&str] = &[".css", ".scss", ".sass", ".less"];

/// Reads the file called `name`.
pub(super) fn extract(text: &str, name: &str) -> Module {
    let mut module = Module::default();
    if is_importable(name) {
        // A style sheet takes effect when it is loaded; the rest is what its importer makes of it.
        let effect = STYLES.iter().any(|end| has_end(name, end));
        let unit = Unit {
            span: Span::new(0, text.len()),
            names: Vec::new(),
            effect,
            server_users: false,
            uses: Vec::new(),
        };
        module.units.push(unit);
        module.exports.push(Export::Local("default".to_owned(), 0));
        module.parsed = true;
    } else if sfc::is_component(name) {
        module.parsed = true;
        for script in sfc::scripts(text, name) {
            let before = module.units.len();
            let done = parse::with(&script.text, &script.name, |program, semantic| {
                read(program, semantic, &script.name, script.server, &mut module);
            });
            module.parsed &= done.is_some();
            if script.server {
                module.server_parts.push(script.span);
                // Its template uses what it imports.
                module.imports.iter_mut().filter(|i| i.server).for_each(|i| i.elided = false);
            } else {
                used_by_template(&mut module, before, text, script.span, name);
            }
        }
        for (path, at) in sfc::sources(text) {
            let specifier = if path.contains("://") || path.starts_with("//") { continue } else { path };
            module.imports.push(plain_import(specifier, at));
        }
    } else {
        let done =
            parse::with(text, name, |program, semantic| read(program, semantic, name, false, &mut module));
        module.parsed = done.is_some();
    }
    module.sort_imports();
    module
}

/// An edge that loads a module and takes nothing by name.
pub(super) fn plain_import(specifier: String, at: usize) -> Import {
    Import {
        specifier,
        at,
        bindings: Vec::new(),
        type_only: false,
        elided: false,
        fuzzy: false,
        server: false,
    }
}

fn read(program: &Program<'_>, semantic: &Semantic<'_>, name: &str, server: bool, module: &mut Module) {
    for directive in &program.directives {
        module.use_client |= directive.directive == "use client";
        module.use_server |= directive.directive == "use server";
    }
    module.comments.extend(program.comments.iter().map(|c| span(c.span)));
    let parts = parts::parts(program, semantic.source_text());
    module.dev_only.extend(&parts.dev_only);
    module.server_parts.extend(&parts.server);
    module.windowless.extend(&parts.windowless);
    let mut top = Top {
        parts,
        semantic,
        module,
        first: 0,
        symbols: Vec::new(),
        typescript: parse::is_typescript(name),
        server,
    };
    top.first = top.module.units.len();
    for statement in &program.body {
        top.statement(statement);
    }
    top.link();
    top.named_exports(program);
    let mut reader = Reader::new(semantic, server);
    reader.visit_program(program);
    reader.finish(module);
}

/// Bytes of a syntax node.
pub(super) fn span(span: OxcSpan) -> Span {
    Span::new(span.start as usize, span.end.max(span.start) as usize)
}

/// What declares a top-level name.
#[derive(Clone, Copy)]
enum Declared {
    Unit(usize),
    Import(usize, usize),
}

struct Top<'r, 's, 'a> {
    parts: Parts,
    semantic: &'r Semantic<'s>,
    module: &'a mut Module,
    first: usize,
    symbols: Vec<(SymbolId, Declared)>,
    typescript: bool,
    server: bool,
}

impl Top<'_, '_, '_> {
    fn statement(&mut self, statement: &Statement<'_>) {
        match statement {
            Statement::ImportDeclaration(import) => self.import(import),
            Statement::ExportDeclaration(export) => {
                self.declaration(&export.declaration, span(export.span), true);
            }
            Statement::ExportDefaultDeclaration(export) => self.default(export),
            Statement::ExportAllDeclaration(export) => {
                let type_only = export.export_kind == ImportOrExportKind::Type;
                let index = self.edge(export.source.value.as_str(), export.span, type_only);
                match &export.exported {
                    Some(name) => self.module.exports.push(Export::From(export_name(name), index, Name::All)),
                    None => self.module.exports.push(Export::Star(index)),
                }
            }
            Statement::ExportFromDeclaration(export) => {
                let type_only = export.export_kind == ImportOrExportKind::Type;
                let index = self.edge(export.source.value.as_str(), export.span, type_only);
                for one in export.specifiers.iter().filter(|one| one.export_kind != ImportOrExportKind::Type)
                {
                    let theirs = Name::One(export_name(&one.local));
                    self.module.exports.push(Export::From(export_name(&one.exported), index, theirs));
                }
            }
            Statement::VariableDeclaration(declaration) => self.variables(declaration, false),
            Statement::FunctionDeclaration(f) => {
                self.unit(span(f.span), f.id.iter().filter_map(|id| id.symbol_id.get()), false);
            }
            Statement::ClassDeclaration(class) => {
                let effect = has_effect(|v| v.visit_class(class));
                self.unit(span(class.span), class.id.iter().filter_map(|id| id.symbol_id.get()), effect);
            }
            Statement::TSEnumDeclaration(e) => {
                self.unit(span(e.span), e.id.symbol_id.get().into_iter(), false);
            }
            Statement::ExportNamedDeclaration(_)
            | Statement::TSTypeAliasDeclaration(_)
            | Statement::TSInterfaceDeclaration(_)
            | Statement::EmptyStatement(_) => {}
            other => self.unit(span(other.span()), std::iter::empty(), true),
        }
    }

    fn edge(&mut self, specifier: &str, at: OxcSpan, type_only: bool) -> usize {
        let import = Import {
            type_only,
            server: self.server,
            ..plain_import(specifier.to_owned(), at.start as usize)
        };
        self.module.imports.push(import);
        self.module.imports.len() - 1
    }

    fn import(&mut self, import: &oxc_ast::ast::ImportDeclaration<'_>) {
        let specifier = import.source.value.as_str();
        self.module.server_only |= specifier == "server-only";
        let type_only = import.import_kind == ImportOrExportKind::Type;
        let index = self.edge(specifier, import.span, type_only);
        let mut any_value = import.specifiers.is_none();
        for one in import.specifiers.iter().flatten() {
            let (name, local, is_type) = match one {
                ImportDeclarationSpecifier::ImportSpecifier(s) => {
                    (Name::One(export_name(&s.imported)), &s.local, s.import_kind == ImportOrExportKind::Type)
                }
                ImportDeclarationSpecifier::ImportDefaultSpecifier(s) => {
                    (Name::One("default".to_owned()), &s.local, false)
                }
                ImportDeclarationSpecifier::ImportNamespaceSpecifier(s) => (Name::All, &s.local, false),
            };
            let Some(symbol) = local.symbol_id.get() else { continue };
            let used = self.semantic.symbol_references(symbol).any(oxc_semantic::Reference::is_value);
            any_value |= used && !is_type;
            let names = match name {
                Name::All => self.members(symbol),
                one @ Name::One(_) => vec![one],
            };
            let bindings = &mut self.module.imports[index].bindings;
            bindings.push(Binding {
                names,
                local: local.name.to_string(),
                users: Vec::new(),
                server_users: false,
                is_type: is_type || type_only,
            });
            self.symbols.push((symbol, Declared::Import(index, bindings.len() - 1)));
        }
        self.module.imports[index].elided = self.typescript && !any_value;
    }

    /// The exports that a namespace is used for, when every use is `ns.name`.
    fn members(&self, symbol: SymbolId) -> Vec<Name> {
        let mut names = Vec::new();
        for reference in self.semantic.symbol_references(symbol).filter(|r| r.is_value()) {
            match self.semantic.nodes().parent_kind(reference.node_id()) {
                AstKind::StaticMemberExpression(member) => {
                    names.push(Name::One(member.property.name.to_string()));
                }
                _ => return vec![Name::All],
            }
        }
        names
    }

    fn default(&mut self, export: &oxc_ast::ast::ExportDefaultDeclaration<'_>) {
        let (symbol, effect) = match &export.declaration {
            ExportDefaultDeclarationKind::FunctionDeclaration(f) => {
                (f.id.as_ref().and_then(|id| id.symbol_id.get()), false)
            }
            ExportDefaultDeclarationKind::ClassDeclaration(c) => {
                (c.id.as_ref().and_then(|id| id.symbol_id.get()), has_effect(|v| v.visit_class(c)))
            }
            ExportDefaultDeclarationKind::TSInterfaceDeclaration(_) => return,
            other => (None, other.as_expression().is_some_and(|e| has_effect(|v| v.visit_expression(e)))),
        };
        self.unit(span(export.span), symbol.into_iter(), effect);
        let unit = self.module.units.len() - 1;
        self.module.exports.push(Export::Local("default".to_owned(), unit));
    }

    fn declaration(&mut self, declaration: &Declaration<'_>, whole: Span, exported: bool) {
        match declaration {
            Declaration::VariableDeclaration(v) => return self.variables(v, exported),
            Declaration::FunctionDeclaration(f) => {
                self.unit(whole, f.id.iter().filter_map(|id| id.symbol_id.get()), false);
            }
            Declaration::ClassDeclaration(c) => {
                let effect = has_effect(|v| v.visit_class(c));
                self.unit(whole, c.id.iter().filter_map(|id| id.symbol_id.get()), effect);
            }
            Declaration::TSEnumDeclaration(e) => self.unit(whole, e.id.symbol_id.get().into_iter(), false),
            _ => return,
        }
        if exported {
            self.export_unit();
        }
    }

    fn export_unit(&mut self) {
        let unit = self.module.units.len() - 1;
        for name in self.module.units[unit].names.clone() {
            self.module.exports.push(Export::Local(name, unit));
        }
    }

    fn variables(&mut self, declaration: &VariableDeclaration<'_>, exported: bool) {
        for one in &declaration.declarations {
            let symbols: Vec<SymbolId> =
                one.id.get_binding_identifiers().iter().filter_map(|id| id.symbol_id.get()).collect();
            let effect = one.init.as_ref().is_some_and(|e| has_effect(|v| v.visit_expression(e)));
            self.unit(span(one.span), symbols.into_iter(), effect);
            if exported {
                self.export_unit();
            }
        }
    }

    fn unit(&mut self, span: Span, symbols: impl Iterator<Item = SymbolId>, effect: bool) {
        let at = self.module.units.len();
        let mut names = Vec::new();
        for symbol in symbols {
            names.push(self.semantic.scoping().symbol_name(symbol).to_owned());
            self.symbols.push((symbol, Declared::Unit(at)));
        }
        self.module.units.push(Unit { span, names, effect, server_users: false, uses: Vec::new() });
    }

    /// Fills who uses what.
    fn link(&mut self) {
        for &(symbol, declared) in &self.symbols {
            for reference in self.semantic.symbol_references(symbol).filter(|r| r.is_value()) {
                let at = self.semantic.reference_span(reference).start as usize;
                let user = self.module.units[self.first..]
                    .iter()
                    .position(|u| u.span.start <= at && at < u.span.end);
                let Some(user) = user.map(|u| u + self.first) else { continue };
                let within = |spans: &[Span]| spans.iter().any(|s| s.start <= at && at < s.end);
                if within(&self.parts.server) {
                    match declared {
                        Declared::Unit(unit) => self.module.units[unit].server_users = true,
                        Declared::Import(import, binding) => {
                            self.module.imports[import].bindings[binding].server_users = true;
                        }
                    }
                    continue;
                }
                if within(&self.parts.dev_only) {
                    continue;
                }
                match declared {
                    Declared::Unit(unit) if unit != user => self.module.units[user].uses.push(unit),
                    Declared::Unit(_) => {}
                    Declared::Import(import, binding) => {
                        self.module.imports[import].bindings[binding].users.push(user);
                    }
                }
            }
        }
    }

    /// `export { a, b as c }`.
    fn named_exports(&mut self, program: &Program<'_>) {
        for statement in &program.body {
            let Statement::ExportNamedDeclaration(export) = statement else { continue };
            if export.export_kind == ImportOrExportKind::Type {
                continue;
            }
            for one in export.specifiers.iter().filter(|one| one.export_kind != ImportOrExportKind::Type) {
                let ModuleExportName::IdentifierReference(local) = &one.local else { continue };
                let symbol = local
                    .reference_id
                    .get()
                    .and_then(|id| self.semantic.scoping().get_reference(id).symbol_id());
                let Some((_, declared)) = self.symbols.iter().find(|(s, _)| Some(*s) == symbol) else {
                    continue;
                };
                let own = export_name(&one.exported);
                match *declared {
                    Declared::Unit(unit) => self.module.exports.push(Export::Local(own, unit)),
                    Declared::Import(import, binding) => {
                        self.module.imports[import].elided = false;
                        let names = self.module.imports[import].bindings[binding].names.clone();
                        let theirs = names.into_iter().next().unwrap_or(Name::All);
                        self.module.exports.push(Export::From(own, import, theirs));
                    }
                }
            }
        }
    }
}

fn export_name(name: &ModuleExportName<'_>) -> String {
    name.name().to_string()
}
