//! One password and one token in the ways people write them, kind of file by kind of file: what is a value there is found,
//! its twin that only looks like one (code, a reference) is not.

use beartrap::blob::{Blob, Origin, RelPath};
use beartrap::finding::Confidence;
use beartrap::inspect::Inspector;
use beartrap::rule::RuleSet;
use beartrap::secret::FingerprintKey;

/// What `~` stands for: a drawn password.
const PASSWORD: &str = concat!("Vk9wRt", "3xQm7z");
/// What `^` stands for: a drawn token.
const TOKEN: &str = concat!("q8xkZv2mwPt4", "hD7r9c3nLs6b");

/// What is written, where, texts with one secret, texts without any.
type Row = (&'static str, &'static str, &'static [&'static str], &'static [&'static str]);

#[rustfmt::skip]
const COMMAND_LINES: &[Row] = &[
    ("arguments", "b.py", &["['run', '--password', '~']"], &[]),
    ("aws", "a.sh", &["aws configure set aws_session_token ^\n", "aws rds create-db-instance --master-user-password ~ --x\n"],
        &["aws configure set region ^\n", "aws rds create-db-instance --master-user-password $DB_PASSWORD\n"]),
    ("az", "a.sh", &["az login --service-principal -u http://me -p ~ --tenant t\n", "az ad sp create --password ~\n"],
        &["az login --service-principal -u http://me -p $PW --tenant t\n"]),
    ("batch", "a.bat", &["set API_TOKEN=^\r\n", "set \"DB_PASSWORD=~\"\r\n", "setx API_TOKEN ^\r\n", "net use x: \\\\s\\d /user:me ~ & rem PASSWORD=~\r\n",
        "set DB_PASSWORD=~\r\n"], &["set /p PASSWORD=Enter it: \r\n", "set DB_PASSWORD=%~%\r\n"]),
    ("curl", "a.sh", &["curl -H 'Authorization: Bearer ^' https://a.acme.dev\n", "curl -d 'grant_type=password&password=~' https://a.acme.dev\n",
        "curl -F token=^ https://a.acme.dev\n", "curl 'https://a.acme.dev/x?api_key=^'\n", "curl --header \"X-Api-Key: ^\" x\n",
        "curl -d '{\"password\": \"~\"}' https://a.acme.dev\n", "curl -d \"{\\\"password\\\": \\\"~\\\"}\" https://a.acme.dev\n"],
        &["curl -H \"Authorization: Bearer $TOKEN\" https://a.acme.dev\n", "curl -H \"Authorization: Bearer $(cat token)\" x\n"]),
    ("docker", "a.sh", &["docker login -u me -p ~ r.acme.dev\n", "docker login --username me --password ~\n", "docker run -e DB_PASSWORD=~ x\n",
        "docker build --build-arg NPM_TOKEN=^ .\n"], &["docker login -u me --password-stdin < ~\n", "docker run -e DB_PASSWORD x ~\n"]),
    ("Dockerfile", "Dockerfile", &["ENV DB_PASSWORD=~\n", "ENV DB_PASSWORD ~\n", "ARG DB_PASSWORD=~\n"], &["ENV DB_PASSWORD=${~}\n"]),
    ("gcloud", "a.sh", &["gcloud sql users set-password root --password=~\n"], &["gcloud sql users set-password root --prompt-for-password ~\n"]),
    ("gradle", "a.sh", &["./gradlew publish -PsigningPassword=~\n", "mvn deploy -Dgpg.passphrase=~\n"], &["mvn deploy -Dgpg.passphrase=${env.X}\n"]),
    ("helm", "a.sh", &["helm install x y --set postgresql.auth.password=~\n", "helm upgrade x --set image.tag=1,auth.token=^\n"],
        &["helm install x y --set auth.existingSecret=~\n"]),
    ("kubectl", "a.sh", &["kubectl create secret generic x --from-literal=password=~\n", "kubectl config set-credentials me --token=^\n"],
        &["kubectl create secret generic x --from-file=password=./~\n"]),
    ("Make", "Makefile", &["DB_PASSWORD = ~\n"], &["DB_PASSWORD = $(~)\n"]),
    ("mongo", "a.sh", &["mongosh -u me -p ~ db\n", "mongodump --username me --password ~\n"], &["mongosh --port 27017 ~\n"]),
    ("mysql", "a.sh", &["mysql -h db -u root -p~ app\n", "mysqldump --password='~' app\n", "MYSQL_PWD=~ mysql app\n"], &["mysql -u root -p$PW app\n"]),
    ("npm", "a.sh", &["npm config set //r.acme.dev/:_authToken ^\n", "npm config set _authToken=^\n"], &["npm config set registry ^\n"]),
    ("openssl", "a.sh", &["openssl pkcs12 -export -passout pass:~ -in x\n", "openssl rsa -in k -passin pass:~\n", "openssl enc -aes-256-cbc -k ~ -in x\n"],
        &["openssl rsa -in k -passin env:~\n", "openssl rsa -passin file:~\n"]),
    ("PowerShell", "a.ps1", &["$env:API_TOKEN = '^'\n", "New-Object PSCredential('me', (ConvertTo-SecureString '~' -AsPlainText -Force))\n", "-Password \"~\"\n",
        "@{ Password = '~' }\n", "$password = \"~\"", "ConvertTo-SecureString \"~\" -AsPlainText"],
        &["$token = Get-Token ^\n", "$password = Read-Host -AsSecureString\n", "$password = $~"]),
    ("psql", "a.sh", &["PGPASSWORD=~ psql -h db\n", "psql postgres://me:~@db.acme.net/x\n", "psql \"host=db user=me password=~ dbname=x\"\n"],
        &["PGPASSWORD=$PW psql -h db\n"]),
    ("redis", "a.sh", &["redis-cli -h r -a ~ ping\n", "redis-server --requirepass ~\n"], &["redis-cli -h r -p 6379\n"]),
    ("shell", "a.sh", &["export API_TOKEN=^\n", "API_TOKEN=\"^\" ./run\n", "declare -x DB_PASSWORD=\"~\"\n", "PASSWORD=${PASSWORD:-~}\n", "set -gx API_TOKEN ^\n",
        "DB_PASSWORD=~ run", "run --password ~ x", "run --token=~q8xk", "mysql -uroot -p~ db", "sshpass -p ~ ssh h", "curl -u me:~ https://a.acme.dev",
        "curl -H 'X-Api-Key: ~q8xk' x"],
        &["export API_TOKEN=$(get ^)\n", "API_TOKEN=`cat ^`\n", "read -s PASSWORD # ~\n", "DB_PASSWORD=$~", "echo $password ~", "mysql -u root -p ~"]),
    ("ssh", "a.sh", &["sshpass -p '~' ssh h\n", "echo ~ | sudo -S true # PASSWORD=~\n", "plink -pw ~ host\n"], &["sshpass -e ssh h\n"]),
    ("wget", "a.sh", &["wget --user=me --password=~ https://a.acme.dev\n", "wget --header='Authorization: Bearer ^' x\n", "wget --http-password=~ x\n"],
        &["wget --ask-password ~\n", "adduser --disabled-password --gecos-~ me\n"]),
];

#[rustfmt::skip]
const SETTINGS: &[Row] = &[
    ("Ansible", "play.yml", &["    mysql_password: ~\n"], &["    mysql_password: \"{{ ~ }}\"\n"]),
    ("application.yml", "application.yml", &["spring:\n  datasource:\n    password: ~\n", "    password: \"${DB_PASSWORD:~}\"\n", "jwt:\n  secret: ^\n"],
        &["    password: ${DB_PASSWORD}\n", "    password: ENC(~)\n", "    password: '{cipher}~'\n", "    password-encoder: ~\n"]),
    ("appsettings.json", "appsettings.json", &["{\"Jwt\": {\"Key\": \"^\"}, \"x\": 1}",
        "{\"ConnectionStrings\": {\"Main\": \"Server=db;Database=x;User Id=sa;Password=~;\"}}", "{\"Smtp\": {\"Password\": \"~\"}}"],
        &["{\"Smtp\": {\"Password\": \"\"}}", "{\"Smtp\": {\"Password\": \"#{SmtpPassword}#\"}}"]),
    ("boto", ".boto", &["[Credentials]\ngs_oauth2_refresh_token = ^\n"], &[]),
    ("CSV", "logins.csv", &["url,username,password\nhttps://a.acme.dev,me,~\n", "name;token\nme;^\n"], &["name,password_hint\nme,~\n"]),
    ("CSV", "users.csv", &["user,password\nme,~\n"], &["user,mail\npassword,~\n"]),
    ("database.yml", "database.yml", &["production:\n  password: ~\n"], &["  password: <%= ENV['~'] %>\n"]),
    ("docker-compose", "compose.yml", &["    - DB_PASSWORD=~\n", "    DB_PASSWORD: ${DB_PASSWORD:-~}\n"], &["    DB_PASSWORD: ${~}\n"]),
    ("docker-compose", "docker-compose.yml", &["      - \"DB_PASSWORD=~\"\n", "    command: redis-server --requirepass ~\n"],
        &["      - DB_PASSWORD\n", "    - DB_PASSWORD_FILE=/run/~\n"]),
    ("Dockerfile", "Dockerfile", &["RUN echo \"//r.acme.dev/:_authToken=^\" > .npmrc\n", "ENV A=1 \\\n    DB_PASSWORD=~\n"],
        &["ARG NPM_TOKEN\n", "RUN --mount=type=secret,id=~\n"]),
    ("env example", ".env.example", &["DB_PASSWORD=~\n"], &["DB_PASSWORD=\n", "DB_PASSWORD=your-password\n", "DB_PASSWORD=changeme\n"]),
    ("env", ".env", &["export DB_PASSWORD=~\n", "DB_PASSWORD='~'\n"], &["DB_PASSWORD=$~\n"]),
    ("git config", ".git-credentials", &["https://me:~@git.acme.net\n"], &["https://me@git.acme.net\n"]),
    ("GitHub workflow", ".github/workflows/a.yml", &["          password: ~\n", "        run: deploy --token ^\n"],
        &["          token: ${{ secrets.^ }}\n", "    - uses: a/token@^\n"]),
    ("GitHub workflow", ".github/workflows/ci.yml", &["        DB_PASSWORD: ~\n"], &["        DB_PASSWORD: ${{ secrets.~ }}\n"]),
    ("gradle.properties", "gradle.properties", &["signing.password=~\n", "mavenPassword = ~\n"], &["signing.password=${~}\n"]),
    ("HAR", "a.har", &["{\"name\": \"Authorization\", \"value\": \"Bearer ^\"}", "{\"name\": \"password\", \"value\": \"~\"}"],
        &["{\"name\": \"etag\", \"value\": \"^\"}"]),
    ("HTTP dump", "dump.txt", &["GET / HTTP/1.1\nAuthorization: Bearer ^\n", "POST /login HTTP/1.1\n\nuser=me&password=~\n", "X-Auth-Token: ^\n"],
        &["ETag: ^\n", "X-Request-Id: ^\n"]),
    ("HTTP", "a.http", &["X-Auth-Token: ~\n"], &["X-Auth-Token: {{~}}\n"]),
    ("ipsec.secrets", "ipsec.secrets", &[": PSK \"~\"\n", "me@acme.dev : EAP \"~\"\n"], &[": RSA \"~.pem\"\n", "the PSK \"~\"\n"]),
    ("headers in lists", "a.yml", &["    -H 'X-Api-Key: ^' -X PUT\n", "- \"X-Api-Key: ^\"\n"], &["    -H 'X-Api-Key: {{ ^ }}' -X PUT\n"]),
    ("INI", "a.ini", &["password = ~\n"], &["password_file = ~\n"]),
    ("Jenkinsfile", "Jenkinsfile", &["environment { API_TOKEN = '^' }"], &["environment { API_TOKEN = credentials('^') }"]),
    ("JSON in JSON", "b.json", &[r#"{"api_token": "{\"user\":\"me\",\"key\":\"~q8xk\"}"}"#], &[]),
    ("JSON", "a.json", &["{\"password\": \"~\"}", "{\"name\": \"DB_PASSWORD\", \"value\": \"~\"}"], &["{\"password_hint\": \"~\"}"]),
    ("Kubernetes", "secret.yaml", &["stringData:\n  password: ~\n", "        - name: DB_PASSWORD\n          value: ~\n"],
        &["        - name: DB_PASSWORD\n          valueFrom: ~\n"]),
    ("Maven", "settings.xml", &["<password>~</password>"], &["<password>${~}</password>"]),
    ("my.cnf", ".my.cnf", &["[client]\npassword=\"~\"\n", "password = ~\n"], &["#password\n~\n"]),
    ("netrc", ".netrc", &["machine a.acme.dev\n  login me\n  password ~\n", "machine a.acme.dev login me password ~\n"],
        &["machine a.acme.dev login ~\n", "machine ~\n"]),
    ("notebook", "a.ipynb", &["{\"source\": [\"api_key = '^'\\n\"]}", "{\"source\": [\"password = \\\"~\\\"\\n\"]}"], &["{\"source\": [\"api_key = input('^')\\n\"]}"]),
    ("npm", ".npmrc", &["//registry.acme.dev/:_authToken=~q8xk\n"], &["//registry.acme.dev/:_authToken=${~}\n"]),
    ("npmrc", ".npmrc", &["//r.acme.dev/:_password=~\n", "_auth=bWU6Vms5d1J0M3hRbTd6\n"], &["//r.acme.dev/:_password=${~}\n"]),
    ("nuget", "nuget.config", &["<add key=\"ClearTextPassword\" value=\"~\" />"], &["<add key=\"ClearTextPassword\" value=\"%~%\" />"]),
    ("pgpass", ".pgpass", &["db.acme.dev:5432:*:me:~\n"], &["#db.acme.dev:5432:*:me:~\n"]),
    ("plist", "a.plist", &["<key>apiToken</key>\n\t<string>^</string>", "<key>password</key>\n<string>~</string>"],
        &["<key>apiToken</key>\n\t<true/>", "<key>~</key>"]),
    ("Postman", "a.postman_collection.json", &["{\"key\": \"password\",\n \"value\": \"~\"}"], &["{\"key\": \"password\", \"value\": \"{{password}}\"}"]),
    ("properties", "a.properties", &["db.password=~\n", "db.password: ~\n"], &["db.password=${~}\n"]),
    ("pypirc", ".pypirc", &["[pypi]\nusername = me\npassword = ~\n"], &["username = ~\n"]),
    ("s3cfg", ".s3cfg", &["secret_key = ^\n"], &["bucket_key = ^\n"]),
    ("secrets.yml", "secrets.yml", &["  secret_key_base: ^^^\n"], &["  secret_key_base: <%= ENV[\"^\"] %>\n"]),
    ("settings.xml", "settings.xml", &["<server>\n<username>me</username>\n<password>~</password>\n</server>"],
        &["<password>{~}</password>", "<password></password>~"]),
    ("SQL", "a.sql", &["CREATE USER me IDENTIFIED BY '~';", "ALTER ROLE me WITH PASSWORD '~';"], &["SELECT password, ~ FROM t;"]),
    ("Swagger", "openapi.yml", &[], &["  password:\n    type: string\n    example: ~\n", "    token:\n      $ref: '#/^'\n"]),
    ("systemd", "a.service", &["Environment=DB_PASSWORD=~\n", "Environment=\"API_TOKEN=^\"\n", "ExecStart=/bin/x --password ~\n"], &["EnvironmentFile=/etc/~\n"]),
    ("Terraform state", "terraform.tfstate", &["\"password\": \"~\",", "\"admin_password\": \"~\","], &["\"password\": null, \"id\": \"~\""]),
    ("Terraform", "terraform.tfvars", &["db_password = \"~\"\n"], &["db_password = var.~\n"]),
    ("TOML", "a.toml", &["password = \"~\""], &["password = ~"]),
    ("travis", ".travis.yml", &["    - DB_PASSWORD=~\n", "  api_key: ^\n"], &["    - secure: \"^\"\n"]),
    ("web.config", "web.config", &["<add name=\"x\" connectionString=\"Data Source=db;User ID=sa;Password=~\" />", "<add key=\"ApiToken\" value=\"^\"/>"],
        &["<add key=\"ApiUrl\" value=\"^\"/>"]),
    ("wp-config.php", "wp-config.php", &["define( 'DB_PASSWORD', '~' );", "define('AUTH_KEY', '^^');"],
        &["define('DB_PASSWORD', getenv('~'));", "define('AUTH_KEY', 'put your unique phrase here');"]),
    ("XML", "web.config", &["<add key=\"Password\" value=\"~\"/>", "<password encrypted=\"false\">~</password>"], &["<password>~"]),
    ("YAML blocks", "a.yml", &["password: |\n  ~\n", "token: >-\n  ^\n", "\"password\": \"~\"\n", "- {name: me, password: '~'}\n", "password:   ~   # rotate\n"],
        &["password: |\n  {{ x }}\n", "password: !Ref ~\n"]),
    ("YAML", "a.yml", &["password: ~\n", "x: {user: me, password: ~}\n"], &["password: *~\n", "password: !vault ~\n"]),
];

#[rustfmt::skip]
const CODE: &[Row] = &[
    ("C", "a.c", &["query(db, \"CREATE USER me IDENTIFIED BY '~'\");", "/* mysql -uroot -p~ db */", "char password[] = \"~\";", "#define DB_PASSWORD \"~\""], &["password = ~;", "check(password, ~);"]),
    ("C#", "a.cs", &["new NetworkCredential(\"me\", \"~\")", "[\"ApiToken\"] = \"^\"", "var cs = \"Server=db;Database=x;Uid=me;Pwd=~;\";",
        "string password = \"~\";", "Password = @\"~\","], &["GetSecret(\"^\")", "Password = ~,"]),
    ("C++", "a.cpp", &["const std::string password{\"~\"};", "{\"password\", \"~\"},"], &["password = get(~);"]),
    ("Clojure", "a.clj", &["{:password \"~\"}", "(def api-token \"^\")"], &["{:password ~}"]),
    ("Dart", "a.dart", &["final password = '~';"], &["password: ~,"]),
    ("Elixir", "a.ex", &["password: \"~\","], &["password: ~,"]),
    ("Elixir", "a.exs", &["config :app, api_token: \"^\"", "System.get_env(\"API_TOKEN\") || \"^\""], &["config :app, api_token: System.get_env(\"^\")"]),
    ("Go", "a.go", &["Config{User: \"me\", Password: \"~\"}", "const token = `^`", "os.Setenv(\"API_TOKEN\", \"^\")", "password := \"~\"", "Password: \"~\",",
        "req.SetBasicAuth(\"me\", \"~\")"], &["os.Getenv(\"^\")", "token := getToken(\"^\")", "Password: ~,"]),
    ("Groovy", "Jenkinsfile", &["password = '~'", "sh 'curl -u me:~ https://ci.acme.dev'"], &["password = ~"]),
    ("Haskell", "a.hs", &["password = \"~\""], &["password = ~"]),
    ("Java", "A.java", &["private static final String API_TOKEN = \"^\";", "new UsernamePasswordCredentials(\"me\", \"~\")", "new AccessToken(\"^\")",
        "props.setProperty(Keys.SECRET_KEY, \"^\");", "client.loginWithApiKey(\"^\");", "conn.setRequestProperty(\"Authorization\", \"Bearer ^\");",
        "token = \"^\"\n    + \"x\";", "String password = \"~\";", "props.put(\"password\", \"~\");", "@Value(\"${db.password:~}\")"],
        &["token = request.getHeader(\"^\");", "response.sendError(Http.SC_AUTH, \"^\");", "@Value(\"${token}\") String t; // ^", "setPassword(~);",
            "List.of(\"user\", \"password\", \"~\");"]),
    ("JavaScript", "a.js", &["axios.get(u, { headers: { Authorization: `Bearer ^` } })", "process.env.API_TOKEN || '^'",
        "const apiToken = process.env.API_TOKEN ?? \"^\"", "'x-api-key': '^'", "login({ user: 'me', password: '~' })", "const password = '~';", "{ password: \"~\" }"],
        &["const token = process.env.~", "headers: { Authorization: `Bearer ${^}` }", "$('#password').val(~)", "<input type=\"password\" id=\"~\">",
            "password: { label: '~', type: 'x' }", "{ password: ~ }"]),
    ("filled forms", "login_test.rb", &["fill_in 'password', with: '~'", "find('#password').set('~')"], &["fill_in 'password', with: ~"]),
    ("filled forms", "Login.java", &["password.sendKeys(\"~\");", "d.findElement(By.id(\"password\")).sendKeys(\"~\");"], &["password.sendKeys(~);"]),
    ("filled forms", "login.spec.ts", &["cy.get('#password').type('~')", "await page.fill('#password', '~')", "$('#password').val('~')"],
        &["cy.get('#password').type(~)", "await page.fill('#name', '~')"]),
    ("filled forms", "login.feature", &["And I fill in \"password\" with \"~\"\n"], &["And I see \"password\" above \"~\"\n"]),
    ("recipes", "default.rb", &["mysql_service 'x' do\n  initial_root_password '~'\nend"], &["  initial_root_password ~\n", "  password_file '~'\n"]),
    ("recipes", "build.gradle", &["    storePassword '~'\n"], &["    storePassword ~\n"]),
    ("Kotlin DSL", "build.gradle.kts", &["storePassword = \"~\"", "credentials { username = \"me\"; password = \"~\" }"], &["storePassword = System.getenv(\"~\")"]),
    ("Kotlin", "a.kt", &["val password: String = \"~\""], &["val password = ~"]),
    ("Lua", "a.lua", &["password = \"~\""], &["password = ~"]),
    ("Markdown", "README.md", &["Password: `~`\n", "* password: ~\n", "| password | `~` |\n", "login: me / password: ~\n"],
        &["the password ~\n", "set `password` to `~`\n", "| `db-password` | required | of the database |\n"]),
    ("Nix", "a.nix", &["password = \"~\";"], &["password = ~;"]),
    ("Objective-C", "a.m", &["NSString *password = @\"~\";"], &["self.password = ~;"]),
    ("Perl", "a.pl", &["my $password = '~';", "password => '~',"], &["$password = ~;"]),
    ("PHP", "a.php", &["mysqli_connect('db', 'me', '~'); $password = '~';", "'password' => env('DB_PASSWORD', '~'),",
        "$db->query(\"INSERT INTO t (user, password) VALUES ('me', '~')\");", "new PDO($dsn, 'me', $password = '~')", "\"token\" => \"^\"",
        "$config['password'] = '~';", "define('DB_PASSWORD', '~');"], &["$_POST['password'] == $~", "'password' => ~,"]),
    ("Python", "a.py", &["os.environ['API_TOKEN'] = '^'", "os.environ.get('API_TOKEN', '^')", "os.getenv(\"DB_PASSWORD\", \"~\")", "def f(password='~'):",
        "requests.get(u, auth=('me', '~'))", "connect(user='me', passwd='~')", "headers={'Authorization': f'Bearer ^'}", "if password == '~':",
        "self.assertEqual(user.token, '^')", "token: str = \"^\"", "api_key = (\n    '^'\n)", "password = '~'", "{'password': '~'}", "auth=('me', '~')"],
        &["os.environ['^']", "password = getpass('~')", "class Password('~'): pass", "password = ~", "HashPassword('password', '~')", "['user', 'password', '~']"]),
    ("R", "a.R", &["password <- \"~\"", "connect(password = \"~\")"], &["password <- ~"]),
    ("Ruby", "a.rb", &["ENV['API_TOKEN'] = '^'", "ENV.fetch('API_TOKEN', '^')", "config.secret_key = '^'", "http.basic_auth 'me', '~'",
        "user.password_confirmation = '~'", "password: '~'", "'password' => '~'"], &["ENV.fetch('^')", "validates :password, ~: true", "password: ~"]),
    ("Rust", "a.rs", &["run(\"curl -u me:~ https://ci.acme.dev\")", "const TOKEN: &str = \"^\"; // auth_token", "env::set_var(\"API_TOKEN\", \"^\")", "api_token: Some(\"^\".into())", "let password = \"~\";",
        "password: \"~\".to_owned(),"], &["env::var(\"^\")", "password: ~,"]),
    ("Scala", "a.scala", &["val password = \"~\""], &["val password = ~"]),
    ("SQL", "a.sql", &["INSERT INTO users (name, password) VALUES ('me', '~');", "CREATE LOGIN me WITH PASSWORD = '~';", "SET PASSWORD FOR me = PASSWORD('~');",
        "UPDATE users SET password = '~' WHERE id = 1;"], &["SELECT password FROM ~;"]),
    ("strings in strings", "a.py", &["x = \"{\\\"token\\\": \\\"^\\\"}\"", "x = '{\"password\":\"~\"}'", "url = 'https://a.acme.dev/?access_token=^&x=1'"],
        &["x = '{\"password\":\"%s\"}' % ~"]),
    ("Swift", "a.swift", &["let password = \"~\""], &["let password = ~"]),
    ("Terraform", "a.tf", &["password = \"~\""], &["password = ~"]),
    ("TypeScript", "a.ts", &["const password: string = '~';"], &["password: ~;"]),
    ("XML", "a.xml", &["<bean><property name=\"password\" value=\"~\"/></bean>", "<property name=\"password\">~</property>",
        "<property name=\"password\"><value>~</value></property>", "<Connector keystorePass=\"~\"/>", "<entry key=\"db.password\">~</entry>"],
        &["<xs:element name=\"password\" type=\"~\"/>", "<label for=\"password\">~</label>"]),
];

/// What stands where secrets do and is none, each beside what is one.
#[rustfmt::skip]
const LOOK_ALIKES: &[Row] = &[
    ("algorithms", "a.rb", &["encryption_key = Cipher.new('^')"], &["encryption_key = Cipher.new('AES-256-ECB').random_key", "Authorization: AWS4-HMAC-SHA256"]),
    ("base64 of words", "a.yml", &["password: ~\n"], &["password: cGFzc3dvcmQK\n", "password: 746869732073686f756c64206e6f7420617070656172\n"]),
    ("base64 in comments", "a.yml", &[], &["  #    q8xkZv2mwPt4hD7r9c3nLs6bVk9wRt3xQm7zq8xkZv2mwPt4hD7r9c3nLs6bVk9w\n  #    AQEFAAOCAQ8AMIIBCgKCAQEAq3dajz+RgY+VUXvKKtHFFVd+0URcpDRgN+SJOxP/\n"]),
    ("grammars", "rfc.txt", &["password = ~\n"], &["password        = 1*UTF8-SAFE      ; at least 255 octets\n", "responses, identified by \"Contents:\" in the text\n"]),
    ("keys of caches", "a.ts", &["const cacheApiKey = '^';"], &["const key = 'Linux-node-9f86d081884c7d659a2feaa0c55ad015a3bf4f1b';", "key='nhlf_9f86d081884c7d659a2feaa0c55ad015'"]),
    ("lists of words", "a.ts", &["{ \"password\", \"~\" }"], &["methods: [\"password\", \"totp\"]", "// `password` or `oidc`, as the user likes", "eq(x, ('pass', 'tcp:1234', y))"]),
    ("names of classes", "pyproject.toml", &["shared-password = \"~\""], &["shared-password = \"hub.auth.shared:SharedPasswordAuthenticator\""]),
    ("places in a list", "a.json", &["{\"access_token\": \"^\"}"], &["{\"paging_token\": \"^\"}", "{\"previous_token\": \"^\"}", "twitter: {\"next_token\": \"^q8xkz\"}"]),
    ("PEM in base64", "a.yml", &["key: ^\n  token: ^"], &["tls.key: LS0tLS1CRUdJTiBQUklWQVRFIEtFWS0tLS0t\n"]),
    ("placeholders with a prefix", "a.py", &["bot_token = '^'"], &["bot_token = 'xoxb-O173'", "refresh = 'RANDOMCHARS-----^'"]),
    ("index of a table", "a.sql", &["api_key = '^'"], &["KEY `FK7B845B068E772CC` (`agl_id`),"]),
    ("masks", "a.yml", &["token: ^\n"], &["token: KipTT1BTKio=\n", "password: '**SOPS**'\n"]),
    ("names of roles", "a.sql", &["'oss://me:~@bucket.acme.net/x'"], &["'oss://acs:ram::1:role&role@bucket.acme.net/x'"]),
    ("outcomes of tests", "README.md", &["PASS=~\n"], &["--- PASS: TestACRHelmRelease9 (15.31s)\n", "/etc/passwd: ~\n"]),
    ("pairs of base64", "a.properties", &["a.keyPasswd=~\n"], &["a.keyPasswd=6WUpex+VZiN05LXu||joWJMuoSzYniEC7IAoingTimlG7+RGk8I2irl\n"]),
    ("patterns", "a.sql", &["api_key = '^'"], &["regexp_substr(api_key, '^C(\\d+)\\.([LER])')"]),
    ("public keys", "a.go", &["key, err := ParseKey(\"^\")"], &["pubkey, err := ParseKey(\"^\")"]),
    ("routes", "a.php", &["'pass' => '~'"], &["'pass' => ['~']", "{ fail: 'x', pass: '~' }"]),
    ("sudo", "sudoers", &["PASSWORD: ~\n"], &["me ALL=(root) NOPASSWD:SHUTDOWN_CMD9\n"]),
    ("translations", "app/res/values/strings.xml", &["<string name=\"admin_password\">~</string>"], &["<string name=\"hint_password\">Heslo</string>"]),
    ("translations", "public/language/cs/user.json", &[], &["{\"password\": \"Heslo\"}", "{\"password\": \"~\"}"]),
    ("variables in texts", "a.kt", &["login(user = \"me\", password = \"~\")"], &["BasicAuthCredentials(\"user$counter\", \"pass$counter\")"]),
    ("variables in texts", "a.sh", &["openssl genrsa -passout pass:~ -out x"], &["openssl genrsa -passout pass:$PSWD -out x"]),
    ("words of a login", "tests/login.py", &["client.login(username='lucy', password='cheeseshop')"], &["password = 'cheeseshop'", "client.login(username='lucy', password='nothing')"]),
    ("words of a login", "src/login.py", &[], &["client.login(username='lucy', password='cheeseshop')"]),
    ("base64 of letters in order", "a.py", &["unwrapped_key = '^'"], &["unwrapped_key = 'YWJjZGVmZ2hpamtsbW5vcA=='", "private_key = 'VGhpcyBpcyBhIGtleSBmb3IgdGVzdHM='"]),
    ("code behind a quote", "A.java", &["x.append(\"PASSWORD=~\");"], &["x.append(\"PASSWORD=\").append(~);", "x = \"where pass = '\".md5(~).\"'\";"]),
    ("constants", "README.md", &["curl -H 'Authorization: Bearer ^' x\n"], &["curl -H 'Authorization: Bearer SIGNED_JWT' x\n"]),
    ("counted digits", "a.py", &["slack_token = '^'"], &["slack_token = 'xoxb-123123123'", "password = 'shop123456'"]),
    ("cut calls", "a.txt", &["password=~\n"], &["password=md5($~)\n", "password: ENC(~)\n"]),
    ("digests", "dump.sql", &["INSERT INTO u (password) VALUES ('~');"], &["INSERT INTO u (password) VALUES ('9f86d081884c7d659a2feaa0c55ad015');"]),
    ("digests in logs", "a.log", &["{\"password\":\"~\"}"], &["{\"password\":\"hmac-sha256:^^\"}", "{\"password\":\"sha1$^$^\"}"]),
    ("encrypted parts", "A.cs", &["string apiKey = \"^\";"], &["string apiKey = \"2.^==|^==|^=\";"]),
    ("errors", "a.ts", &["ADMIN_PASSWORD = \"~\","], &["MISSING_PASSWORD = \"~\",", "INVALID_PASSWORD = \"5020\","]),
    ("forms", "form.tsx", &["github_token: \"8f7a2c91e0b34d56a1c8f7e20d9b3a64c5e1f082\""], &["<Github placeholder=\"8f7a2c91e0b34d56a1c8f7e20d9b3a64c5e1f082\" key=\"a\">", "github: { placeholder: \"8f7a2c91e0b34d56a1c8f7e20d9b3a64c5e1f082\" }"]),
    ("ids near a provider", "a.yml", &["keycloak_secret: 3d1f6a52-9b07-4e8c-a264-c07f5e91b8d3\n"], &["keycloak:\n  id: 3d1f6a52-9b07-4e8c-a264-c07f5e91b8d3\n", "# keycloak secrets\nparentId: 3d1f6a52-9b07-4e8c-a264-c07f5e91b8d3\n"]),
    ("keys between marks of code", "A.java", &[], &["String BEGIN_KEY = \"-----BEGIN PRIVATE KEY-----\";\n\n    String END_KEY = \"-----END PRIVATE KEY-----\";"]),
    ("options", "a.php", &["set('password', '~');"], &["view('change.password', ['~' => $title]);"]),
    ("paths", "auth.log", &["me ; PWD=~ ; USER=root\n"], &["me ; PWD=/home/ubuntu ; USER=root\n"]),
    ("revisions", ".git-blame-ignore-revs", &[], &["# Sort the keys of circle/config.yml\n8f7a2c91e0b34d56a1c8f7e20d9b3a64c5e1f082\n"]),
    ("tables of services", "keys.csv", &["name,value\nmistral api key,8f7a2c91e0b34d56a1c8f7e20d9b3a64\n"], &["mistral api key,name\n3,8f7a2c91e0b34d56a1c8f7e20d9b3a64\n"]),
    ("tables", "a.csv", &["id,api_key\n1,^\n"], &["key,seller\n8f7a2c91e0b34d56a1c8f7e20d9b3a64,blizzard key\n"]),
    ("selectors", "style.md", &["\"password\": \"~\""], &["input[type=\"password\"]:~, a"]),
    ("salted digests", "a.sql", &[], &["INSERT INTO u (name, password) VALUES ('me', '9f86d081884c7d659a2feaa0c55ad015:~')"]),
    ("sums", "go.sum", &[], &["github.com/aws/aws-sdk-go-v2/credentials v1.2.3 h1:q8xkZv2mwPt4hD7r9c3nLs6bVk9wRt3xQm7zAb2D+/x=\n"]),
    ("stored images", "a.json", &["\"https://a.acme.dev/x?token=3d1f6a52-9b07-4e8c-a264-c07f5e91b8d3\""], &["\"https://a.acme.dev/o/x.svg?alt=media&token=3d1f6a52-9b07-4e8c-a264-c07f5e91b8d3\""]),
    ("words of an enumeration", "a.php", &["$a = ['PASSWORD', '~'];"], &["'enum' => [ 'PASSWORD', '~', 'SMS_OTP' ],"]),
    ("users", "a.sh", &["mysql -uapp -p~ app\n", "create --password ~ --password-confirmation ~\n"], &["mysql -u~ -p~ app\n", "POSTGRES_USER=~ POSTGRES_PASSWORD=~ run\n"]),
];

fn check(rows: &[Row]) {
    let set = RuleSet::builtin();
    let inspector = Inspector::new(&set, FingerprintKey::default());
    let mut faults = Vec::new();
    for (what, path, secrets, others) in rows {
        let origin = Origin::file(RelPath::new(path.as_bytes()));
        // The rules that are believed at default confidence.
        let rules = |text: &str| -> Vec<String> {
            let text = text.replace('~', PASSWORD).replace('^', TOKEN);
            let findings = inspector.inspect(Blob { bytes: text.as_bytes(), origin: &origin }).findings;
            findings.into_iter().filter(|f| f.confidence >= Confidence::Medium).map(|f| f.rule).collect()
        };
        let missed = secrets.iter().filter(|text| rules(text).is_empty());
        faults.extend(missed.map(|text| format!("{what}: not found: {text}")));
        let wrong = others.iter().filter(|text| !rules(text).is_empty());
        faults.extend(wrong.map(|text| format!("{what}: found by {:?}: {text}", rules(text))));
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn command_lines() {
    check(COMMAND_LINES);
}

#[test]
fn settings_and_records() {
    check(SETTINGS);
}

#[test]
fn look_alikes() {
    check(LOOK_ALIKES);
}

#[test]
fn code() {
    check(CODE);
}
