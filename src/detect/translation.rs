//! Files of texts that users read: `"password": "Passwort"` assigns nothing there.
//!
//! Such files are told by where they lie (`locales/`, `res/values-de/`), by their ending, or by a name that is a
//! language: `de.json`, `pt-BR.yml`.

/// Folders of translated texts.
const FOLDERS: [&[u8]; 11] = [
    b"locale",
    b"locales",
    b"i18n",
    b"lang",
    b"langs",
    b"language",
    b"languages",
    b"translation",
    b"translations",
    b"l10n",
    b"nls",
];

/// Endings of files that hold data as well as texts.
const DATA: [&[u8]; 10] =
    [b".json", b".json5", b".yml", b".yaml", b".properties", b".php", b".xml", b".ts", b".js", b".ini"];

/// Endings of templates, which the name of the file itself stands before.
const SKINS: [&[u8]; 6] = [b".ejs", b".erb", b".hbs", b".j2", b".template", b".tmpl"];

/// Languages that files are named after (ISO 639-1), without those that are words or endings of their own: `id`, `my`, `is`.
#[rustfmt::skip]
const LANGUAGES: [&[u8]; 41] = [
    b"ar", b"bg", b"ca", b"cs", b"da", b"de", b"el", b"en", b"es", b"et", b"eu", b"fa", b"fi", b"fr", b"gl", b"he", b"hi",
    b"hr", b"hu", b"it", b"ja", b"ka", b"ko", b"lt", b"lv", b"nb", b"nl", b"nn", b"pl", b"pt", b"ro", b"ru", b"sk", b"sl",
    b"sr", b"sv", b"th", b"tr", b"uk", b"vi", b"zh",
];

/// True for files of translated texts.
#[must_use]
pub fn is_translation(path: &[u8]) -> bool {
    let mut parts = path.rsplit(|&b| b == b'/');
    let name = unskinned(parts.next().unwrap_or_default());
    let Some(ending) = DATA.iter().find(|ending| name.ends_with(ending)) else { return false };
    let stem = &name[..name.len() - ending.len()];
    let is_folder = |part: &[u8]| FOLDERS.contains(&part) || is_android(part);
    is_language(stem) || name.starts_with(b"messages") && *ending == b".properties" || parts.any(is_folder)
}

/// True for the texts of an Android application in its own language, which lie beside its keys: `res/values/strings.xml`.
#[must_use]
pub fn is_resource(path: &[u8]) -> bool {
    path.ends_with(b".xml")
        && path.rsplit(|&b| b == b'/').nth(1).is_some_and(|part| part == b"values" || is_android(part))
}

/// `values-de`, `values-pt-rBR`, `values-b+sr+Latn` of Android; `values-v21` and `values-night` hold no texts.
fn is_android(folder: &[u8]) -> bool {
    let Some(language) = folder.strip_prefix(b"values-") else { return false };
    let first = language.split(|&b| b == b'-').next().unwrap_or_default();
    first.starts_with(b"b+") || matches!(first.len(), 2 | 3) && first.iter().all(u8::is_ascii_lowercase)
}

/// `de`, `pt-BR`, `zh_Hans`, `app.de`.
fn is_language(stem: &[u8]) -> bool {
    let last = stem.rsplit(|&b| b == b'.').next().unwrap_or_default();
    let mut parts = last.split(|b| matches!(b, b'-' | b'_'));
    let language = parts.next().is_some_and(|first| LANGUAGES.contains(&first));
    let region = parts.next().is_none_or(|r| matches!(r.len(), 2 | 4) && r[0].is_ascii_alphabetic());
    language && region && parts.next().is_none()
}

fn unskinned(name: &[u8]) -> &[u8] {
    SKINS.iter().find_map(|skin| name.strip_suffix(*skin)).unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn translations_lie_in_known_places() {
        for path in [
            "config/locales/app.yml",
            "public/language/cs/user.json",
            "webapp/i18n/hr/global.json.ejs",
            "app/src/main/res/values-pt-rPT/strings.xml",
            "res/values-b+sr+Latn/strings.xml",
            "src/assets/de.json",
            "src/app.pt-BR.ts",
            "messages_fr.properties",
        ] {
            assert!(is_translation(path.as_bytes()), "{path}");
        }
        for path in [
            "app/res/values/keys.xml",
            "app/res/values-night/colors.xml",
            "app/res/values-v21/styles.xml",
            "locales/app.py",
            "src/db.json",
            "src/id.json",
            "src/de-code-lib.ts",
            "en/config.rb",
            "values-de/notes.txt",
        ] {
            assert!(!is_translation(path.as_bytes()), "{path}");
        }
    }

    #[test]
    fn resources_of_android_hold_texts_and_keys() {
        assert!(is_resource(b"app/res/values/strings.xml") && is_resource(b"res/values-de/strings.xml"));
        assert!(!is_resource(b"chart/values/strings.yml") && !is_resource(b"values.xml"));
    }
}
