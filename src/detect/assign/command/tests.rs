//! Commands and words that passwords follow, and others that none does.

use super::*;

fn found(text: &str) -> Vec<&str> {
    let mut values = Vec::new();
    for at in 0..text.len() {
        at_clue(text.as_bytes(), at, &mut |assigned| values.push(assigned.value));
    }
    values.into_iter().map(|value| &text[value.start..value.end]).collect()
}

#[test]
fn passwords_of_commands_are_found() {
    for text in [
        "curl -s -u me:VALUE https://a.example\n",
        "curl --user 'me:VALUE' https://a.example\n",
        "curl -X POST \\\n  --user=me:VALUE \\\n  https://a.example\n",
        "sh(\"curl -ume:VALUE https://a.example\")\n",
        "mysqldump -u root -pVALUE db > x\n",
        "mysql -uroot -p'VALUE' db\n",
        "sshpass -p VALUE ssh host\n",
        "docker login -u me -p VALUE registry.example\n",
        "redis-cli -h cache -a VALUE ping\n",
        "openssl rsa -in a.key -passin pass:VALUE\n",
        "az login -u me -p VALUE --tenant x\n",
        "$x = ConvertTo-SecureString -String \"VALUE\" -AsPlainText",
        "CREATE USER 'a'@'%' IDENTIFIED BY 'VALUE';",
        "carol@acme.dev : XAUTH \"VALUE\"\n",
        ": PSK \"VALUE\"\n",
        "%any: EAP \"VALUE\"\n",
        "x = \"alter user a identified with plugin by \\\"VALUE\\\"\"",
    ] {
        assert_eq!(found(text), ["VALUE"], "{text}");
    }
}

#[test]
fn every_name_has_a_clue() {
    let commands = COMMANDS.iter().map(|command| command.name);
    for name in commands.chain(WORDS).chain([VAULT, SCHEME]).chain(phrase::NAMES) {
        assert!(NAMES.iter().flatten().any(|known| known.text == name), "{name}");
    }
    for clue in CLUES.iter().copied().flatten() {
        assert!(NAMES.iter().flatten().any(|known| known.clue == **clue), "{clue:?}");
    }
}

#[test]
fn other_words_are_not() {
    for text in [
        "curl -u me https://a.example\n",
        "curl https://a.example -o x:y\n",
        "mysql -u root -p db\n",
        "mysql-python is a driver -pVALUE",
        "openssl rsa -key a.key -passin env:X\n",
        "libcurl -u me:VALUE\n",
        "curl https://a.example | other -u a:b\n",
        "mysql",
        "curl -u",
        "IDENTIFIED BY password",
        "use PSK \"x\" or : PSK file",
        "it is identified by 'x\n",
        "they are identified by \"VALUE\" in the text",
    ] {
        assert_eq!(found(text), Vec::<&str>::new(), "{text}");
    }
}
