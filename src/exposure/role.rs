//! What a file is to its package: served as it is, built for clients, kept on the server, a test ...

use super::package::Package;
use crate::tree::has_end;
use crate::tree::{below, split};

/// The part a file plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// A dependency.
    Vendored,
    /// A test, story, fixture, example or document.
    Test,
    /// Defines environment variables.
    Env,
    /// Output of a server build.
    ServerBuild,
    /// Output of a client build.
    ClientBuild,
    /// Served as it is.
    Static,
    /// Code that stays on the server.
    Server,
    /// Client code starts here.
    ClientEntry,
    /// Configuration of a build.
    Config,
    /// A page template that a server renders.
    Template,
    /// Any other code: the import graph decides.
    Code,
    /// Neither code nor served.
    Other,
}

/// Directories whose content is never shipped, wherever they are.
const TEST_DIRS: &[&str] = &[
    "test",
    "tests",
    "__tests__",
    "__mocks__",
    "__fixtures__",
    "e2e",
    "cypress",
    "playwright",
    "fixtures",
    "mocks",
    "androidTest",
    "testdata",
    "spec",
    "specs",
];
/// And those that hold documents or examples when they are directories of the package itself.
const EXAMPLE_DIRS: &[&str] =
    &["example", "examples", "docs", "doc", "documentation", "stories", ".storybook", "demo"];
const TEST_NAMES: &[&str] =
    &[".test.", ".spec.", ".stories.", ".story.", "_test.go", "_spec.rb", ".e2e.", ".cy.", "setupTests."];

const CODE: &[&str] = &["js", "jsx", "ts", "tsx", "mjs", "cjs", "mts", "cts", "vue", "svelte", "astro"];
const TEMPLATES: &[&str] = &[
    ".erb",
    ".haml",
    ".slim",
    ".blade.php",
    ".jinja",
    ".jinja2",
    ".j2",
    ".twig",
    ".ejs",
    ".pug",
    ".hbs",
    ".handlebars",
    ".mustache",
    ".cshtml",
    ".razor",
    ".jsp",
    ".ftl",
    ".ftlh",
    ".liquid",
    ".heex",
    ".eex",
    ".leex",
    ".gohtml",
    ".tmpl",
    ".njk",
];

/// The role of `rel`, which lies in `package` when there is one.
pub(super) fn role(rel: &str, package: Option<&Package>) -> Role {
    let (_, name) = split(rel);
    let inner = package.and_then(|p| below(rel, &p.dir)).unwrap_or(rel);
    if rel.split('/').any(|part| part == "node_modules" || part == "bower_components") {
        return Role::Vendored;
    }
    if is_env_file(name) {
        return if is_served(inner, package) { Role::Static } else { Role::Env };
    }
    // Cloudflare Pages runs it, and does not serve it (https://developers.cloudflare.com/pages/functions/advanced-mode/).
    if inner.split('/').any(|part| part == "_worker.js") {
        return Role::Server;
    }
    if let Some(package) = package
        && let Some(role) = output(inner, package)
    {
        return role;
    }
    if is_served(inner, package) {
        return Role::Static;
    }
    let site = package.is_some_and(|p| p.has("vitepress")) && inner.starts_with("docs/") && is_code(name);
    if is_test(rel, inner, name) && !site {
        return Role::Test;
    }
    if is_config(inner, name) {
        return Role::Config;
    }
    if is_template(rel, package) {
        return Role::Template;
    }
    if !is_code(name) {
        return Role::Other;
    }
    match package {
        Some(p) if p.is_server(inner) => Role::Server,
        Some(p) if p.is_entry(inner) => Role::ClientEntry,
        _ => Role::Code,
    }
}

/// True for names of JavaScript, TypeScript and component files.
pub(super) fn is_code(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, end)| CODE.contains(&end))
}

/// True for names of files that code may import as text or style.
pub(super) fn is_importable(name: &str) -> bool {
    let ends = [
        "json", "css", "scss", "sass", "less", "svg", "txt", "graphql", "gql", "yaml", "yml", "toml", "csv",
        "md",
    ];
    name.rsplit_once('.').is_some_and(|(_, end)| ends.contains(&end))
}

/// True for `.env`, `.env.production`, `staging.env` and their like.
pub(super) fn is_env_file(name: &str) -> bool {
    let script = is_code(name) || name.ends_with(".d.ts");
    !script && (name == ".env" || name.starts_with(".env.") || has_end(name, ".env") || name == ".envrc")
}

/// True for a path of tests, examples or documents.
pub(crate) fn is_test_path(rel: &str) -> bool {
    is_test(rel, rel, split(rel).1)
}

fn is_test(rel: &str, inner: &str, name: &str) -> bool {
    rel.split('/').rev().skip(1).any(|part| TEST_DIRS.contains(&part))
        || inner.split('/').rev().skip(1).any(|part| EXAMPLE_DIRS.contains(&part))
        || TEST_NAMES.iter().any(|mark| name.contains(mark))
        || name.starts_with("test_")
        || name == "conftest.py"
        || ["md", "mdx", "rst", "adoc"]
            .iter()
            .any(|end| name.rsplit_once('.').is_some_and(|(_, e)| e == *end))
}

/// Tools that read a file called `TOOL.config.js`. Others of such a name may be code of the app.
const TOOLS: &[&str] = &[
    "astro",
    "babel",
    "build",
    "capacitor",
    "commitlint",
    "craco",
    "cypress",
    "docusaurus",
    "drizzle",
    "electron",
    "electron-builder",
    "esbuild",
    "eslint",
    "forge",
    "gatsby",
    "jest",
    "karma",
    "lint-staged",
    "metro",
    "next",
    "nuxt",
    "open-next",
    "playwright",
    "postcss",
    "prettier",
    "quasar",
    "react-native",
    "react-router",
    "remix",
    "rollup",
    "rsbuild",
    "rspack",
    "snowpack",
    "stylelint",
    "svelte",
    "tailwind",
    "tsup",
    "tsdown",
    "unocss",
    "vite",
    "vitest",
    "vue",
    "webpack",
    "wxt",
];

fn is_config(inner: &str, name: &str) -> bool {
    let code = is_code(name);
    let stem = name.split('.').next().unwrap_or(name);
    (code && name.contains(".config.") && TOOLS.contains(&stem))
        // An Expo or Vinxi app is configured in its root; deeper, Angular has code of this name.
        || (code && name.starts_with("app.config.") && !inner.contains('/'))
        || (code && name.starts_with("config.") && inner.contains(".vitepress/"))
        || matches!(
            inner,
            "app.json" | "eas.json" | "vercel.json" | "netlify.toml" | "amplify.yml" | "angular.json"
        )
        || (code && matches!(stem, "gatsby-config" | "gulpfile" | "Gruntfile" | "rollup" | "babel" | "metro"))
        || (code && inner.starts_with("config/") && name.starts_with("environment"))
        || (code && (inner.starts_with("webpack/") || name.starts_with("webpack.")))
        || (code && (name.starts_with("esbuild.") || matches!(name, "build.js" | "build.mjs" | "build.ts")))
}

fn is_template(rel: &str, package: Option<&Package>) -> bool {
    if TEMPLATES.iter().any(|end| rel.ends_with(end)) {
        return true;
    }
    let html = has_end(rel, ".html") || has_end(rel, ".htm") || has_end(rel, ".xhtml");
    let folder = rel.split('/').any(|part| matches!(part, "templates" | "views" | "layouts" | "partials"));
    html && folder && package.is_none_or(|p| p.platform != "node" || !p.has_client())
}

fn output(inner: &str, package: &Package) -> Option<Role> {
    let within = |dirs: &[&str]| dirs.iter().any(|dir| below(inner, dir).is_some());
    if package.profiles.iter().any(|p| within(p.server_out)) && !package.is_packaged() {
        return Some(Role::ServerBuild);
    }
    let own = package
        .overrides
        .out_dir
        .as_deref()
        .is_some_and(|dir| !dir.is_empty() && below(inner, dir).is_some());
    if own || package.profiles.iter().any(|p| within(p.client_out)) {
        // Next.js keeps server code beside the client's under a changed distDir.
        let server = own && package.has("next") && !inner.contains("/static/");
        return Some(if server { Role::ServerBuild } else { Role::ClientBuild });
    }
    None
}

/// True when a server hands out the file as it is.
pub(super) fn is_served(inner: &str, package: Option<&Package>) -> bool {
    served_dir(inner, package).is_some()
}

/// The directory that makes a file public.
pub(super) fn served_dir(inner: &str, package: Option<&Package>) -> Option<String> {
    let package = package?;
    // PHP files under a web root run; their source does not ship.
    if [".php", ".phtml", ".rb", ".py"].iter().any(|end| inner.ends_with(end)) {
        return None;
    }
    if package.overrides.no_public_dir {
        return None;
    }
    if let Some(dir) = &package.overrides.public_dir {
        return below(inner, dir).map(|_| dir.clone());
    }
    let fixed: &[&str] = match package.platform {
        // The folder of WordPress is the web root.
        "php" if package.manifest.ends_with("wp-config.php") => &["wp-content", "wp-includes", "wp-admin"],
        "ruby" | "laravel" | "php" => &["public", "web", "webroot", "htdocs"],
        "java" | "gradle" => &[
            "src/main/resources/static",
            "src/main/resources/public",
            "src/main/resources/resources",
            "src/main/resources/META-INF/resources",
            "src/main/webapp",
        ],
        "dotnet" => &["wwwroot"],
        "elixir" => &["priv/static", "assets/static"],
        "hugo" => &["static"],
        _ => &[],
    };
    let own = package.profiles.iter().flat_map(|p| p.statics.iter().copied());
    let dirs = own.chain(fixed.iter().copied());
    if let Some(dir) = dirs.into_iter().find(|dir| below(inner, dir).is_some()) {
        return (!inner.contains("/WEB-INF/") && !inner.contains("webapp/META-INF/")).then(|| dir.to_owned());
    }
    let python = matches!(package.platform, "django" | "python");
    if python {
        let mut at = String::new();
        for part in split(inner).0.split('/') {
            at = crate::tree::join(&at, part);
            if matches!(part, "static" | "staticfiles") {
                return Some(at);
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_without_a_package() {
        for (rel, want) in [
            ("node_modules/x/index.js", Role::Vendored),
            ("src/a.test.ts", Role::Test),
            ("README.md", Role::Test),
            ("web/.env.production", Role::Env),
            ("vite.config.ts", Role::Config),
            ("src/config.ts", Role::Code),
            ("app/views/x.html.erb", Role::Template),
            ("src/.env.ts", Role::Code),
            ("data.csv", Role::Other),
        ] {
            assert_eq!(role(rel, None), want, "{rel}");
        }
    }
}
