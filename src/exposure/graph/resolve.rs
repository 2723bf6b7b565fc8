//! From the text of an import to a file of the project: relative paths, tsconfig paths, aliases, workspace packages.
//!
//! Nothing outside the scan root is read: `tsconfig.json` may extend, and an alias may name, any path.

use crate::tree::has_end;
use std::io;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use oxc_resolver::{
    AliasValue, FileMetadata, FileSystem, ResolveError, ResolveOptions, ResolverGeneric, TsconfigDiscovery,
};

use super::alias::aliases;
use super::relative::{EXTENSIONS, Relative, WRITTEN};
use super::tsconfig;
use crate::exposure::package::Package;
use crate::tree::{Tree, join, normal, split};

/// A file system that ends at the scan root.
struct Jail(PathBuf);

impl Jail {
    /// The file that `path` stands for, when it lies inside: a project in JavaScript has a jsconfig.json, which the resolver does
    /// not ask for.
    fn inside(&self, path: &Path) -> io::Result<PathBuf> {
        let plain = path.file_name().is_some_and(|name| name == "tsconfig.json") && !path.exists();
        let path = if plain { path.with_file_name("jsconfig.json") } else { path.to_path_buf() };
        let inside = path.starts_with(&self.0) && path.canonicalize()?.starts_with(&self.0);
        if inside { Ok(path) } else { Err(io::ErrorKind::NotFound.into()) }
    }
}

impl FileSystem for Jail {
    fn new() -> Self {
        Self(PathBuf::new())
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        let path = self.inside(path)?;
        if tsconfig::is_one(&path) {
            return self.read_to_string(&path).map(String::into_bytes);
        }
        std::fs::read(path)
    }

    fn read_to_string(&self, path: &Path) -> io::Result<String> {
        let path = self.inside(path)?;
        let text = std::fs::read_to_string(&path)?;
        Ok(if tsconfig::is_one(&path) { tsconfig::without_missing(&text, &path, &self.0) } else { text })
    }

    fn metadata(&self, path: &Path) -> io::Result<FileMetadata> {
        std::fs::metadata(self.inside(path)?).map(FileMetadata::from)
    }

    fn symlink_metadata(&self, path: &Path) -> io::Result<FileMetadata> {
        std::fs::symlink_metadata(self.inside(path)?).map(FileMetadata::from)
    }

    fn read_link(&self, path: &Path) -> Result<PathBuf, ResolveError> {
        Ok(std::fs::read_link(path)?)
    }

    fn canonicalize(&self, path: &Path) -> io::Result<PathBuf> {
        self.inside(path)?;
        std::fs::canonicalize(path)
    }
}

/// A package of the workspace.
#[derive(Clone, Debug)]
pub(super) struct Member {
    /// Its name in package.json.
    pub(super) name: String,
    /// Its directory.
    pub(super) dir: String,
}

/// Resolves the imports of one package.
pub(super) struct Resolver {
    inner: ResolverGeneric<Jail>,
    root: PathBuf,
    members: Rc<[Member]>,
    aliases: Vec<(String, String)>,
    package_dir: String,
    relative: Relative,
}

impl Resolver {
    /// A resolver for files of `package`, whose workspace has `members`.
    pub(super) fn new(tree: &Tree, package: &Package, members: Rc<[Member]>) -> Self {
        let strings = |list: &[&str]| list.iter().map(|s| (*s).to_owned()).collect::<Vec<String>>();
        let aliases = aliases(tree, package);
        let absolute = |rel: &str| tree.root().join(rel).to_string_lossy().into_owned();
        let options = ResolveOptions {
            tsconfig: Some(TsconfigDiscovery::Auto),
            extensions: strings(EXTENSIONS),
            extension_alias: WRITTEN.iter().map(|(from, to)| ((*from).to_owned(), strings(to))).collect(),
            condition_names: strings(&["browser", "import", "module", "development", "default"]),
            alias_fields: vec![vec!["browser".to_owned()]],
            main_fields: strings(&["browser", "module", "main"]),
            alias: aliases
                .iter()
                .map(|(name, dir)| (name.clone(), vec![AliasValue::Path(absolute(dir))]))
                .collect(),
            symlinks: false,
            node_path: false,
            ..ResolveOptions::default()
        };
        let inner = ResolverGeneric::new_with_file_system(Jail(tree.root().to_path_buf()), options);
        Self {
            inner,
            root: tree.root().to_path_buf(),
            members,
            aliases,
            package_dir: package.dir.clone(),
            relative: Relative::default(),
        }
    }

    /// The file that `specifier` means in the file `from`. None for packages outside the project and for mistakes.
    pub(super) fn resolve(&self, tree: &Tree, from: &str, specifier: &str) -> Option<String> {
        let specifier = specifier.split(['?', '#']).next().filter(|s| !s.is_empty()).unwrap_or(specifier);
        if specifier.contains("://") || specifier.starts_with("node:") {
            return None;
        }
        if has_end(from, ".html") || has_end(from, ".htm") {
            return self.page_script(tree, from, specifier);
        }
        if let Some(rest) = specifier.strip_prefix('/') {
            return probe(tree, &join(&self.package_dir, rest));
        }
        if let Some(found) = self.relative.resolve(tree, split(from).0, specifier) {
            return Some(found);
        }
        // Path mappings are for TypeScript alone; the tools apply them in all other files, too.
        let typed = has_end(from, ".ts") || has_end(from, ".tsx");
        let from_typed = if typed { self.root.join(from) } else { self.root.join(format!("{from}.ts")) };
        if let Ok(found) = self.inner.resolve_file(from_typed, specifier) {
            let rel = found.path().strip_prefix(&self.root).ok()?.to_str()?.to_owned();
            if !rel.split('/').any(|part| part == "node_modules") {
                return tree.is_file(&rel).then_some(rel);
            }
        }
        if specifier.starts_with('.') {
            return normal(&join(split(from).0, specifier)).and_then(|path| probe(tree, &path));
        }
        self.member(tree, specifier)
    }

    /// Names under which aliases may hide the file `path`.
    pub(super) fn alias_names(&self, path: &str) -> impl Iterator<Item = &str> {
        self.aliases
            .iter()
            .filter(move |(_, to)| path.starts_with(to.as_str()))
            .map(|(name, _)| name.as_str())
    }

    /// The workspace's packages.
    pub(super) fn members(&self) -> &[Member] {
        &self.members
    }

    /// A page's script: relative to the page, or to what is served.
    fn page_script(&self, tree: &Tree, from: &str, specifier: &str) -> Option<String> {
        let plain = specifier.trim_start_matches('/');
        let near = if specifier.starts_with('/') { None } else { normal(&join(split(from).0, specifier)) };
        let places = [near, normal(&join(&self.package_dir, plain)), normal(&join(split(from).0, plain))];
        places.into_iter().flatten().find_map(|path| probe(tree, &path))
    }

    /// `@acme/shared/keys` within the workspace, also when nothing is installed.
    fn member(&self, tree: &Tree, specifier: &str) -> Option<String> {
        let member = self.members.iter().find(|m| {
            specifier
                .strip_prefix(m.name.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })?;
        let sub = specifier[member.name.len()..].trim_start_matches('/');
        let text = tree.text(&join(&member.dir, "package.json"))?;
        let json: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
        let mut targets = Vec::new();
        if let Some(exports) = json.get("exports") {
            exported(exports, sub, &mut targets);
        }
        if sub.is_empty() {
            let fields = ["source", "browser", "module", "main", "types"];
            targets.extend(
                fields.iter().filter_map(|f| json.get(*f).and_then(|v| v.as_str()).map(str::to_owned)),
            );
            targets.extend(["src/index", "index", "lib/index"].map(str::to_owned));
        } else {
            targets.extend([sub.to_owned(), format!("src/{sub}"), format!("lib/{sub}")]);
        }
        let at = |target: &str| normal(&join(&member.dir, target)).and_then(|path| probe(tree, &path));
        targets.iter().find_map(|target| {
            // What is published is built from src/.
            let built = target.trim_start_matches("./");
            let source = ["dist/", "build/", "lib/", "out/", "esm/", "cjs/"]
                .iter()
                .find_map(|dir| built.strip_prefix(dir));
            let bare = |path: &str| {
                path.rsplit_once('.').map_or(path, |(stem, _)| stem).trim_end_matches(".d").to_owned()
            };
            at(target).or_else(|| source.and_then(|rest| at(&format!("src/{}", bare(rest)))))
        })
    }
}

/// What `exports` of a package.json gives for `./sub`.
fn exported(exports: &serde_json::Value, sub: &str, found: &mut Vec<String>) {
    use serde_json::Value;
    let key = if sub.is_empty() { ".".to_owned() } else { format!("./{sub}") };
    match exports {
        Value::String(path) if sub.is_empty() => found.push(path.clone()),
        Value::Object(map) => {
            for (name, value) in map {
                if *name == key {
                    leaves(value, "", found);
                } else if let Some((head, tail)) = name.split_once('*')
                    && let Some(middle) = key.strip_prefix(head).and_then(|rest| rest.strip_suffix(tail))
                {
                    leaves(value, middle, found);
                } else if !name.starts_with('.') && sub.is_empty() {
                    leaves(value, "", found);
                }
            }
        }
        _ => {}
    }
}

fn leaves(value: &serde_json::Value, star: &str, found: &mut Vec<String>) {
    match value {
        serde_json::Value::String(path) => found.push(path.replace('*', star)),
        serde_json::Value::Object(map) => map.values().for_each(|v| leaves(v, star, found)),
        _ => {}
    }
}

/// `path` as a file: as it is, with an extension, as a directory with an index.
fn probe(tree: &Tree, path: &str) -> Option<String> {
    if tree.is_file(path) {
        return Some(path.to_owned());
    }
    let with = |stem: &str| EXTENSIONS.iter().map(|end| format!("{stem}{end}")).find(|p| tree.is_file(p));
    // A `.js` in the import may be a `.ts` on disk.
    let typed =
        path.strip_suffix(".js").or_else(|| path.strip_suffix(".mjs")).or_else(|| path.strip_suffix(".jsx"));
    with(path).or_else(|| typed.and_then(with)).or_else(|| with(&join(path, "index")))
}
