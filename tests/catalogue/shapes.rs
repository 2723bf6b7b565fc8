//! The ways in which a token stands in files.

/// A text with a token in it.
pub struct Shape {
    /// The name of its file.
    pub path: &'static str,
    pub text: String,
    /// Whether the token is assigned to a name that says it is secret.
    pub assigned: bool,
}

/// `token` in each shape. `provider` is written as people write it, `names` as variables or headers. Without a provider
/// only the names tell what the token is.
pub fn around(provider: Option<&str>, names: &[&str], token: &str) -> Vec<Shape> {
    let mut shapes: Vec<Shape> = names.iter().flat_map(|name| named(name, token)).collect();
    shapes.extend(provider.into_iter().flat_map(|provider| beside(provider, token)));
    shapes
}

/// `token` with nothing but the name of its provider near.
fn beside(provider: &str, token: &str) -> Vec<Shape> {
    let word = provider.to_lowercase().replace([' ', '.'], "");
    let shape = |path, assigned, text| Shape { path, text, assigned };
    vec![
        shape("values.yaml", true, format!("{word}:\n  secret_key: {token}\n  region: eu\n")),
        shape("settings.ini", true, format!("[{word}]\napi_key = {token}\n")),
        shape("main.tf", true, format!("provider \"{word}\" {{\n  token = \"{token}\"\n}}\n")),
        shape("NOTES.md", false, format!("The {provider} token is `{token}`, ask Kim.\n")),
        shape("main.go", false, format!("\t// The {provider} key\n\tc := {word}.New(\"{token}\")\n")),
    ]
}

/// `token` as the value of `name`, which is written as each language does.
fn named(name: &str, token: &str) -> Vec<Shape> {
    let snake = name.to_lowercase().replace('-', "_");
    let camel = if name.contains(['_', '-']) { camel_case(&snake) } else { name.to_owned() };
    let word = if token.contains(' ') { format!("'{token}'") } else { token.to_owned() };
    let shape = |path, assigned, text| Shape { path, text, assigned };
    vec![
        shape(".env", true, format!("{name}={token}\n")),
        shape("src/client.js", true, format!("const {camel} = '{token}';\n")),
        shape("app/settings.py", true, format!("import os\n\n{snake} = \"{token}\"\n")),
        shape("config.json", true, format!("{{\n  \"{camel}\": \"{token}\",\n  \"retries\": 3\n}}\n")),
        shape("deploy.sh", true, format!("#!/bin/sh\nexport {name}={word}\n./run\n")),
        shape("app.config", true, format!("<add key=\"{name}\" value=\"{token}\" />\n")),
        shape("Dockerfile", false, format!("FROM debian\nENV {name} {token}\n")),
    ]
}

fn camel_case(snake: &str) -> String {
    let mut words = snake.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |camel, word| {
        let (head, tail) = word.split_at(word.len().min(1));
        camel + &head.to_uppercase() + tail
    })
}
