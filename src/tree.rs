//! Reads project files below the scan root, and nothing else.
//!
//! The project is hostile: a symbolic link may leave the root or run in circles, a file may be huge. Links that leave
//! the root do not exist for this module, directories that are links are not walked, and large files are not read.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;

/// No project file larger than this is read, in bytes.
const MAX_FILE: u64 = 2 << 20;
/// A walk stops after so many files.
pub(crate) const MAX_FILES: usize = 20_000;
/// Directories nested deeper are not walked.
const MAX_DEPTH: usize = 40;

/// Directories that hold no source of the project: dependencies and what tools make.
const NOT_SOURCE: &[&str] = &[
    "node_modules",
    ".git",
    ".hg",
    ".svn",
    "bower_components",
    ".venv",
    "venv",
    "__pycache__",
    "Pods",
    ".gradle",
    ".next",
    ".nuxt",
    ".output",
    ".svelte-kit",
    ".turbo",
    ".cache",
    ".parcel-cache",
    ".yarn",
    ".pnpm-store",
    "coverage",
    "target",
    ".dart_tool",
    ".expo",
    ".angular",
    ".vercel",
    ".netlify",
];

type Names = Rc<[(String, bool)]>;

/// Contents that stand in the place of what is on the disk, by path below the root: staged files, standard input.
pub type Contents = BTreeMap<String, Vec<u8>>;

/// The files below a root, read on demand and kept.
pub(crate) struct Tree {
    root: PathBuf,
    here: String,
    contents: Contents,
    texts: RefCell<HashMap<String, Option<Rc<str>>>>,
    names: RefCell<HashMap<String, Names>>,
    folders: RefCell<HashMap<String, Option<PathBuf>>>,
}

impl Tree {
    /// The tree below `root`.
    pub(crate) fn new(root: &Path) -> Self {
        Self::seen_from(root, "")
    }

    /// The tree below `root`, for someone in its folder `here`: relative paths start there.
    pub(crate) fn seen_from(root: &Path, here: &str) -> Self {
        let root = root.canonicalize().unwrap_or_else(|_| root.to_path_buf());
        Self {
            root,
            here: here.to_owned(),
            contents: Contents::new(),
            texts: RefCell::default(),
            names: RefCell::default(),
            folders: RefCell::default(),
        }
    }

    /// The same tree with `contents` in the place of what is on the disk.
    pub(crate) fn with(mut self, contents: &Contents) -> Self {
        self.contents.clone_from(contents);
        self
    }

    /// The root, without symbolic links.
    #[cfg(feature = "graph")]
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// `path` as this tree names it: relative, with `/`. None when it lies outside.
    pub(crate) fn relative(&self, path: &Path) -> Option<String> {
        let inside = if path.is_absolute() {
            match path.strip_prefix(&self.root) {
                Ok(rest) => rest.to_path_buf(),
                Err(_) => path.canonicalize().ok()?.strip_prefix(&self.root).ok()?.to_path_buf(),
            }
        } else {
            Path::new(&self.here).join(path)
        };
        normal(inside.to_str()?).or_else(|| {
            let real = path.canonicalize().ok()?;
            normal(real.strip_prefix(&self.root).ok()?.to_str()?)
        })
    }

    /// The text of a file; broken UTF-8 is replaced byte by byte, so that offsets stay true.
    pub(crate) fn text(&self, rel: &str) -> Option<Rc<str>> {
        if let Some(known) = self.texts.borrow().get(rel) {
            return known.clone();
        }
        let text = self.load(rel).map(|bytes| Rc::from(keep_offsets(bytes)));
        self.texts.borrow_mut().insert(rel.to_owned(), text.clone());
        text
    }

    /// The bytes of a file, not kept.
    pub(crate) fn load(&self, rel: &str) -> Option<Vec<u8>> {
        self.load_up_to(rel, MAX_FILE)
    }

    /// The bytes of a file that has at most `most`, not kept.
    pub(crate) fn load_up_to(&self, rel: &str, most: u64) -> Option<Vec<u8>> {
        if let Some(bytes) = self.contents.get(rel) {
            return u64::try_from(bytes.len()).is_ok_and(|length| length <= most).then(|| bytes.clone());
        }
        let path = self.inside(rel)?;
        let meta = fs::metadata(&path).ok()?;
        (meta.is_file() && meta.len() <= most).then(|| fs::read(&path).ok()).flatten()
    }

    /// True for a regular file within the root.
    pub(crate) fn is_file(&self, rel: &str) -> bool {
        let (dir, name) = split(rel);
        let names = self.names(dir);
        names.binary_search_by(|(known, _)| known.as_str().cmp(name)).is_ok_and(|at| !names[at].1)
    }

    /// Names in a directory, sorted, and whether each is a directory. Links that leave the root are left out.
    pub(crate) fn names(&self, dir: &str) -> Names {
        if let Some(known) = self.names.borrow().get(dir) {
            return known.clone();
        }
        let mut found: Vec<(String, bool)> = Vec::new();
        if let Some(path) = self.inside(dir)
            && let Ok(entries) = fs::read_dir(path)
        {
            for entry in entries.flatten() {
                let (Ok(kind), Ok(name)) = (entry.file_type(), entry.file_name().into_string()) else {
                    continue;
                };
                if kind.is_symlink() {
                    let Some(target) = self.inside(&join(dir, &name)) else { continue };
                    found.push((name, target.is_dir()));
                } else {
                    found.push((name, kind.is_dir()));
                }
            }
        }
        let added = self.contents.keys().filter_map(|path| below(path, dir));
        found.extend(added.map(|inner| match inner.split_once('/') {
            Some((folder, _)) => (folder.to_owned(), true),
            None => (inner.to_owned(), false),
        }));
        found.sort();
        found.dedup();
        let found: Names = found.into();
        self.names.borrow_mut().insert(dir.to_owned(), found.clone());
        found
    }

    /// The first file of `dir` whose name begins with `start`.
    pub(crate) fn named(&self, dir: &str, start: &str) -> Option<String> {
        self.names(dir)
            .iter()
            .find(|(name, is_dir)| !is_dir && name.starts_with(start))
            .map(|(name, _)| join(dir, name))
    }

    /// Files below `dir` for which `keep` holds, in order; true beside it when a limit cut the walk short.
    pub(crate) fn walk(&self, dir: &str, keep: &dyn Fn(&str) -> bool) -> (Vec<String>, bool) {
        let mut found = Vec::new();
        let mut cut = false;
        let mut open = vec![(dir.to_owned(), 0)];
        while let Some((dir, depth)) = open.pop() {
            let Some(entries) = self.inside(&dir).and_then(|path| fs::read_dir(path).ok()) else { continue };
            for entry in entries.flatten() {
                let (Ok(kind), Ok(name)) = (entry.file_type(), entry.file_name().into_string()) else {
                    continue;
                };
                let path = join(&dir, &name);
                if kind.is_dir() && !NOT_SOURCE.contains(&name.as_str()) {
                    if depth < MAX_DEPTH {
                        open.push((path, depth + 1));
                    } else {
                        cut = true;
                    }
                } else if kind.is_file() && keep(&path) {
                    if found.len() >= MAX_FILES {
                        found.sort();
                        return (found, true);
                    }
                    found.push(path);
                }
            }
        }
        found.extend(self.contents.keys().filter(|path| below(path, dir).is_some() && keep(path)).cloned());
        found.sort();
        found.dedup();
        (found, cut)
    }

    /// The real path of what is at `rel`, when that is within the root.
    fn inside(&self, rel: &str) -> Option<PathBuf> {
        let rel = normal(rel)?;
        let (dir, name) = split(&rel);
        let known = self.folders.borrow().get(dir).cloned();
        let folder = known.unwrap_or_else(|| {
            let real = self.real(&self.root.join(dir));
            self.folders.borrow_mut().insert(dir.to_owned(), real.clone());
            real
        })?;
        let path = if name.is_empty() { folder } else { folder.join(name) };
        // Only the last part may still be a link.
        if fs::symlink_metadata(&path).ok()?.is_symlink() { self.real(&path) } else { Some(path) }
    }

    /// `path` without links, when that is within the root.
    fn real(&self, path: &Path) -> Option<PathBuf> {
        path.canonicalize().ok().filter(|real| real.starts_with(&self.root))
    }
}

/// `dir/name`, where an empty `dir` is the root.
pub(crate) fn join(dir: &str, name: &str) -> String {
    if dir.is_empty() { name.to_owned() } else { format!("{dir}/{name}") }
}

/// Directory and file name.
pub(crate) fn split(rel: &str) -> (&str, &str) {
    rel.rsplit_once('/').unwrap_or(("", rel))
}

/// True when the name ends with `end`, such as `.json`, in any case.
pub(crate) fn has_end(path: &str, end: &str) -> bool {
    let from = path.len().checked_sub(end.len());
    from.and_then(|from| path.get(from..)).is_some_and(|tail| tail.eq_ignore_ascii_case(end))
}

/// `path` below `dir`, or None.
pub(crate) fn below<'p>(path: &'p str, dir: &str) -> Option<&'p str> {
    if dir.is_empty() { Some(path) } else { path.strip_prefix(dir)?.strip_prefix('/') }
}

/// Without `.`, `..` and repeated `/`; None when it would leave the root.
pub(crate) fn normal(path: &str) -> Option<String> {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

/// The line, from 1, of the byte at `offset`.
pub(crate) fn line_at(text: &str, offset: usize) -> u32 {
    let before = &text.as_bytes()[..offset.min(text.len())];
    u32::try_from(memchr::memchr_iter(b'\n', before).count()).unwrap_or(u32::MAX).saturating_add(1)
}

fn keep_offsets(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap_or_else(|error| {
        let mut text = String::new();
        for chunk in error.as_bytes().utf8_chunks() {
            text.push_str(chunk.valid());
            text.extend(chunk.invalid().iter().map(|_| '?'));
        }
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_out_of_the_root_do_not_exist_and_loops_end() {
        let dir = tempfile::tempdir().expect("a temporary directory");
        let root = dir.path().join("root");
        fs::create_dir_all(root.join("a/b")).expect("directories");
        fs::write(dir.path().join("outside"), "x").expect("a file");
        fs::write(root.join("a/in.ts"), "y").expect("a file");
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(dir.path().join("outside"), root.join("out")).expect("a link");
            std::os::unix::fs::symlink(&root, root.join("a/b/loop")).expect("a link");
        }
        let tree = Tree::new(&root);
        assert!(tree.text("out").is_none());
        assert!(tree.text("../outside").is_none());
        assert!(!tree.is_file("out"));
        assert_eq!(tree.walk("", &|_| true), (vec!["a/in.ts".to_owned()], false));
        assert_eq!(tree.relative(&root.join("a/in.ts")).as_deref(), Some("a/in.ts"));
        assert_eq!(tree.relative(Path::new("/etc/passwd")), None);
    }

    #[test]
    fn broken_text_keeps_its_offsets() {
        assert_eq!(keep_offsets(b"a\xff\xfeb".to_vec()), "a??b");
        assert_eq!(line_at("a\nb\nc", 4), 3);
    }
}
