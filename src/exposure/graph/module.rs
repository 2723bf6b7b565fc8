//! What the graph needs to know of one script: its top-level parts, what they use, its imports, exports and reads of
//! environment variables. Owned data; the syntax tree is gone.

use std::collections::HashMap;

use super::importers::PATTERN;
use super::index::stem;
use crate::text::Span;

/// A top-level statement, or one declarator of it.
#[derive(Debug)]
pub(in crate::exposure) struct Unit {
    /// Its bytes.
    pub(in crate::exposure) span: Span,
    /// Names it declares.
    pub(in crate::exposure) names: Vec<String>,
    /// It runs code when the module loads.
    pub(in crate::exposure) effect: bool,
    /// Code that stays on the server uses its names.
    pub(in crate::exposure) server_users: bool,
    /// Units whose names it uses.
    pub(in crate::exposure) uses: Vec<usize>,
}

/// The name that an import takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::exposure) enum Name {
    /// One export; `default` too.
    One(String),
    /// All of them, or what cannot be told.
    All,
}

/// One binding of an import.
#[derive(Debug)]
pub(in crate::exposure) struct Binding {
    /// What it takes; several for a namespace used only by member.
    pub(in crate::exposure) names: Vec<Name>,
    /// The local name.
    pub(in crate::exposure) local: String,
    /// Units that use it as a value.
    pub(in crate::exposure) users: Vec<usize>,
    /// Code that stays on the server uses it.
    pub(in crate::exposure) server_users: bool,
    /// Taken as a type.
    pub(in crate::exposure) is_type: bool,
}

/// An edge to another module.
#[derive(Debug)]
pub(in crate::exposure) struct Import {
    /// The text between the quotes.
    pub(in crate::exposure) specifier: String,
    /// Where the statement or call stands.
    pub(in crate::exposure) at: usize,
    /// What is taken; empty for `import './x'`.
    pub(in crate::exposure) bindings: Vec<Binding>,
    /// `import type`.
    pub(in crate::exposure) type_only: bool,
    /// No longer there once compiled: nothing it takes is used as a value, in TypeScript.
    pub(in crate::exposure) elided: bool,
    /// A part of the specifier is computed.
    pub(in crate::exposure) fuzzy: bool,
    /// It stands in a server-only script.
    pub(in crate::exposure) server: bool,
}

impl Import {
    /// Its specifier is a glob, or several, one a line.
    pub(super) fn is_pattern(&self) -> bool {
        self.specifier.contains(['*', '\n'])
    }
}

/// What an export name stands for.
#[derive(Debug)]
pub(in crate::exposure) enum Export {
    /// A unit of this module.
    Local(String, usize),
    /// Another module's export: own name, import index, its name there.
    From(String, usize, Name),
    /// `export * from`: import index.
    Star(usize),
}

impl Export {
    /// The name that importers take.
    pub(super) fn name(&self) -> Option<&str> {
        match self {
            Self::Local(name, _) | Self::From(name, ..) => Some(name),
            Self::Star(_) => None,
        }
    }
}

/// Where a variable is read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::exposure) enum Source {
    /// `process.env`.
    Process,
    /// `import.meta.env`.
    Meta,
    /// `SvelteKit`'s `$env/static/public`.
    SvelteStatic,
    /// `@env` of react-native-dotenv.
    Dotenv,
    /// `SvelteKit`'s `$env/dynamic/public`.
    SvelteDynamic,
}

/// One read of the environment.
#[derive(Debug)]
pub(in crate::exposure) struct Read {
    /// The object.
    pub(in crate::exposure) source: Source,
    /// The variable; None for a dynamic or whole read.
    pub(in crate::exposure) name: Option<String>,
    /// Where.
    pub(in crate::exposure) at: usize,
    /// By `const { X } = process.env`.
    pub(in crate::exposure) destructured: bool,
}

/// One file.
#[derive(Debug, Default)]
pub(in crate::exposure) struct Module {
    /// It could be parsed.
    pub(in crate::exposure) parsed: bool,
    /// Starts with `'use client'`.
    pub(in crate::exposure) use_client: bool,
    /// Starts with `'use server'`.
    pub(in crate::exposure) use_server: bool,
    /// Imports `server-only`.
    pub(in crate::exposure) server_only: bool,
    /// Top-level parts.
    pub(in crate::exposure) units: Vec<Unit>,
    /// Edges.
    pub(in crate::exposure) imports: Vec<Import>,
    /// Exports.
    pub(in crate::exposure) exports: Vec<Export>,
    /// Environment reads.
    pub(in crate::exposure) reads: Vec<Read>,
    /// Comments.
    pub(in crate::exposure) comments: Vec<Span>,
    /// Bodies of `if (development)`.
    pub(in crate::exposure) dev_only: Vec<Span>,
    /// Code that runs where there is no `window`.
    pub(in crate::exposure) windowless: Vec<Span>,
    /// Initialisers of local variables that nothing reads.
    pub(in crate::exposure) unread: Vec<Span>,
    /// Scripts that stay on the server (Astro's frontmatter).
    pub(in crate::exposure) server_parts: Vec<Span>,
    /// Identifiers that no scope declares.
    pub(in crate::exposure) globals: Vec<(String, usize)>,
    /// Imports by the last part of their specifier; those with patterns are under [`PATTERN`].
    pub(super) by_stem: HashMap<String, Vec<usize>>,
}

/// What the rest of the world sees of some units.
#[derive(Debug, Default, PartialEq, Eq)]
pub(in crate::exposure) struct Seen {
    /// Exports that lead to them.
    pub(in crate::exposure) exports: Vec<String>,
    /// Code that runs on load uses them.
    pub(in crate::exposure) effect: bool,
    /// Exports that a build removes are all that leads to them, at least in part.
    pub(in crate::exposure) stripped: bool,
}

impl Module {
    /// Fills [`Module::by_stem`].
    pub(super) fn sort_imports(&mut self) {
        self.by_stem.clear();
        for (at, import) in self.imports.iter().enumerate() {
            let name = if import.is_pattern() { PATTERN } else { stem(&import.specifier) };
            match self.by_stem.get_mut(name) {
                Some(known) => known.push(at),
                None => drop(self.by_stem.insert(name.to_owned(), vec![at])),
            }
        }
    }

    /// The unit at `offset`.
    pub(in crate::exposure) fn unit_at(&self, offset: usize) -> Option<usize> {
        self.units.iter().position(|unit| unit.span.start <= offset && offset < unit.span.end)
    }

    /// Which exports and effects lead to `start`, when exports named `stripped` are removed by the build.
    pub(in crate::exposure) fn seen(&self, start: &[usize], stripped: &[&str]) -> Seen {
        let gone = self.removed(stripped);
        let mut reached = vec![false; self.units.len()];
        let mut open: Vec<usize> = start.to_vec();
        let mut seen = Seen::default();
        while let Some(unit) = open.pop() {
            if std::mem::replace(&mut reached[unit], true) {
                continue;
            }
            if gone[unit] {
                seen.stripped = true;
                continue;
            }
            seen.effect |= self.units[unit].effect;
            seen.stripped |= self.units[unit].server_users;
            open.extend(
                self.units.iter().enumerate().filter(|(_, u)| u.uses.contains(&unit)).map(|(at, _)| at),
            );
        }
        for export in &self.exports {
            if let Export::Local(name, unit) = export
                && reached[*unit]
                && !gone[*unit]
            {
                seen.exports.push(name.clone());
            }
        }
        seen
    }

    /// Units that vanish with the stripped exports: those exports, and whatever only they use.
    fn removed(&self, stripped: &[&str]) -> Vec<bool> {
        let mut gone = vec![false; self.units.len()];
        if stripped.is_empty() {
            return gone;
        }
        let mut kept = vec![false; self.units.len()];
        for export in &self.exports {
            if let Export::Local(name, unit) = export {
                if stripped.contains(&name.as_str()) {
                    gone[*unit] = true;
                } else {
                    kept[*unit] = true;
                }
            }
        }
        for unit in 0..gone.len() {
            gone[unit] &= !kept[unit];
        }
        loop {
            let mut changed = false;
            for unit in 0..self.units.len() {
                if gone[unit] || kept[unit] || self.units[unit].names.is_empty() {
                    continue;
                }
                let mut users =
                    self.units.iter().enumerate().filter(|(_, u)| u.uses.contains(&unit)).peekable();
                if users.peek().is_some() && users.all(|(at, _)| gone[at]) {
                    gone[unit] = true;
                    changed = true;
                }
            }
            if !changed {
                return gone;
            }
        }
    }

    /// Exports under which what the import `index` takes as `name` leaves this module again.
    pub(in crate::exposure) fn passed_on(&self, index: usize, name: &str) -> Vec<String> {
        let mut names = Vec::new();
        for export in &self.exports {
            match export {
                Export::From(own, from, Name::One(theirs)) if *from == index && theirs == name => {
                    names.push(own.clone());
                }
                Export::From(own, from, Name::All) if *from == index => names.push(own.clone()),
                Export::Star(from) if *from == index && name != "default" => names.push(name.to_owned()),
                _ => {}
            }
        }
        names
    }
}
