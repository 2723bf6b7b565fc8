//! What each frontend tool does, as a table: which variables it makes public, where its client code starts, what
//! stays on the server, and which directories are served or packaged.
//!
//! Paths are relative to the package. Sources are the documentation pages named in docs/exposure.md.

/// How a tool ships a package.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
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
pub(super) enum EnvFiles {
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
pub(super) struct Profile {
    /// Short name.
    pub(super) id: &'static str,
    /// Name for people.
    pub(super) name: &'static str,
    /// Any of these dependencies shows it.
    pub(super) deps: &'static [&'static str],
    /// So does a file in the package root whose name begins so.
    pub(super) configs: &'static [&'static str],
    /// How it ships.
    pub(super) kind: Kind,
    /// Variables with these prefixes are public.
    pub(super) prefixes: &'static [&'static str],
    /// No prefix: every variable that client code reads is inlined.
    pub(super) unprefixed: bool,
    /// Reading `import.meta.env` or `process.env` as a whole ships every public variable.
    pub(super) whole: bool,
    /// Which files define variables.
    pub(super) env: EnvFiles,
    /// Globs of files where client code starts.
    pub(super) entries: &'static [&'static str],
    /// Globs of files whose code stays on the server.
    pub(super) server: &'static [&'static str],
    /// Exports that a build removes from client entries.
    pub(super) stripped: &'static [&'static str],
    /// Directories served as they are.
    pub(super) statics: &'static [&'static str],
    /// Directories of client builds.
    pub(super) client_out: &'static [&'static str],
    /// Directories of server builds.
    pub(super) server_out: &'static [&'static str],
}

const NONE: Profile = Profile {
    id: "",
    name: "",
    deps: &[],
    configs: &[],
    kind: Kind::Spa,
    prefixes: &[],
    unprefixed: false,
    whole: false,
    env: EnvFiles::Modes,
    entries: &[],
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

const REMIX_STRIPPED: &[&str] =
    &["loader", "action", "headers", "middleware", "unstable_middleware", "getLoadContext"];
const SPA_ENTRIES: &[&str] =
    &["src/main.{ts,tsx,js,jsx,mjs}", "src/index.{ts,tsx,js,jsx}", "src/bootstrap.{ts,tsx,js}"];

/// Every tool, the more telling before the more general.
pub(super) const PROFILES: &[Profile] = &[
    Profile {
        id: "next",
        name: "Next.js",
        deps: &["next"],
        configs: &["next.config."],
        kind: Kind::FullStack,
        prefixes: &["NEXT_PUBLIC_"],
        entries: &["{src/,}pages/**/*.{tsx,jsx,ts,js}", "{src/,}instrumentation-client.{ts,js}"],
        server: &[
            "{src/,}pages/api/**",
            "{src/,}pages/_document.*",
            "{src/,}app/**/route.{ts,js}",
            "{src/,}middleware.{ts,js}",
            "{src/,}proxy.{ts,js}",
            "{src/,}instrumentation.{ts,js}",
            "{src/,}app/**/{page,layout,template,loading,not-found,default,sitemap,robots,opengraph-image,icon,manifest}.{tsx,jsx,ts,js}",
        ],
        stripped: &["getServerSideProps", "getStaticProps", "getStaticPaths"],
        client_out: &[".next/static", "out", "_next/static"],
        server_out: &[".next/server", ".next/standalone", ".next/cache"],
        ..NONE
    },
    Profile {
        id: "sveltekit",
        name: "SvelteKit",
        deps: &["@sveltejs/kit"],
        kind: Kind::FullStack,
        prefixes: &["PUBLIC_", "VITE_"],
        whole: true,
        entries: &[
            "src/routes/**/+{page,layout,error}{@*,}.svelte",
            "src/routes/**/+{page,layout}.{ts,js}",
            "src/hooks.client.{ts,js}",
            "src/hooks.{ts,js}",
            "src/service-worker.{ts,js}",
            "src/service-worker/index.{ts,js}",
        ],
        server: &[
            "src/routes/**/+{page,layout}.server.{ts,js}",
            "src/routes/**/+server.{ts,js}",
            "src/hooks.server.{ts,js}",
            "src/lib/server/**",
            "**/*.server.*",
            "src/params/**",
            "src/instrumentation.server.*",
        ],
        statics: &["static"],
        client_out: &[
            ".svelte-kit/output/client",
            "build/client",
            "build/_app",
            ".svelte-kit/cloudflare/_app",
        ],
        server_out: &[".svelte-kit/output/server", "build/server", ".vercel/output/functions"],
        ..NONE
    },
    Profile {
        id: "nuxt",
        name: "Nuxt",
        deps: &["nuxt", "nuxt3", "nuxt-edge"],
        configs: &["nuxt.config."],
        kind: Kind::FullStack,
        prefixes: &["VITE_"],
        whole: true,
        env: EnvFiles::Plain,
        entries: &[
            "{app/,src/,}{pages,layouts,components,plugins,middleware,composables,utils}/**/*.{vue,ts,js,mjs}",
            "{app/,src/,}app.vue",
            "{app/,src/,}error.vue",
            "{app/,src/,}app.config.{ts,js}",
        ],
        server: &["server/**", "src/server/**", "**/*.server.{vue,ts,js}", "modules/**"],
        statics: &["public", "static"],
        client_out: &[".output/public", ".nuxt/dist/client", "dist"],
        server_out: &[".output/server", ".nuxt/dist/server"],
        ..NONE
    },
    Profile {
        id: "astro",
        name: "Astro",
        deps: &["astro"],
        configs: &["astro.config."],
        kind: Kind::FullStack,
        prefixes: &["PUBLIC_"],
        whole: true,
        server: &[
            "src/pages/**/*.{ts,js}",
            "src/middleware.*",
            "src/middleware/**",
            "src/actions/**",
            "src/content.config.*",
            "src/content/config.*",
        ],
        client_out: &["dist/_astro", "dist/client", "dist"],
        ..NONE
    },
    Profile {
        id: "remix",
        name: "Remix / React Router",
        deps: &["@remix-run/react", "@remix-run/dev", "@react-router/dev"],
        configs: &["remix.config.", "react-router.config."],
        kind: Kind::FullStack,
        prefixes: &["VITE_"],
        whole: true,
        entries: &[
            "app/root.{tsx,jsx,ts,js}",
            "app/routes/**/*.{tsx,jsx,ts,js}",
            "app/entry.client.{tsx,jsx,ts,js}",
            "app/**/*.client.{tsx,jsx,ts,js}",
        ],
        server: &[
            "**/*.server.{tsx,jsx,ts,js}",
            "**/.server/**",
            "app/entry.server.*",
            "server.{ts,js,mjs}",
            "server/**",
        ],
        stripped: REMIX_STRIPPED,
        client_out: &["build/client", "public/build"],
        server_out: &["build/server", "build/index.js"],
        ..NONE
    },
    Profile {
        id: "gatsby",
        name: "Gatsby",
        deps: &["gatsby"],
        configs: &["gatsby-config."],
        kind: Kind::FullStack,
        prefixes: &["GATSBY_"],
        unprefixed: true,
        env: EnvFiles::ModeOnly,
        entries: &[
            "src/pages/**/*.{tsx,jsx,ts,js}",
            "src/templates/**/*.{tsx,jsx,ts,js}",
            "gatsby-browser.{tsx,jsx,ts,js}",
        ],
        server: &["gatsby-node.*", "gatsby-config.*", "gatsby-ssr.*", "src/api/**"],
        stripped: &["getServerData", "config", "query"],
        statics: &["static"],
        client_out: &["public"],
        ..NONE
    },
    Profile {
        id: "expo",
        name: "Expo",
        deps: &["expo"],
        kind: Kind::Spa,
        prefixes: &["EXPO_PUBLIC_"],
        entries: &["App.{tsx,jsx,ts,js}", "index.{tsx,jsx,ts,js}", "{src/,}app/**/*.{tsx,jsx,ts,js}"],
        server: &["{src/,}app/**/*+api.{ts,js}", "server/**", "plugins/**"],
        statics: &["public", "assets"],
        ..NONE
    },
    Profile {
        id: "react-native",
        name: "React Native",
        deps: &["react-native"],
        kind: Kind::Spa,
        env: EnvFiles::Any,
        entries: &[
            "App.{tsx,jsx,ts,js}",
            "index.{tsx,jsx,ts,js}",
            "index.{ios,android}.js",
            "src/App.{tsx,jsx,ts,js}",
        ],
        server: &["server/**"],
        statics: &["assets"],
        ..NONE
    },
    Profile {
        id: "angular",
        name: "Angular",
        deps: &["@angular/core"],
        configs: &["angular.json"],
        kind: Kind::Spa,
        prefixes: &["NG_APP_"],
        env: EnvFiles::Modes,
        entries: &["src/main.ts", "projects/*/src/main.ts", "apps/*/src/main.ts"],
        server: &["src/main.server.ts", "server.ts", "src/server.ts", "server/**"],
        statics: &["public", "src/assets"],
        client_out: &["dist"],
        server_out: &["dist/server", "dist/*/server"],
        ..NONE
    },
    Profile {
        id: "cra",
        name: "Create React App",
        deps: &["react-scripts", "@craco/craco", "react-app-rewired"],
        kind: Kind::Spa,
        prefixes: &["REACT_APP_"],
        whole: true,
        entries: &["src/index.{tsx,jsx,ts,js}"],
        client_out: &["build"],
        ..NONE
    },
    Profile {
        id: "vue-cli",
        name: "Vue CLI",
        deps: &["@vue/cli-service"],
        kind: Kind::Spa,
        prefixes: &["VUE_APP_"],
        whole: true,
        entries: &["src/main.{ts,js}"],
        client_out: &["dist"],
        ..NONE
    },
    Profile {
        id: "docusaurus",
        name: "Docusaurus",
        deps: &["@docusaurus/core"],
        configs: &["docusaurus.config."],
        kind: Kind::Spa,
        env: EnvFiles::Nothing,
        entries: &[
            "src/pages/**/*.{tsx,jsx,ts,js}",
            "src/theme/**/*.{tsx,jsx,ts,js}",
            "src/components/**/*.{tsx,jsx,ts,js}",
        ],
        statics: &["static"],
        client_out: &["build"],
        ..NONE
    },
    Profile {
        id: "ember",
        name: "Ember",
        deps: &["ember-cli"],
        kind: Kind::Spa,
        env: EnvFiles::Nothing,
        entries: &["app/app.{js,ts}", "app/**/*.{js,ts,gjs,gts}"],
        server: &["server/**"],
        ..NONE
    },
    Profile {
        id: "quasar",
        name: "Quasar",
        deps: &["@quasar/app-vite", "@quasar/app-webpack"],
        configs: &["quasar.config."],
        kind: Kind::Spa,
        prefixes: &["QCLI_", "VITE_"],
        unprefixed: true,
        whole: true,
        entries: &["src/App.vue", "src/boot/**/*.{ts,js}", "src/router/**/*.{ts,js}", "src/pages/**/*.vue"],
        server: &["src-ssr/**"],
        ..NONE
    },
    Profile {
        id: "solid-start",
        name: "SolidStart",
        deps: &["@solidjs/start", "@tanstack/react-start", "@tanstack/start"],
        kind: Kind::FullStack,
        prefixes: &["VITE_"],
        whole: true,
        entries: &["src/routes/**/*.{tsx,jsx}", "src/entry-client.{tsx,ts}", "src/app.tsx"],
        server: &["src/routes/api/**", "src/entry-server.*", "src/middleware.*", "**/*.server.*"],
        client_out: &[".output/public"],
        server_out: &[".output/server"],
        ..NONE
    },
    Profile {
        id: "qwik",
        name: "Qwik City",
        deps: &["@builder.io/qwik", "@qwik.dev/core"],
        kind: Kind::FullStack,
        prefixes: &["PUBLIC_"],
        whole: true,
        entries: &["src/routes/**/*.tsx", "src/root.tsx"],
        server: &["src/entry.ssr.*", "src/entry.*.tsx", "src/routes/**/plugin@*.ts"],
        stripped: &["onGet", "onPost", "onRequest"],
        server_out: &["server"],
        ..NONE
    },
    Profile {
        id: "wxt",
        name: "WXT",
        deps: &["wxt"],
        configs: &["wxt.config."],
        kind: Kind::Packaged,
        prefixes: &["VITE_", "WXT_"],
        whole: true,
        entries: &["{src/,}entrypoints/**/*.{ts,tsx,js,jsx}"],
        client_out: &[".output"],
        server_out: &[],
        ..NONE
    },
    Profile {
        id: "plasmo",
        name: "Plasmo",
        deps: &["plasmo"],
        kind: Kind::Packaged,
        prefixes: &["PLASMO_PUBLIC_"],
        entries: &[
            "{src/,}{popup,options,newtab,background,content}.{ts,tsx}",
            "{src/,}{contents,background,tabs,popup}/**/*.{ts,tsx}",
        ],
        ..NONE
    },
    Profile {
        id: "electron",
        name: "Electron",
        deps: &["electron", "electron-vite"],
        configs: &["electron.vite.config.", "electron-builder."],
        kind: Kind::Packaged,
        prefixes: &["VITE_", "MAIN_VITE_", "PRELOAD_VITE_", "RENDERER_VITE_"],
        whole: true,
        client_out: &["dist", "out", "dist-electron", "build"],
        server_out: &[],
        ..NONE
    },
    Profile {
        id: "tauri",
        name: "Tauri",
        deps: &["@tauri-apps/cli", "@tauri-apps/api"],
        kind: Kind::Addon,
        ..NONE
    },
    Profile {
        id: "storybook",
        name: "Storybook",
        deps: &["storybook", "@storybook/react", "@storybook/vue3"],
        kind: Kind::Addon,
        prefixes: &["STORYBOOK_"],
        client_out: &["storybook-static"],
        ..NONE
    },
    Profile {
        id: "rsbuild",
        name: "Rsbuild",
        deps: &["@rsbuild/core"],
        configs: &["rsbuild.config."],
        kind: Kind::Spa,
        prefixes: &["PUBLIC_"],
        entries: SPA_ENTRIES,
        ..NONE
    },
    Profile {
        id: "parcel",
        name: "Parcel",
        deps: &["parcel", "parcel-bundler"],
        configs: &[".parcelrc"],
        kind: Kind::Spa,
        unprefixed: true,
        entries: &[],
        client_out: &["dist"],
        ..NONE
    },
    Profile {
        id: "vite",
        name: "Vite",
        deps: &["vite"],
        configs: &["vite.config."],
        kind: Kind::Bundler,
        prefixes: &["VITE_"],
        whole: true,
        ..NONE
    },
    Profile {
        id: "webpack",
        name: "webpack",
        deps: &["webpack"],
        configs: &["webpack.config.", "webpack.prod.", "webpack.common."],
        kind: Kind::Bundler,
        env: EnvFiles::Plain,
        entries: SPA_ENTRIES,
        ..NONE
    },
    Profile {
        id: "esbuild",
        name: "esbuild",
        deps: &["esbuild"],
        configs: &["esbuild.config.", "esbuild."],
        kind: Kind::Bundler,
        env: EnvFiles::Nothing,
        ..NONE
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_unique_and_globs_compile() {
        for (at, profile) in PROFILES.iter().enumerate() {
            assert!(PROFILES[..at].iter().all(|other| other.id != profile.id), "{} twice", profile.id);
            assert!(
                !profile.deps.is_empty() || !profile.configs.is_empty(),
                "{} cannot be detected",
                profile.id
            );
            for glob in profile.entries.iter().chain(profile.server) {
                assert!(globset::Glob::new(glob).is_ok(), "{}: {glob}", profile.id);
            }
        }
    }
}
