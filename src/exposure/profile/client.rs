//! Tools whose packages are client code: single-page apps, packaged apps, bundlers.

use super::{EnvFiles, Kind, NONE, Profile};

const SPA_ENTRIES: &[&str] =
    &["src/main.{ts,tsx,js,jsx,mjs}", "src/index.{ts,tsx,js,jsx}", "src/bootstrap.{ts,tsx,js}"];

/// The table, the more telling before the more general.
pub(super) const PROFILES: &[Profile] = &[
    Profile {
        id: "expo",
        name: "Expo",
        deps: &["expo"],
        kind: Kind::Spa,
        prefixes: &["EXPO_PUBLIC_"],
        entries: &["App.{tsx,jsx,ts,js}", "index.{tsx,jsx,ts,js}"],
        server: &["{src/,}app/**/*+api.{ts,js}", "server/**", "plugins/**"],
        statics: &["public", "assets"],
        ..NONE
    },
    // Every file of app/ is a route (<https://docs.expo.dev/router/basics/notation/>).
    Profile {
        id: "expo-router",
        name: "Expo Router",
        deps: &["expo-router"],
        kind: Kind::Addon,
        entries: &["{src/,}app/**/*.{tsx,jsx,ts,js}"],
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
        server: &["src/setupProxy.*"],
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
        entries: &["src/pages/**/*.{tsx,jsx,ts,js}", "src/theme/**/*.{tsx,jsx,ts,js}"],
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
        whole: true,
        entries: &["src/App.vue", "src/boot/**/*.{ts,js}", "src/router/**/*.{ts,js}", "src/pages/**/*.vue"],
        server: &["src-ssr/**"],
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
        // https://electron-vite.org/guide/dev#dependencies-and-conventions
        entries: &[
            "src/{main,preload}/index.{ts,js,mts,mjs}",
            "src/{main,preload}.{ts,js}",
            "electron/{main,preload}.{ts,js}",
            "electron/{main,preload}/index.{ts,js}",
            "{main,preload,index}.{ts,js,mjs,cjs}",
        ],
        client_out: &["dist", "out", "dist-electron", "build"],
        server_out: &[],
        ..NONE
    },
    // https://code.visualstudio.com/api/working-with-extensions/publishing-extension
    Profile {
        id: "vscode",
        name: "Visual Studio Code extension",
        deps: &["@types/vscode"],
        kind: Kind::Packaged,
        entries: &["{src/,}{extension,main}.{ts,js}", "src/{extension,main,index}.ts"],
        statics: &[],
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
        id: "vitepress",
        name: "VitePress",
        deps: &["vitepress"],
        kind: Kind::Spa,
        prefixes: &["VITE_"],
        whole: true,
        entries: &["{docs/,}.vitepress/theme/index.{ts,js,mts,mjs}"],
        statics: &["public", "docs/public", "src/public"],
        client_out: &[".vitepress/dist", "docs/.vitepress/dist"],
        server_out: &[],
        ..NONE
    },
    Profile {
        id: "mix",
        name: "Laravel Mix",
        deps: &["laravel-mix"],
        configs: &["webpack.mix."],
        kind: Kind::Bundler,
        prefixes: &["MIX_"],
        env: EnvFiles::Plain,
        entries: &["resources/js/app.{js,ts}"],
        ..NONE
    },
    Profile {
        id: "webpack",
        name: "webpack",
        deps: &["webpack"],
        configs: &["webpack."],
        kind: Kind::Bundler,
        env: EnvFiles::Plain,
        entries: SPA_ENTRIES,
        ..NONE
    },
    Profile { id: "bun", name: "Bun", configs: &["bunfig.toml"], kind: Kind::Bundler, ..NONE },
    // https://hexdocs.pm/phoenix/asset_management.html
    Profile {
        id: "phoenix",
        name: "Phoenix",
        configs: &["mix.exs"],
        kind: Kind::Bundler,
        env: EnvFiles::Nothing,
        entries: &["assets/js/app.{js,ts,jsx,tsx}"],
        statics: &["priv/static", "assets/static"],
        ..NONE
    },
    Profile {
        id: "rollup",
        name: "Rollup",
        deps: &["rollup"],
        configs: &["rollup.config."],
        kind: Kind::Bundler,
        env: EnvFiles::Nothing,
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
