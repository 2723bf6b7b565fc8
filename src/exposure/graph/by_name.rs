//! Uses of a module by its name alone: Nuxt imports composables, utils and components by itself.

use super::place::Place;
use super::walk::Symbol;
use super::{has_word, sfc};
use crate::exposure::Project;
use crate::exposure::code::step;
use crate::exposure::role::Role;
use crate::finding::Evidence;
use crate::tree::{below, has_end, line_at, split};

/// A file that uses the module, what of that file then holds it, and the step that says so.
pub(super) struct Use {
    pub(super) file: String,
    pub(super) symbols: Vec<Symbol>,
    pub(super) here: Evidence,
}

/// The files that use `symbol` of `place` by name; none when its package does not import by name.
pub(super) fn uses(project: &Project, place: &Place, symbol: &Symbol) -> Vec<Use> {
    let Some(inner) = below(&place.file, &place.package.dir).filter(|inner| place.package.is_by_name(inner))
    else {
        return Vec::new();
    };
    let names = names(place, inner, symbol);
    let mut found = Vec::new();
    for file in project.graph.files(&project.tree, &place.package) {
        if file == place.file || names.is_empty() {
            continue;
        }
        let Some(text) = project.tree.load(&file).and_then(|bytes| String::from_utf8(bytes).ok()) else {
            continue;
        };
        let Some(name) = names.iter().find(|name| has_word(&text, name)) else { continue };
        let Some(other) = Place::of(project, &file) else { continue };
        if other.on_server() || !matches!(other.role, Role::Code | Role::ClientEntry) {
            continue;
        }
        found.extend(used_in(&other, &text, name, &place.file));
    }
    found
}

/// What of `other`, whose text mentions `name`, uses it.
fn used_in(other: &Place, text: &str, name: &str, target: &str) -> Option<Use> {
    let module = &other.module;
    let at = module.globals.iter().find(|(global, _)| global == name).map(|(_, at)| *at);
    let tag = sfc::is_component(split(&other.file).1).then(|| text.find(&format!("<{name}"))).flatten();
    let mut symbols = Vec::new();
    if tag.is_some() {
        symbols.push(Symbol::Export("default".to_owned()));
    } else {
        let seen = module.seen(&[module.unit_at(at?)?], &other.stripped());
        symbols.extend(seen.effect.then_some(Symbol::Effect));
        symbols.extend(seen.exports.into_iter().map(Symbol::Export));
    }
    let line = line_at(text, tag.or(at)?);
    let here = step(&other.file, line, format!("uses {name}, which is imported by its name ({target})"));
    Some(Use { file: other.file.clone(), symbols, here })
}

/// The names under which others know `symbol`.
fn names(place: &Place, inner: &str, symbol: &Symbol) -> Vec<String> {
    let (dir, file) = split(inner);
    let stem = file.split('.').next().unwrap_or(file);
    if let Some((_, folders)) = dir.split_once("components").filter(|_| has_end(file, ".vue")) {
        return component(folders, stem);
    }
    match symbol {
        Symbol::Export(name) if name == "default" => vec![camel(stem)],
        Symbol::Export(name) => vec![name.clone()],
        Symbol::Effect => {
            place.module.exports.iter().filter_map(super::module::Export::name).map(str::to_owned).collect()
        }
    }
}

/// `components/base/Card.vue` is `<BaseCard>`, `<base-card>` and `<LazyBaseCard>`; so is `components/base/BaseCard.vue`
/// (<https://nuxt.com/docs/guide/directory-structure/components>).
fn component(folders: &str, stem: &str) -> Vec<String> {
    let prefix: String = folders.split('/').map(pascal).collect();
    let own = pascal(stem);
    let full = match stem {
        "index" => prefix,
        _ if own.starts_with(&prefix) => own,
        _ => format!("{prefix}{own}"),
    };
    vec![format!("Lazy{full}"), super::component::kebab(&full), full]
}

fn pascal(text: &str) -> String {
    let parts = text.split(['-', '_', '.']);
    parts
        .map(|part| part.get(..1).map_or_else(String::new, str::to_uppercase) + part.get(1..).unwrap_or(""))
        .collect()
}

fn camel(text: &str) -> String {
    let text = pascal(text);
    text.get(..1).map_or_else(String::new, str::to_lowercase) + text.get(1..).unwrap_or("")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_components() {
        assert!(component("/base", "Card").contains(&"BaseCard".to_owned()));
        assert!(component("", "my-card").contains(&"MyCard".to_owned()));
        assert!(component("/base/card", "index").contains(&"BaseCard".to_owned()));
        assert_eq!(camel("use-pay"), "usePay");
    }
}
