//! What the template of a component file (Vue, Svelte) uses of its script.

use super::module::{Export, Module, Unit};
use crate::text::Span;
use crate::tree::has_end;

/// In a component, whatever the template names is used, and the component is what the file exports.
pub(super) fn used_by_template(module: &mut Module, first: usize, text: &str, script: Span, name: &str) {
    if has_end(name, ".html") || has_end(name, ".htm") || has_end(name, ".astro") {
        return;
    }
    let outside = format!("{} {}", &text[..script.start], &text[script.end..]);
    for at in first..module.units.len() {
        let unit = &module.units[at];
        let used = unit.effect
            || unit.names.is_empty()
            || unit.names.iter().any(|n| super::has_word(&outside, n))
            || module.units.iter().any(|other| other.uses.contains(&at));
        if used
            && !module.exports.iter().any(|e| matches!(e, Export::Local(n, u) if n == "default" && *u == at))
        {
            module.exports.push(Export::Local("default".to_owned(), at));
        }
    }
    let whole = Unit {
        span: script,
        names: vec!["default".to_owned()],
        effect: false,
        server_users: false,
        uses: Vec::new(),
    };
    module.units.push(whole);
    let component = module.units.len() - 1;
    module.exports.push(Export::Local("default".to_owned(), component));
    for import in &mut module.imports {
        for binding in &mut import.bindings {
            // `<my-button>` is `MyButton`, `$store` is `store`.
            let kebab = kebab(&binding.local);
            if super::has_word(&outside, &binding.local) || outside.contains(&format!("<{kebab}")) {
                binding.users.push(component);
                import.elided = false;
            }
        }
    }
}

/// `MyButton` as `my-button`.
pub(super) fn kebab(name: &str) -> String {
    let mut text = String::new();
    for (at, c) in name.chars().enumerate() {
        if c.is_ascii_uppercase() && at > 0 {
            text.push('-');
        }
        text.push(c.to_ascii_lowercase());
    }
    text
}
