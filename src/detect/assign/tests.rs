//! Every way to bind a value to a name, in the files where it is used.

use super::*;
use crate::blob::RelPath;
use crate::raw::classes::words::STEMS;

/// The values that the stems of `text` lead to, each once, as it would stand in a file called `path`.
fn values(path: &str, text: &str) -> Vec<String> {
    let kind = FileKind::of(&RelPath::new(path.as_bytes()));
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    for at in stems(bytes) {
        at_stem(bytes, at, kind, &mut |assigned| found.push(assigned.value.of(bytes).to_vec()));
    }
    found.dedup();
    found.into_iter().map(|value| String::from_utf8(value).expect("test texts are UTF-8")).collect()
}

fn stems(text: &[u8]) -> impl Iterator<Item = usize> {
    let is_stem = |at: &usize| STEMS.iter().any(|stem| text[*at..*at + 3].eq_ignore_ascii_case(&stem[0][..]));
    (0..text.len().saturating_sub(2)).filter(is_stem)
}

fn one(path: &str, text: &str) -> Option<String> {
    values(path, text).pop()
}

#[test]
fn quoted_values_are_found_everywhere() {
    for (path, text) in [
        ("a.py", "password = \"VALUE\""),
        ("a.py", "login(user, password='VALUE')"),
        ("a.py", "{'password': 'VALUE'}"),
        ("a.py", "password: str = \"VALUE\""),
        ("a.py", "os.environ['API_KEY'] = b'VALUE'"),
        ("a.py", "assert cfg['password'] == 'VALUE'"),
        ("a.rb", "{ 'password' => 'VALUE' }"),
        ("a.rb", "config.secret_token = 'VALUE'"),
        ("a.go", "password := \"VALUE\""),
        ("a.go", "Token:    \"VALUE\","),
        ("a.go", "AccessKey: aws.String(\"VALUE\"),"),
        ("a.go", "token := []byte(\"VALUE\")"),
        ("a.c", "#define API_KEY \"VALUE\""),
        ("a.c", "static const char password[] = \"VALUE\";"),
        ("a.c", "char password[32] = \"VALUE\";"),
        ("a.java", "conn.setPassword(\"VALUE\");"),
        ("a.java", "props.put(\"password\", \"VALUE\");"),
        ("a.java", "builder.password(\"VALUE\")"),
        ("a.java", "props.setProperty(Keys.SECRET_KEY, \"VALUE\");"),
        ("a.py", "self.assertEqual(auth.password, 'VALUE')"),
        ("a.ts", "const password: string = 'VALUE';"),
        ("a.ts", "password?: string = 'VALUE'"),
        ("a.php", "define('DB_PASSWORD', 'VALUE');"),
        ("a.php", "$config['password'] = 'VALUE';"),
        ("a.cs", "string password = @\"VALUE\";"),
        ("a.json", "{\"password\" : \"VALUE\"}"),
        ("a.tf", "password   = \"VALUE\""),
        ("a.sql", "CREATE USER x PASSWORD 'VALUE'"),
        ("a.xml", "<user password=\"VALUE\"/>"),
        ("a.xml", "<add key=\"password\" value=\"VALUE\"/>"),
        ("a.json", "{\"name\": \"API_KEY\", \"value\": \"VALUE\"}"),
        ("a.kt", "val apiKey: String = \"VALUE\""),
    ] {
        assert_eq!(one(path, text).as_deref(), Some("VALUE"), "{path}: {text}");
    }
}

#[test]
fn quotes_in_strings_close_as_they_open() {
    for (text, value) in [
        (r#"x = "password: \"VALUE\".to_owned(),";"#, "VALUE"),
        (r#"x = "password = \"VALUE\"";"#, "VALUE"),
        (r#"x = "password = \\\"VALUE\\\"";"#, "VALUE"),
        (r#"x = "password = \"VA\\\"LUE\"";"#, r#"VA\\\"LUE"#),
    ] {
        assert_eq!(one("a.rs", text).as_deref(), Some(value), "{text}");
    }
    assert_eq!(one("a.rs", r#"x = "password: \"VALUE", y"#), None);
    assert_eq!(one("a.rs", r#"x = "password: \"\"";"#), None);
}

#[test]
fn bare_words_are_values_where_files_have_such() {
    for (path, text) in [
        (".env", "API_KEY=VALUE"),
        (".env", "export API_KEY=VALUE # comment"),
        ("a.sh", "export DB_PASSWORD=VALUE; run"),
        ("a.sh", "tool --password VALUE x"),
        ("a.sh", "tool --password=VALUE x"),
        ("a.yml", "password: VALUE\n"),
        ("a.yml", "password: VALUE # why"),
        ("a.yml", "x: {user: u, password: VALUE}"),
        ("a.yml", "- MYSQL_PASSWORD=VALUE\n"),
        ("a.yml", "- name: API_KEY\n  value: VALUE\n"),
        ("a.ini", "password = VALUE\r\n"),
        ("a.properties", "db.password=VALUE\n"),
        ("Dockerfile", "ENV PASSWORD=VALUE"),
        ("a.xml", "<password>VALUE</password>"),
        ("a.md", "password: VALUE."),
        ("a.md", "run `tool --token=VALUE`"),
        ("a.js", "get('http://x.example/?apiKey=VALUE&x=1')"),
        ("a.go", "dsn := \"host=x password=VALUE user=y\""),
        (".netrc", "machine x login y password VALUE"),
    ] {
        assert_eq!(one(path, text).as_deref(), Some("VALUE"), "{path}: {text}");
    }
}

#[test]
fn bare_words_are_code_in_code() {
    for (path, text) in [
        ("a.py", "password = VALUE"),
        ("a.py", "login(password=VALUE)"),
        ("a.js", "const token = VALUE;"),
        ("a.go", "token: VALUE,"),
        ("a.c", "if (key == VALUE)"),
        ("a.c", "x->key = VALUE;"),
        ("a.java", "getToken(\"VALUE\")"),
        ("a.js", "if (!password) throw 'VALUE'"),
        ("a.py", "os.getenv('API_KEY')"),
        ("package-lock.json", "\"token\": \"VALUE\""),
    ] {
        assert_eq!(one(path, text), None, "{path}: {text}");
    }
}

#[test]
fn headers_lose_their_scheme() {
    for (path, text) in [
        ("a.sh", "curl -H 'Authorization: Bearer VALUE123'"),
        ("a.py", "headers = {'Authorization': 'token VALUE123'}"),
        ("a.yml", "Authorization:\n  - Basic VALUE123\n"),
        ("a.js", "`Bearer VALUE123`"),
        ("a.http", "X-Api-Key: VALUE123"),
    ] {
        assert_eq!(one(path, text).as_deref(), Some("VALUE123"), "{path}: {text}");
    }
}

#[test]
fn the_reach_is_kept() {
    let padding = "-".repeat(REACH);
    for text in [
        "password = \"VALUE\"",
        "{\"name\": \"API_KEY\", \"value\": \"VALUE\"}",
        "Authorization: Bearer VALUE123",
    ] {
        let padded = format!("{padding}\n{text}\n{padding}");
        let bytes = padded.as_bytes();
        let kind = FileKind::Unknown;
        for at in stems(bytes) {
            let (mut near, mut far) = (Vec::new(), Vec::new());
            at_stem(bytes, at, kind, &mut |a| far.push(a.value.of(bytes).to_vec()));
            let window = &bytes[at - REACH..(at + REACH).min(bytes.len())];
            at_stem(window, REACH, kind, &mut |a| near.push(a.value.of(window).to_vec()));
            assert_eq!(near, far, "{text}");
            assert!(!far.is_empty(), "{text}");
        }
    }
}

mod properties {
    use proptest::prelude::*;

    use super::*;

    const PIECES: [&str; 26] = [
        "password",
        "API_KEY",
        "Authorization",
        "Bearer ",
        "name",
        "value",
        "=",
        ":",
        " ",
        "\"",
        "'",
        "\n",
        "<",
        ">",
        "(",
        ")",
        ",",
        "--",
        "abc",
        "é",
        "\\",
        "[",
        "]",
        "{",
        "- ",
        "token",
    ];

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        /// No text makes it panic, and every value lies in the text behind its name, within reach.
        #[test]
        fn any_text_is_read(pieces in prop::collection::vec(prop::sample::select(PIECES.to_vec()), 0..40)) {
            let text = pieces.concat();
            let bytes = text.as_bytes();
            for path in ["a.py", "a.yml", ".env", "a.xml", "a.md", "a.sh", "a.sql", "a.c"] {
                let kind = FileKind::of(&RelPath::new(path.as_bytes()));
                for at in stems(bytes) {
                    at_stem(bytes, at, kind, &mut |assigned| {
                        assert!(assigned.name.start <= at && at < assigned.name.end);
                        assert!(assigned.value.start >= assigned.name.end && assigned.value.end <= bytes.len());
                        assert!(assigned.value.end <= at + REACH);
                    });
                }
            }
        }
    }
}
