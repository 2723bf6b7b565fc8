//! Twins: lines of many languages that are alike, of which one runs a risk and the other does not.

use std::fmt::Write as _;
use std::fs;

use beartrap::risk::assess;

mod findings;

const TOKEN: &str = concat!("Zk3vT9qLm2XcR7pW", "n5YdB8sHf1JgA4Qe6UoKi0Lb");

/// File, kinds of risk, text; `§` is the token.
#[rustfmt::skip]
const TWINS: &[(&str, &[&str], &str)] = &[
    ("a.js", &["in-url"], "axios.get('https://api.acme.dev/v1', { params: { api_key: '§' } })"),
    ("a.js", &[], "axios.post('https://api.acme.dev/v1', { api_key: '§' })"),
    ("a.js", &["in-url"], "const key = '§'\naxios.get('https://api.acme.dev/v1', { params: { token: key } })"),
    ("a.js", &[], "const key = '§'\naxios.post('https://api.acme.dev/v1', { token: key })"),
    ("a.py", &["in-url"], "requests.get(\"https://api.acme.dev\", params={\"api_key\": \"§\"})"),
    ("a.py", &[], "requests.get(\"https://api.acme.dev\", headers={\"X-Api-Key\": \"§\"})"),
    ("a.py", &[], "requests.post(\"https://api.acme.dev\", json={\"api_key\": \"§\"})"),
    ("a.py", &["in-url"], "API_KEY = \"§\"\nrequests.get(\"https://api.acme.dev\", params={\"key\": API_KEY})"),
    ("a.js", &["in-url"], "url.searchParams.append('token', '§')"),
    // It may as well be the body of a form.
    ("a.js", &[], "const p = new URLSearchParams({ access_token: '§' })"),
    ("a.js", &[], "const p = new Headers({ access_token: '§' })"),
    ("a.js", &["plain-http"], "fetch('http://api.acme.dev/v1', { headers: { Authorization: 'Bearer §' } })"),
    ("a.js", &[], "fetch('http://localhost:3000/v1', { headers: { Authorization: 'Bearer §' } })"),
    ("a.js", &[], "fetch('http://10.0.0.5/v1', { headers: { Authorization: 'Bearer §' } })"),
    ("a.js", &[], "fetch('http://192.168.1.4:8080/v1', { headers: { Authorization: 'Bearer §' } })"),
    ("a.js", &[], "fetch('http://172.20.0.2/v1', { headers: { Authorization: 'Bearer §' } })"),
    ("a.js", &["plain-http"], "fetch('http://172.40.0.2/v1', { headers: { Authorization: 'Bearer §' } })"),
    ("a.js", &[], "fetch('http://api.svc.cluster.local/v1', { headers: { Authorization: 'Bearer §' } })"),
    ("a.js", &[], "fetch('http://host.docker.internal:4000/', { headers: { Authorization: 'Bearer §' } })"),
    ("a.js", &["in-url", "plain-http"], "new WebSocket('ws://stream.acme.dev/feed?token=§')"),
    ("a.js", &["in-url"], "new WebSocket('wss://stream.acme.dev/feed?token=§')"),
    ("a.js", &[], "new WebSocket('ws://127.0.0.1:9000/feed', ['§'])"),
    ("a.sh", &["plain-http"], "curl -u me:§ http://ci.acme.dev/job/x/build"),
    ("a.sh", &[], "curl -u me:§ https://ci.acme.dev/job/x/build"),
    ("a.sh", &[], "curl -u me:§ http://localhost:8080/job/x/build"),
    ("a.sh", &[], "# docs: http://docs.acme.dev/auth\nTOKEN=§"),
    ("a.js", &[], "// http://docs.acme.dev/api#authorization\nconst key = '§'"),
    ("a.yml", &[], "key: § # see http://wiki.acme.dev/authorization"),
    ("a.js", &[], "const key = '§'\n// see http://docs.acme.dev: send key in the Authorization header"),
    ("a.java", &["plain-http"], "String token = \"§\";\nHttpRequest.newBuilder(URI.create(\"http://api.acme.dev\")).header(\"Authorization\", token);"),
    ("a.js", &["browser-storage"], "window.localStorage['token'] = '§'"),
    ("a.js", &["browser-storage"], "sessionStorage.setItem('jwt', '§')"),
    ("a.js", &[], "const token = '§'\nstorage.set('token', token)"),
    // What a function does with its arguments is not followed.
    ("a.js", &[], "const store = (k, v) => localStorage.setItem(k, v)\nconst token = '§'\nstore('token', token)"),
    ("a.js", &[], "res.cookie('session', '§', { httpOnly: true, secure: true })"),
    ("a.js", &["browser-storage"], "Cookies.set('session', '§')"),
    ("a.js", &[], "document.cookie = 'theme=dark'; send('§')"),
    ("a.py", &[], "response.set_cookie(\"session\", \"§\", httponly=True, secure=True)"),
    ("a.js", &["browser-storage"], "const token = '§'\nawait AsyncStorage.setItem('token', token)"),
    ("a.js", &[], "const token = '§'\nawait SecureStore.setItemAsync('token', token)"),
    ("a.js", &["logged"], "const token = '§'\nconsole.log('using', token)"),
    ("a.js", &[], "const token = '§'\nconsole.log('using', token.slice(0, 4) + '...')"),
    ("a.js", &[], "const token = '§'\nconsole.log('using', mask(token))"),
    ("a.js", &[], "const token = '§'\nconsole.log(`using ${redact(token)}`)"),
    ("a.js", &["logged"], "const token = '§'\nlogger.debug(`using ${token}`)"),
    ("a.js", &[], "const token = '§'\nlogger.debug('token missing')"),
    ("a.js", &[], "const token = '§'\nif (!token) console.error('no token')"),
    ("a.py", &["logged"], "token = \"§\"\nprint(f\"token={token}\")"),
    ("a.py", &["logged"], "token = \"§\"\nprint(\"token:\", token)"),
    ("a.py", &["logged"], "token = \"§\"\nlogging.info(\"token %s\", token)"),
    ("a.py", &[], "token = \"§\"\nprint(len(token))"),
    ("a.py", &[], "token = \"§\"\nprint(\"token ok\")"),
    ("a.go", &["logged"], "token := \"§\"\nlog.Printf(\"token %s\", token)"),
    ("a.go", &["logged"], "token := \"§\"\nfmt.Println(token)"),
    ("a.go", &[], "token := \"§\"\nfmt.Println(token != \"\")"),
    ("a.go", &[], "token := \"§\"\nbody := fmt.Sprintf(\"x=%s\", token)"),
    ("a.java", &["logged"], "String token = \"§\";\nSystem.out.println(\"t \" + token);"),
    ("a.java", &["logged"], "String token = \"§\";\nLOGGER.info(\"token {}\", token);"),
    ("a.java", &["logged"], "String token = \"§\";\nLog.d(TAG, token);"),
    ("a.php", &["logged"], "$token = '§';\nerror_log(\"token $token\");"),
    ("a.php", &["logged"], "$token = '§';\nvar_dump($token);"),
    ("a.php", &[], "$token = '§';\necho strlen($token);"),
    ("a.rb", &["logged"], "token = '§'\nputs \"token #{token}\""),
    ("a.rb", &["logged"], "token = '§'\nRails.logger.info(token)"),
    ("a.rb", &[], "token = '§'\nputs 'token set'"),
    ("a.rs", &["logged"], "let token = \"§\";\nprintln!(\"{token}\");"),
    ("a.rs", &[], "let token = \"§\";\nlet s = format!(\"{token}\");"),
    ("a.cs", &["logged"], "var token = \"§\";\nConsole.WriteLine(token);"),
    ("a.kt", &["logged"], "val token = \"§\"\nLog.d(\"x\", \"token $token\")"),
    ("a.swift", &["logged"], "let token = \"§\"\nprint(\"t \\(token)\")"),
    ("a.js", &[], "const token = '§'\nconst log = { token: 'x' }"),
];

#[test]
fn twins() {
    let mut faults = String::new();
    for (name, want, text) in TWINS {
        let dir = tempfile::tempdir().expect("a temporary directory");
        fs::write(dir.path().join(name), text.replace('§', TOKEN)).expect("a file");
        let mut all = vec![findings::finding(dir.path(), name, "acme-key", TOKEN)];
        assess(dir.path(), &mut all, 1_800_000_000);
        let got: Vec<&str> = all[0].risks.iter().map(|risk| risk.kind).collect();
        if got != *want {
            let _ = writeln!(faults, "want {want:?}, got {got:?}: {text}");
        }
    }
    assert!(faults.is_empty(), "\n{faults}");
}
