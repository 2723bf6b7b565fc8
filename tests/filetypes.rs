//! Every kind of file writes values its own way: what is a value there is found, what is code or a reference is not.

use beartrap::blob::{Blob, Origin, RelPath};
use beartrap::finding::Confidence;
use beartrap::inspect::Inspector;
use beartrap::rule::RuleSet;
use beartrap::secret::FingerprintKey;

/// A drawn password, in two pieces.
const SECRET: &str = concat!("Vk9wRt", "3xQm7z");

/// Kind of file, its name, texts whose `~` is a secret, and texts without one.
type Row = (&'static str, &'static str, &'static [&'static str], &'static [&'static str]);

#[rustfmt::skip]
const CODE: &[Row] = &[
    ("C", "a.c", &["char password[] = \"~\";", "#define DB_PASSWORD \"~\""], &["password = ~;", "check(password, ~);"]),
    ("C++", "a.cpp", &["const std::string password{\"~\"};", "{\"password\", \"~\"},"], &["password = get(~);"]),
    ("Objective-C", "a.m", &["NSString *password = @\"~\";"], &["self.password = ~;"]),
    ("C#", "a.cs", &["string password = \"~\";", "Password = @\"~\","], &["Password = ~,"]),
    ("Dart", "a.dart", &["final password = '~';"], &["password: ~,"]),
    ("Elixir", "a.ex", &["password: \"~\","], &["password: ~,"]),
    ("Go", "a.go", &["password := \"~\"", "Password: \"~\",", "req.SetBasicAuth(\"me\", \"~\")"], &["Password: ~,"]),
    ("Groovy", "Jenkinsfile", &["password = '~'", "sh 'curl -u me:~ https://ci.acme.dev'"], &["password = ~"]),
    ("Haskell", "a.hs", &["password = \"~\""], &["password = ~"]),
    ("Java", "A.java", &["String password = \"~\";", "props.put(\"password\", \"~\");", "@Value(\"${db.password:~}\")"],
        &["setPassword(~);", "List.of(\"user\", \"password\", \"~\");"]),
    ("JavaScript", "a.js", &["const password = '~';", "{ password: \"~\" }"], &["{ password: ~ }"]),
    ("Kotlin", "a.kt", &["val password: String = \"~\""], &["val password = ~"]),
    ("Lua", "a.lua", &["password = \"~\""], &["password = ~"]),
    ("Nix", "a.nix", &["password = \"~\";"], &["password = ~;"]),
    ("Perl", "a.pl", &["my $password = '~';", "password => '~',"], &["$password = ~;"]),
    ("PHP", "a.php", &["$config['password'] = '~';", "define('DB_PASSWORD', '~');"], &["'password' => ~,"]),
    ("Python", "a.py", &["password = '~'", "{'password': '~'}", "auth=('me', '~')"],
        &["password = ~", "HashPassword('password', '~')", "['user', 'password', '~']"]),
    ("R", "a.R", &["password <- \"~\"", "connect(password = \"~\")"], &["password <- ~"]),
    ("Ruby", "a.rb", &["password: '~'", "'password' => '~'"], &["password: ~"]),
    ("Rust", "a.rs", &["let password = \"~\";", "password: \"~\".to_owned(),"], &["password: ~,"]),
    ("Scala", "a.scala", &["val password = \"~\""], &["val password = ~"]),
    ("Swift", "a.swift", &["let password = \"~\""], &["let password = ~"]),
    ("TypeScript", "a.ts", &["const password: string = '~';"], &["password: ~;"]),
    ("Terraform", "a.tf", &["password = \"~\""], &["password = ~"]),
];

#[rustfmt::skip]
const DATA: &[Row] = &[
    ("Ansible", "play.yml", &["    mysql_password: ~\n"], &["    mysql_password: \"{{ ~ }}\"\n"]),
    ("CSV", "users.csv", &["user,password\nme,~\n"], &["user,mail\npassword,~\n"]),
    ("docker-compose", "compose.yml", &["    - DB_PASSWORD=~\n", "    DB_PASSWORD: ${DB_PASSWORD:-~}\n"], &["    DB_PASSWORD: ${~}\n"]),
    ("env", ".env", &["export DB_PASSWORD=~\n", "DB_PASSWORD='~'\n"], &["DB_PASSWORD=$~\n"]),
    ("GitHub workflow", ".github/workflows/ci.yml", &["        DB_PASSWORD: ~\n"], &["        DB_PASSWORD: ${{ secrets.~ }}\n"]),
    ("HTTP", "a.http", &["X-Auth-Token: ~\n"], &["X-Auth-Token: {{~}}\n"]),
    ("INI", "a.ini", &["password = ~\n"], &["password_file = ~\n"]),
    ("JSON", "a.json", &["{\"password\": \"~\"}", "{\"name\": \"DB_PASSWORD\", \"value\": \"~\"}"], &["{\"password_hint\": \"~\"}"]),
    ("JSON in JSON", "b.json", &[r#"{"api_token": "{\"user\":\"me\",\"key\":\"~q8xk\"}"}"#], &[]),
    ("Kubernetes", "secret.yaml", &["stringData:\n  password: ~\n", "        - name: DB_PASSWORD\n          value: ~\n"],
        &["        - name: DB_PASSWORD\n          valueFrom: ~\n"]),
    ("Maven", "settings.xml", &["<password>~</password>"], &["<password>${~}</password>"]),
    ("netrc", ".netrc", &["machine a.acme.dev login me password ~\n"], &["machine ~\n"]),
    ("npm", ".npmrc", &["//registry.acme.dev/:_authToken=~q8xk\n"], &["//registry.acme.dev/:_authToken=${~}\n"]),
    ("pgpass", ".pgpass", &["db.acme.dev:5432:*:me:~\n"], &["#db.acme.dev:5432:*:me:~\n"]),
    ("plist", "a.plist", &["<key>password</key>\n<string>~</string>"], &["<key>~</key>"]),
    ("properties", "a.properties", &["db.password=~\n", "db.password: ~\n"], &["db.password=${~}\n"]),
    ("SQL", "a.sql", &["CREATE USER me IDENTIFIED BY '~';", "ALTER ROLE me WITH PASSWORD '~';"], &["SELECT password, ~ FROM t;"]),
    ("TOML", "a.toml", &["password = \"~\""], &["password = ~"]),
    ("XML", "web.config", &["<add key=\"Password\" value=\"~\"/>", "<password encrypted=\"false\">~</password>"], &["<password>~"]),
    ("YAML", "a.yml", &["password: ~\n", "x: {user: me, password: ~}\n"], &["password: *~\n", "password: !vault ~\n"]),
];

#[rustfmt::skip]
const COMMANDS: &[Row] = &[
    ("batch", "a.bat", &["set DB_PASSWORD=~\r\n"], &["set DB_PASSWORD=%~%\r\n"]),
    ("Dockerfile", "Dockerfile", &["ENV DB_PASSWORD=~\n", "ENV DB_PASSWORD ~\n", "ARG DB_PASSWORD=~\n"], &["ENV DB_PASSWORD=${~}\n"]),
    ("Make", "Makefile", &["DB_PASSWORD = ~\n"], &["DB_PASSWORD = $(~)\n"]),
    ("PowerShell", "a.ps1", &["$password = \"~\"", "ConvertTo-SecureString \"~\" -AsPlainText"], &["$password = $~"]),
    ("shell", "a.sh", &["DB_PASSWORD=~ run", "run --password ~ x", "run --token=~q8xk", "mysql -uroot -p~ db", "sshpass -p ~ ssh h",
        "curl -u me:~ https://a.acme.dev", "curl -H 'X-Api-Key: ~q8xk' x"], &["DB_PASSWORD=$~", "echo $password ~", "mysql -u root -p ~"]),
    ("arguments", "b.py", &["['run', '--password', '~']"], &[]),
];

/// The rules that are believed at default confidence.
fn found(path: &str, text: &str) -> Vec<String> {
    let set = RuleSet::builtin();
    let inspector = Inspector::new(&set, FingerprintKey::default());
    let origin = Origin::file(RelPath::new(path.as_bytes()));
    let findings = inspector.inspect(Blob { bytes: text.as_bytes(), origin: &origin }).findings;
    findings.into_iter().filter(|f| f.confidence >= Confidence::Medium).map(|f| f.rule).collect()
}

fn filled(text: &str) -> String {
    text.replace('~', SECRET)
}

fn check(rows: &[Row]) {
    let mut faults = Vec::new();
    for (kind, path, secrets, others) in rows {
        for text in *secrets {
            if found(path, &filled(text)).is_empty() {
                faults.push(format!("{kind}: not found: {text}"));
            }
        }
        for text in *others {
            let rules = found(path, &filled(text));
            if !rules.is_empty() {
                faults.push(format!("{kind}: found by {rules:?}: {text}"));
            }
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn source_code() {
    check(CODE);
}

#[test]
fn settings_and_data() {
    check(DATA);
}

#[test]
fn scripts_and_command_lines() {
    check(COMMANDS);
}
