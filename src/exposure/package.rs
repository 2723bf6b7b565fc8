//! Which package a file belongs to, and which tools build it.
//!
//! The package is the nearest directory above the file with a manifest or a framework's configuration; a nested
//! project answers for its own files. A prefix such as `PUBLIC_` counts only where the package's tool claims it.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

use super::builder::Builder;
use super::nx;
use super::overrides::Overrides;
use super::profile::{Kind, Profile, profiles as all_profiles};
use super::tools::Tools;
use crate::tree::{Tree, join, split};

/// A directory that is built and shipped as one.
#[derive(Debug)]
pub(super) struct Package {
    /// The directory, relative to the root; empty for the root itself.
    pub(super) dir: String,
    /// The file that shows it.
    pub(super) manifest: String,
    /// What the manifest belongs to: `node`, `python`, `android` ...
    pub(super) platform: &'static str,
    /// Names of its dependencies.
    pub(super) deps: Vec<String>,
    /// Commands in its manifest, joined by line feeds.
    pub(super) scripts: String,
    /// The tools that build it, the most telling first.
    pub(super) profiles: Vec<&'static Profile>,
    /// What its configuration changes.
    pub(super) overrides: Overrides,
    /// Scripts of its own that call a bundler.
    pub(super) builders: Vec<Builder>,
    /// It runs as a service: nothing of it is bundled for clients, unless it says otherwise.
    service: bool,
    entries: GlobSet,
    by_name: GlobSet,
    server: GlobSet,
}

/// Manifests in order of what they tell: file name start, platform.
const MANIFESTS: &[(&str, &str)] = &[
    ("package.json", "node"),
    ("pubspec.yaml", "flutter"),
    ("build.gradle", "gradle"),
    ("pom.xml", "java"),
    ("manage.py", "django"),
    ("pyproject.toml", "python"),
    ("requirements.txt", "python"),
    ("setup.py", "python"),
    ("wsgi.py", "python"),
    ("app.py", "python"),
    ("Gemfile", "ruby"),
    ("artisan", "laravel"),
    ("composer.json", "php"),
    ("wp-config.php", "php"),
    ("go.mod", "go"),
    ("Cargo.toml", "rust"),
    ("mix.exs", "elixir"),
    ("deno.json", "deno"),
    ("hugo.toml", "hugo"),
    (nx::PROJECT, "node"),
];

/// Finds packages, and keeps them.
#[derive(Default)]
pub(super) struct Packages(RefCell<HashMap<String, Option<Rc<Package>>>>);

impl Packages {
    /// The package that holds the file `rel`.
    pub(super) fn of(&self, tree: &Tree, rel: &str) -> Option<Rc<Package>> {
        self.at(tree, split(rel).0)
    }

    /// The package that holds the directory `dir`.
    fn at(&self, tree: &Tree, dir: &str) -> Option<Rc<Package>> {
        if let Some(known) = self.0.borrow().get(dir) {
            return known.clone();
        }
        let found = match read(tree, dir) {
            Some(package) => Some(Rc::new(package)),
            None if dir.is_empty() => None,
            None => self.at(tree, split(dir).0),
        };
        self.0.borrow_mut().insert(dir.to_owned(), found.clone());
        found
    }
}

impl Package {
    /// The package of pages without a manifest; `page` is its index.
    #[cfg(feature = "graph")]
    pub(super) fn pages(page: String) -> Self {
        Self {
            dir: split(&page).0.to_owned(),
            manifest: page,
            platform: "page",
            deps: Vec::new(),
            scripts: String::new(),
            profiles: Vec::new(),
            overrides: Overrides::default(),
            builders: Vec::new(),
            service: false,
            entries: GlobSet::empty(),
            by_name: GlobSet::empty(),
            server: globs(SERVER_DIRS.iter().copied()),
        }
    }

    /// The tool that decides how the package ships.
    pub(super) fn primary(&self) -> Option<&'static Profile> {
        self.profiles.iter().copied().find(|p| p.kind != Kind::Addon)
    }

    /// True when a tool of this id builds it.
    pub(super) fn has(&self, id: &str) -> bool {
        self.profiles.iter().any(|p| p.id == id)
    }

    /// True when it depends on `name`.
    pub(super) fn depends_on(&self, name: &str) -> bool {
        self.deps.iter().any(|dep| dep == name)
    }

    /// It runs as a service: nothing of it is bundled for clients, unless it says otherwise.
    pub(super) fn is_service(&self) -> bool {
        self.service
    }

    /// Some part of the package ships to clients.
    pub(super) fn has_client(&self) -> bool {
        self.primary().is_some()
    }

    /// All code of the package is client code, but for configuration and tooling.
    pub(super) fn is_spa(&self) -> bool {
        self.primary().is_some_and(|p| matches!(p.kind, Kind::Spa | Kind::Bundler))
    }

    /// Everything in the package is given to users.
    pub(super) fn is_packaged(&self) -> bool {
        self.profiles.iter().any(|p| p.kind == Kind::Packaged)
    }

    /// True for a file, relative to the package, where client code starts.
    pub(super) fn is_entry(&self, inner: &str) -> bool {
        self.entries.is_match(inner)
    }

    /// True for a file, relative to the package, that others use by name.
    pub(super) fn is_by_name(&self, inner: &str) -> bool {
        self.by_name.is_match(inner)
    }

    /// True for a file, relative to the package, whose code stays on the server.
    pub(super) fn is_server(&self, inner: &str) -> bool {
        self.server.is_match(inner)
    }

    /// The name for people: the tool, else the platform.
    pub(super) fn label(&self) -> &'static str {
        self.primary().map_or(self.platform, |p| p.name)
    }
}

fn read(tree: &Tree, dir: &str) -> Option<Package> {
    let (manifest, platform) = manifest(tree, dir)?;
    let tools = Tools::read(tree, dir, platform);
    let profiles = tools.profiles();
    let servers = profiles.iter().flat_map(|p| p.server.iter().copied());
    Some(Package {
        service: tools.is_service(&profiles),
        entries: globs(profiles.iter().flat_map(|p| p.entries.iter().copied())),
        by_name: globs(profiles.iter().flat_map(|p| p.by_name.iter().copied())),
        server: globs(servers.chain(SERVER_DIRS.iter().copied())),
        overrides: Overrides::read(tree, dir, &profiles),
        dir: dir.to_owned(),
        manifest,
        platform,
        deps: tools.deps,
        scripts: tools.scripts,
        builders: tools.builders,
        profiles,
    })
}

/// Directories and files that run on a server, in a build or on a developer's machine, whatever the tool.
const SERVER_DIRS: &[&str] = &[
    "api/**",
    "server/**",
    "backend/**",
    "netlify/functions/**",
    "netlify/edge-functions/**",
    "functions/**",
    "supabase/functions/**",
    "amplify/functions/**",
    "worker/**",
    "workers/**",
    "convex/**",
    "scripts/**",
    "prisma/**",
    "bin/**",
    "tools/**",
    "server.{js,ts,mjs,cjs}",
    "**/*.lambda.*",
];

fn globs<'g>(patterns: impl Iterator<Item = &'g str>) -> GlobSet {
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        // Patterns are constants that a test compiles.
        if let Ok(glob) = GlobBuilder::new(pattern).literal_separator(true).empty_alternates(true).build() {
            set.add(glob);
        }
    }
    set.build().unwrap_or_default()
}

fn manifest(tree: &Tree, dir: &str) -> Option<(String, &'static str)> {
    if let Some(text) = tree.text(&join(dir, "manifest.json"))
        && text.contains("\"manifest_version\"")
    {
        return Some((join(dir, "manifest.json"), "extension"));
    }
    for (name, platform) in MANIFESTS {
        if let Some(file) = tree.named(dir, name) {
            // Nested `{"type": "module"}` files mark no package.
            let keys: &[&str] = match *name {
                "package.json" => &["\"name\"", "ependencies\"", "\"scripts\"", "\"workspaces\""],
                nx::PROJECT => &["\"targets\"", "\"projectType\"", "\"sourceRoot\""],
                _ => &[],
            };
            let counts = keys.is_empty()
                || split(&file).1 == *name
                    && tree.text(&file).is_some_and(|text| keys.iter().any(|key| text.contains(key)));
            if counts {
                return Some((file, platform));
            }
        }
    }
    let names = tree.names(dir);
    let by_extension = |ends: &[&str], want_dir: bool| {
        names.iter().find(|(name, is_dir)| *is_dir == want_dir && ends.iter().any(|end| name.ends_with(end)))
    };
    if let Some((name, _)) = by_extension(&[".xcodeproj", ".xcworkspace"], true) {
        return Some((join(dir, name), "xcode"));
    }
    if let Some((name, _)) = by_extension(&[".csproj", ".fsproj", ".vbproj"], false) {
        return Some((join(dir, name), "dotnet"));
    }
    let configs = all_profiles().flat_map(|p| p.configs.iter().copied());
    configs
        .filter(|c| c.contains("config"))
        .find_map(|start| tree.named(dir, start))
        .map(|file| (file, "node"))
}
