//! Where each kind of project has a place for secrets: the way out of a frontend, for the tool at hand.

/// The advice for projects that some tools build.
struct Advice {
    /// Names of tools and platforms, as evidence calls them.
    tools: &'static [&'static str],
    text: &'static str,
}

/// What to do in a project that `tool` builds.
pub(super) fn advice(tool: &str) -> Option<&'static str> {
    ADVICE.iter().find(|advice| advice.tools.contains(&tool)).map(|advice| advice.text)
}

/// What to do about an app that is packaged, by whatever tool.
pub(super) const PACKAGED: &str = "Packaged apps cannot keep a secret, obfuscated or not. Call the provider from your own \
     backend, give the app a short-lived token of its user, and restrict public keys to the app's id.";

const ADVICE: &[Advice] = &[
    Advice {
        tools: &["Next.js"],
        text: "Next.js: read it as process.env.NAME, without NEXT_PUBLIC_, in a route handler (app/api/NAME/route.ts) or a server \
               action ('use server'), call the provider there and return only the result. Start the module that reads it with \
               `import 'server-only'`: a build that would ship it then fails.",
    },
    Advice {
        tools: &["SvelteKit"],
        text: "SvelteKit: import it from $env/static/private or $env/dynamic/private in +page.server.ts, +server.ts or \
               src/lib/server/, and return only the result.",
    },
    Advice {
        tools: &["Nuxt"],
        text: "Nuxt: keep it in runtimeConfig outside `public` (NUXT_NAME), read it with useRuntimeConfig() in server/api/, and call \
               that route from the page.",
    },
    Advice {
        tools: &["Astro"],
        text: "Astro: read it in the frontmatter, an endpoint (src/pages/api/) or an action; declare it with astro:env as server secret.",
    },
    Advice {
        tools: &["Remix / React Router"],
        text: "Remix and React Router: read process.env.NAME in a loader or action, in a module called NAME.server.ts, and return \
               only what the page shows.",
    },
    Advice {
        tools: &["Gatsby"],
        text: "Gatsby: rename the variable without GATSBY_, read it in a function (src/api/NAME.js), in getServerData or, for data of \
               the build, in gatsby-node.js, and keep it out of siteMetadata and .env.production.",
    },
    Advice {
        tools: &["SolidStart", "Qwik City", "Fresh", "Meteor"],
        text: "Read it from the environment in code that stays on the server (\"use server\", routeLoader$ and server$, a route, a \
               method of the server), and return only the result.",
    },
    Advice {
        tools: &["Create React App", "Vue CLI"],
        text: "A static app has no place for secrets, and every REACT_APP_ or VUE_APP_ variable that it reads ships. Put the call \
               behind a server or function of your own, and call that from the app.",
    },
    Advice {
        tools: &["Angular"],
        text: "Angular: environment files are code of the app. Take the value out of src/environments, add a backend route (or an \
               endpoint of server.ts with SSR) that calls the provider, and call that with HttpClient.",
    },
    Advice {
        tools: &["Ember"],
        text: "Ember: config/environment.js is part of index.html. Take the value out of it, and call the provider from your API.",
    },
    Advice {
        tools: &["Docusaurus", "VitePress"],
        text: "The configuration of the site is sent to every reader (customFields, themeConfig). Use the public search key of the \
               provider, and do what needs the secret when the site is built.",
    },
    Advice {
        tools: &["Expo"],
        text: "Expo: an app cannot keep a secret. Put the call behind an API route (app/NAME+api.ts) or your own backend, and give the \
               app a token of its user instead.",
    },
    Advice {
        tools: &["React Native"],
        text: "React Native: the bundle and react-native-config's .env are inside the app. Call the provider from your own backend, and \
               keep the token of the user in the keychain.",
    },
    Advice {
        tools: &["Electron", "Tauri"],
        text: "Desktop apps: main process, preload, renderer and binary all ship; an asar archive is no protection. Call the provider \
               from your own backend, and keep what the user signs in with in safeStorage or the system's keychain.",
    },
    Advice {
        tools: &["WXT", "Plasmo", "extension", "Visual Studio Code extension"],
        text: "Browser extensions: every file of the package can be read, the background worker's too. Call the provider from your own \
               backend, and sign users in with chrome.identity.",
    },
    Advice {
        tools: &["flutter", "gradle", "xcode"],
        text: "Mobile apps: resources, BuildConfig, Info.plist, assets and dart-defines can all be read from the package. Call the provider \
               from your own backend; restrict keys that must ship to the app's id and signature.",
    },
    Advice {
        tools: &["Vite", "Quasar", "Rsbuild", "Parcel", "webpack", "Rollup", "esbuild", "Laravel Mix"],
        text: "A static site has no place for secrets: what the bundle reads, visitors can read. Rename the variable without its public \
               prefix, add a small server route or function (a proxy) that calls the provider, and call that from the page.",
    },
    Advice {
        tools: &["Bun"],
        text: "Bun: what a page loads is bundled, and so are variables with the prefix of bunfig.toml. Keep the value in a variable \
               without that prefix, read it in a route of serve(), and call the route from the page.",
    },
    Advice {
        tools: &["Phoenix"],
        text: "Phoenix: scripts in assets/ are bundled and priv/static is served. Read the value in config/runtime.exs with System.get_env, \
               use it in a context module, and give templates and channels the result.",
    },
    Advice {
        tools: &["node", "deno"],
        text: "Server code: read it from the environment (process.env.NAME, Deno.env.get; in a Worker env.NAME, set with `wrangler secret \
               put NAME`), and answer with the result alone. What express.static, an assets directory or a template hands out is public.",
    },
    Advice {
        tools: &["go", "rust"],
        text: "Server code: read it from the environment when the program starts. Embedded or served folders and templates are public, and \
               a literal can be read out of the binary.",
    },
    Advice {
        tools: &["hugo"],
        text: "Hugo: layouts, static/ and content/ are all published. Do what needs the secret when the site is built, with a variable of the \
               build (getenv), or behind a function of the host.",
    },
    Advice {
        tools: &["django", "python"],
        text: "Python: read it from os.environ in the settings, use it in views only, and give templates and JSON responses the result. \
               Nothing below static/ is private.",
    },
    Advice {
        tools: &["ruby"],
        text: "Rails: put it into credentials (bin/rails credentials:edit) or ENV, use it in controllers and jobs, and never print it \
               in a view or a .js.erb file.",
    },
    Advice {
        tools: &["laravel", "php"],
        text: "PHP: keep it in .env outside the web root and read it through config(); neither VITE_ and MIX_ variables nor templates \
               may hold it.",
    },
    Advice {
        tools: &["java", "dotnet"],
        text: "Keep it out of application.yml and appsettings.json: environment variables, user secrets or a vault fill them at start. \
               Nothing below static/ or wwwroot/ is private.",
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_tool_has_advice_and_only_one() {
        for tool in crate::exposure::tools() {
            assert!(advice(tool).is_some(), "no advice for {tool}");
        }
        let mut all: Vec<&str> = ADVICE.iter().flat_map(|advice| advice.tools).copied().collect();
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count, "a tool has two rows");
    }
}
