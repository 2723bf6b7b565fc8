//! What kind of file a text is, and so how values are written in it.
//!
//! `key = abc` assigns the text `abc` in an INI file and the variable `abc` in Python. Which of the two it is follows
//! from the name of the file, so every reader of assignments asks [`FileKind::values`] first.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::translation::is_translation;
use crate::blob::RelPath;

/// How a kind of file writes values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Values {
    /// In quotes only; a bare word is code.
    Quoted,
    /// `key: value` or `key = value` to the end of the line, quotes optional.
    Line,
    /// Words of a command line, quotes optional.
    Word,
    /// Between tags and in attributes.
    Markup,
    /// Prose with samples of anything: quotes, or a bare word right behind the separator.
    Prose,
    /// Generated: lists of hashes, minified code, translations. Nothing in it is believed for its name.
    Noise,
}

/// A kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FileKind {
    /// C, C++, Objective-C, their headers, assembler, device trees.
    C,
    /// C#, Visual Basic, F#.
    DotNet,
    /// CSS and its dialects.
    Css,
    /// Comma- or tab-separated tables.
    Csv,
    /// Dart.
    Dart,
    /// Dockerfile, Containerfile.
    Docker,
    /// Elixir, Erlang.
    Elixir,
    /// `.env` and its siblings.
    Env,
    /// Go.
    Go,
    /// Haskell, OCaml, Elm and other functional languages.
    Functional,
    /// HTML and templates of it.
    Html,
    /// Recorded or hand-written HTTP requests.
    Http,
    /// INI, `.conf`, `.cfg`, git config, AWS credentials.
    Ini,
    /// Java, Kotlin, Scala, Groovy.
    Java,
    /// JavaScript, TypeScript and frameworks of them.
    JavaScript,
    /// JSON and its dialects.
    Json,
    /// LDIF and other files of `name value` lines.
    Pairs,
    /// Logins of machines: words `name value` over any lines.
    Netrc,
    /// Passwords of `PostgreSQL`: columns between colons.
    Pgpass,
    /// Lua.
    Lua,
    /// Makefile, `CMake`.
    Make,
    /// Jupyter notebooks.
    Notebook,
    /// Perl.
    Perl,
    /// PHP.
    Php,
    /// PowerShell.
    PowerShell,
    /// Java properties.
    Properties,
    /// Python.
    Python,
    /// R, Julia.
    R,
    /// Ruby.
    Ruby,
    /// Rust.
    Rust,
    /// Shell scripts and recorded terminals.
    Shell,
    /// SQL.
    Sql,
    /// Swift.
    Swift,
    /// Terraform and HCL.
    Terraform,
    /// Markdown, reStructuredText, `AsciiDoc`, plain text, logs.
    Text,
    /// TOML.
    Toml,
    /// Windows batch files.
    Batch,
    /// XML, property lists, project files.
    Xml,
    /// YAML.
    Yaml,
    /// Lock files, minified code, translations, search indexes of documentation.
    Generated,
    /// Standard input and names that say nothing.
    Unknown,
}

use FileKind as K;

/// Kinds by file extension.
#[rustfmt::skip]
const EXTENSIONS: &[(K, &[&str])] = &[
    (K::C, &["c", "h", "cc", "cpp", "cxx", "hpp", "hh", "hxx", "m", "mm", "ino", "cu", "s", "asm", "dts", "dtsi", "y", "l", "idl", "proto",
        "thrift", "glsl", "vert", "frag", "comp", "hlsl", "metal", "wgsl"]),
    (K::DotNet, &["cs", "vb", "fs", "fsx", "csx", "cshtml", "razor"]),
    (K::Css, &["css", "scss", "sass", "less", "styl"]),
    (K::Csv, &["csv", "tsv"]),
    (K::Dart, &["dart"]),
    (K::Docker, &["dockerfile", "containerfile"]),
    (K::Elixir, &["ex", "exs", "erl", "hrl", "eex", "heex"]),
    (K::Env, &["env", "envrc"]),
    (K::Go, &["go"]),
    (K::Functional, &["hs", "ml", "mli", "elm", "purs", "clj", "cljs", "cljc", "edn", "lisp", "el",
        "scm", "rkt", "nix"]),
    (K::Html, &["html", "htm", "xhtml", "jsp", "asp", "aspx", "erb", "haml", "slim", "twig", "hbs",
        "mustache", "ejs", "ftl"]),
    (K::Http, &["http", "rest"]),
    (K::Ini, &["ini", "cfg", "conf", "cnf", "config", "gitconfig", "npmrc", "pypirc", "service",
        "desktop", "inf", "reg", "editorconfig", "credentials"]),
    (K::Java, &["java", "kt", "kts", "scala", "sc", "groovy", "gradle", "jenkinsfile"]),
    (K::JavaScript, &["js", "jsx", "ts", "tsx", "mjs", "cjs", "mts", "cts", "vue", "svelte", "coffee",
        "es6", "astro"]),
    (K::Json, &["json", "jsonc", "json5", "jsonl", "ndjson", "geojson", "har", "tfstate", "avsc",
        "webmanifest", "jsonld"]),
    (K::Pairs, &["ldif"]),
    (K::Netrc, &["netrc"]),
    (K::Pgpass, &["pgpass"]),
    (K::Lua, &["lua", "nse"]),
    (K::Make, &["mk", "mak", "cmake", "am"]),
    (K::Notebook, &["ipynb"]),
    (K::Perl, &["pl", "pm", "t"]),
    (K::Php, &["php", "phtml", "inc", "module", "php3", "php5", "phps"]),
    (K::PowerShell, &["ps1", "psm1", "psd1"]),
    (K::Properties, &["properties", "prop"]),
    (K::Python, &["py", "pyw", "pyx", "pyi", "pxd", "bzl", "star"]),
    (K::R, &["r", "rmd", "jl"]),
    (K::Ruby, &["rb", "rake", "gemspec", "podspec", "ru", "cr"]),
    (K::Rust, &["rs"]),
    (K::Shell, &["sh", "bash", "zsh", "fish", "ksh", "command", "cast"]),
    (K::Sql, &["sql", "psql", "ddl", "dml"]),
    (K::Swift, &["swift"]),
    (K::Terraform, &["tf", "tfvars", "hcl", "nomad"]),
    (K::Text, &["md", "markdown", "mdx", "rst", "adoc", "asciidoc", "txt", "text", "log", "org", "tex",
        "textile", "wiki", "pod"]),
    (K::Toml, &["toml"]),
    (K::Batch, &["bat", "cmd"]),
    (K::Xml, &["xml", "plist", "csproj", "vbproj", "fsproj", "props", "targets", "xsd", "xsl", "xslt",
        "wsdl", "xaml", "axaml", "jmx", "storyboard", "xib", "pom", "nuspec"]),
    (K::Yaml, &["yml", "yaml", "eyaml", "sls"]),
    (K::Generated, &["lock", "lockfile", "sum", "map", "po", "pot", "mo", "strings", "resx", "svg",
        "pbxproj", "snap", "hwdb", "refactorlog", "min", "ps", "eps", "srt", "xlf",
        "xliff", "arb", "stringsdict", "tr"]),
];

/// Kinds by whole file name, in lower case. Search indexes: <https://www.mkdocs.org/user-guide/configuration/#search>,
/// <https://www.sphinx-doc.org/>, <https://rust-lang.github.io/mdBook/format/configuration/renderers.html>.
#[rustfmt::skip]
const NAMES: &[(K, &[&str])] = &[
    (K::Docker, &["dockerfile", "containerfile"]),
    (K::Ini, &[".gitconfig", ".npmrc", ".pypirc", ".s3cfg", ".boto", ".my.cnf", "credentials", ".yarnrc",
        ".editorconfig", ".flaskenv"]),
    (K::Java, &["jenkinsfile"]),
    (K::Json, &[".dockerconfigjson", ".dockercfg", ".babelrc", ".eslintrc"]),
    (K::Make, &["makefile", "gnumakefile", "cmakelists.txt"]),
    (K::Netrc, &[".netrc", "_netrc"]),
    (K::Pgpass, &[".pgpass", "pgpass.conf"]),
    (K::Ruby, &["gemfile", "rakefile", "vagrantfile", "podfile", "fastfile"]),
    (K::Shell, &[".bashrc", ".zshrc", ".profile", ".bash_profile", ".bash_history", ".zsh_history",
        "pkgbuild"]),
    (K::Text, &["readme", "changelog", "changes", "license", "copying", "news", "authors", "todo"]),
    (K::Generated, &["package-lock.json", "npm-shrinkwrap.json", "pnpm-lock.yaml", "pnpm-lock.yml",
        "packages.lock.json", "go.mod", "go.sum", "package.resolved", "cartfile.resolved",
        "verification-metadata.xml", "flake.lock", "gradle.lockfile", "composer.lock", "gradlew", "mvnw",
        "bun.lockb", "search_index.json", "searchindex.js", "searchindex.json"]),
];

/// Endings that say nothing about the content: the name before them does.
const SKINS: &[&str] = &[
    "example",
    "sample",
    "template",
    "tmpl",
    "tpl",
    "dist",
    "default",
    "defaults",
    "bak",
    "backup",
    "old",
    "orig",
    "in",
    "j2",
    "local",
    "development",
    "dev",
    "production",
    "prod",
    "staging",
    "test",
    "save",
    "golden",
    "erb",
];

impl FileKind {
    /// The kind of the file at `path`.
    #[must_use]
    pub fn of(path: &RelPath) -> Self {
        let name = path.file_name().to_ascii_lowercase();
        if is_translation(path.as_bytes()) || holds(&name, b".min.") {
            return K::Generated;
        }
        Self::named(&name, 3)
    }

    /// How values are written in it.
    #[must_use]
    pub fn values(self) -> Values {
        match self {
            K::Env | K::Ini | K::Properties | K::Yaml | K::Pairs | K::Netrc | K::Http => Values::Line,
            K::Shell | K::Docker | K::Make | K::Batch | K::PowerShell => Values::Word,
            K::Xml | K::Html => Values::Markup,
            K::Text | K::Unknown | K::Csv => Values::Prose,
            K::Generated | K::Pgpass => Values::Noise,
            _ => Values::Quoted,
        }
    }

    /// Whether a name in it may be that of a provider: sources of C are full of constants instead.
    #[must_use]
    pub fn names_providers(self) -> bool {
        !matches!(self, K::C | K::Css | K::Generated)
    }

    fn named(name: &[u8], skins: usize) -> Self {
        if let Some(kind) = TABLES.names.get(name) {
            return *kind;
        }
        let Some(dot) = name.iter().rposition(|&b| b == b'.') else {
            let env = name.starts_with(b"dockerfile") || name.starts_with(b"containerfile");
            return if env { K::Docker } else { K::Unknown };
        };
        let (stem, extension) = (&name[..dot], &name[dot + 1..]);
        if name.starts_with(b".env") {
            return K::Env;
        }
        if skins > 0 && !stem.is_empty() && SKINS.iter().any(|skin| skin.as_bytes() == extension) {
            let inner = Self::named(stem, skins - 1);
            if inner != K::Unknown || extension != b"erb" {
                return inner;
            }
        }
        let unknown = if stem == b"dockerfile" { K::Docker } else { K::Unknown };
        TABLES.extensions.get(extension).copied().unwrap_or(unknown)
    }
}

/// [`NAMES`] and [`EXTENSIONS`] by name: every version of every file of a history is asked for its kind.
struct Tables {
    names: HashMap<&'static [u8], K>,
    extensions: HashMap<&'static [u8], K>,
}

static TABLES: LazyLock<Tables> = LazyLock::new(|| {
    let by_name = |table: &[(K, &[&'static str])]| {
        table.iter().flat_map(|(kind, names)| names.iter().map(|name| (name.as_bytes(), *kind))).collect()
    };
    Tables { names: by_name(NAMES), extensions: by_name(EXTENSIONS) }
});

fn holds(text: &[u8], part: &[u8]) -> bool {
    memchr::memmem::find(text, part).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(path: &str) -> FileKind {
        FileKind::of(&RelPath::new(path.as_bytes()))
    }

    #[test]
    fn names_say_the_kind() {
        for (path, kind) in [
            ("src/main.rs", K::Rust),
            ("a/B.PY", K::Python),
            (".env", K::Env),
            (".env.production", K::Env),
            ("prod.env", K::Env),
            ("config/database.yml.example", K::Yaml),
            ("settings.ini.dist", K::Ini),
            ("Dockerfile", K::Docker),
            ("Dockerfile.dev", K::Docker),
            ("Makefile", K::Make),
            ("CMakeLists.txt", K::Make),
            ("notes.txt", K::Text),
            ("README", K::Text),
            ("index.html.erb", K::Html),
            ("jquery.min.js", K::Generated),
            ("package-lock.json", K::Generated),
            ("docs/search/search_index.json", K::Generated),
            ("Cargo.lock", K::Generated),
            ("config/locales/de.yml", K::Generated),
            ("locales/app.py", K::Python),
            ("LICENSE-MIT", K::Unknown),
        ] {
            assert_eq!(of(path), kind, "{path}");
        }
    }

    #[test]
    fn no_name_is_listed_twice() {
        for table in [EXTENSIONS, NAMES] {
            let mut all: Vec<&str> = table.iter().flat_map(|(_, names)| names.iter().copied()).collect();
            let count = all.len();
            all.sort_unstable();
            all.dedup();
            assert_eq!(all.len(), count);
            assert!(all.iter().all(|n| *n == n.to_ascii_lowercase()));
        }
    }
}
