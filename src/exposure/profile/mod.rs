//! What each frontend tool does, as a table: which variables it makes public, where its client code starts, what
//! stays on the server, and which directories are served or packaged.
//!
//! Paths are relative to the package. Sources are the documentation pages named in docs/exposure.md.

mod client;
mod full_stack;

/// How a tool ships a package.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::exposure) enum Kind {
    /// Client and server code share the package.
    FullStack,
    /// All of it is client code, but for configuration and tooling.
    Spa,
    /// A bundler without a framework: counts only when no framework is present.
    Bundler,
    /// Everything in it is packaged and given to users.
    Packaged,
    /// Adds to another profile.
    Addon,
}

/// Which `.env` files a production build reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::exposure) enum EnvFiles {
    /// `.env`, `.env.local`, `.env.production`, `.env.production.local`.
    Modes,
    /// Only `.env`.
    Plain,
    /// Only `.env.production`.
    ModeOnly,
    /// Any, chosen when the app is built.
    Any,
    /// None.
    Nothing,
}

/// One tool.
#[derive(Debug)]
pub(in crate::exposure) struct Profile {
    /// Short name.
    pub(in crate::exposure) id: &'static str,
    /// Name for people.
    pub(in crate::exposure) name: &'static str,
    /// Any of these dependencies shows it.
    pub(in crate::exposure) deps: &'static [&'static str],
    /// So does a file in the package root whose name begins so.
    pub(in crate::exposure) configs: &'static [&'static str],
    /// How it ships.
    pub(in crate::exposure) kind: Kind,
    /// Variables with these prefixes are public.
    pub(in crate::exposure) prefixes: &'static [&'static str],
    /// Reading `import.meta.env` or `process.env` as a whole ships every public variable.
    pub(in crate::exposure) whole: bool,
    /// Which files define variables.
    pub(in crate::exposure) env: EnvFiles,
    /// Globs of files where client code starts.
    pub(in crate::exposure) entries: &'static [&'static str],
    /// Globs of files that others use by name, without an import.
    pub(in crate::exposure) by_name: &'static [&'static str],
    /// Globs of files whose code stays on the server.
    pub(in crate::exposure) server: &'static [&'static str],
    /// Exports that a build removes from client entries.
    pub(in crate::exposure) stripped: &'static [&'static str],
    /// Directories served as they are.
    pub(in crate::exposure) statics: &'static [&'static str],
    /// Directories of client builds.
    pub(in crate::exposure) client_out: &'static [&'static str],
    /// Directories of server builds.
    pub(in crate::exposure) server_out: &'static [&'static str],
}

const NONE: Profile = Profile {
    id: "",
    name: "",
    deps: &[],
    configs: &[],
    kind: Kind::Spa,
    prefixes: &[],
    whole: false,
    env: EnvFiles::Modes,
    entries: &[],
    by_name: &[],
    server: &[],
    stripped: &[],
    statics: &["public"],
    client_out: &["dist", "build", "out"],
    server_out: &[
        "dist/server",
        "build/server",
        "dist-ssr",
        ".netlify/functions",
        ".vercel/output/functions",
    ],
};

/// Every tool, the more telling before the more general.
pub(in crate::exposure) fn profiles() -> impl Iterator<Item = &'static Profile> {
    full_stack::PROFILES.iter().chain(client::PROFILES)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_unique_and_globs_compile() {
        for (at, profile) in profiles().enumerate() {
            assert!(profiles().take(at).all(|other| other.id != profile.id), "{} twice", profile.id);
            assert!(
                !profile.deps.is_empty() || !profile.configs.is_empty(),
                "{} cannot be detected",
                profile.id
            );
            for glob in profile.entries.iter().chain(profile.by_name).chain(profile.server) {
                assert!(
                    globset::GlobBuilder::new(glob).empty_alternates(true).build().is_ok(),
                    "{}: {glob}",
                    profile.id
                );
            }
        }
    }
}
