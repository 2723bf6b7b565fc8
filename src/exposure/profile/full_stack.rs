//! Frameworks whose packages hold client and server code.

use super::{EnvFiles, Kind, NONE, Profile};

const REMIX_STRIPPED: &[&str] =
    &["loader", "action", "headers", "middleware", "unstable_middleware", "getLoadContext"];

/// The table, the more telling before the more general.
pub(super) const PROFILES: &[Profile] = &[
    Profile {
        id: "next",
        name: "Next.js",
        deps: &["next"],
        configs: &["next.config."],
        kind: Kind::FullStack,
        prefixes: &["NEXT_PUBLIC_"],
        entries: &[
            "{src/,}pages/**/*.{tsx,jsx,ts,js}",
            "{src/,}instrumentation-client.{ts,js}",
            "{src/,}sentry.client.config.{ts,js}",
        ],
        server: &[
            "{src/,}pages/api/**",
            "{src/,}pages/_document.*",
            "{src/,}app/**/route.{ts,js}",
            "{src/,}middleware.{ts,js}",
            "{src/,}proxy.{ts,js}",
            "{src/,}instrumentation.{ts,js}",
            "{src/,}sentry.{server,edge}.config.{ts,js}",
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
            "src/params/*.{ts,js}",
        ],
        server: &[
            "src/routes/**/+{page,layout}.server.{ts,js}",
            "src/routes/**/+server.{ts,js}",
            "src/hooks.server.{ts,js}",
            "src/lib/server/**",
            "**/*.server.*",
            "src/instrumentation.server.*",
            "src/**/*.remote.{ts,js}",
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
            "{app/,src/,}{pages,layouts}/**/*.{vue,ts,js,mjs}",
            "{app/,src/,}{plugins,middleware}/*.{vue,ts,js,mjs}",
            "{app/,src/,}plugins/*/index.{ts,js,mjs}",
            "{app/,src/,}app.vue",
            "{app/,src/,}error.vue",
            "{app/,src/,}app.config.{ts,js}",
        ],
        // https://nuxt.com/docs/guide/concepts/auto-imports
        by_name: &["{app/,src/,}{components,composables,utils,stores}/**/*.{vue,ts,js,mjs}"],
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
        // https://qwik.dev/docs/routing/
        entries: &["src/routes/**/{index,layout,404}{@*,-*,!,}.{tsx,jsx}", "src/root.tsx"],
        server: &["src/entry.ssr.*", "src/entry.*.tsx", "src/routes/**/plugin@*.ts"],
        stripped: &["onGet", "onPost", "onRequest"],
        server_out: &["server"],
        ..NONE
    },
    Profile {
        id: "fresh",
        name: "Fresh",
        configs: &["fresh.config.", "fresh.gen."],
        kind: Kind::FullStack,
        prefixes: &["FRESH_PUBLIC_"],
        entries: &["islands/**/*.{tsx,jsx,ts,js}"],
        server: &["routes/**", "main.ts", "dev.ts"],
        statics: &["static"],
        ..NONE
    },
    Profile {
        id: "meteor",
        name: "Meteor",
        deps: &["meteor-node-stubs"],
        configs: &[".meteor"],
        kind: Kind::FullStack,
        env: EnvFiles::Nothing,
        entries: &["client/**/*.{js,ts,jsx,tsx}"],
        server: &["server/**", "private/**", "imports/**/server/**"],
        ..NONE
    },
];
