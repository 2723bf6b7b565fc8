//! What names promise.

use super::*;

fn class(name: &str) -> Option<Class> {
    read(name.as_bytes()).map(|reading| reading.class)
}

#[test]
fn names_of_secrets_are_known() {
    for (name, expected) in [
        ("password", Password),
        ("DB_PASSWORD", Password),
        ("spring.datasource.password", Password),
        ("mysqlrootpwd", Password),
        ("password2", Password),
        ("userPass", Password),
        ("api_key", Key),
        ("APIKey", Key),
        ("x-api-key", Key),
        ("accessToken", Token),
        ("oauth_token_secret", Secret),
        ("clientsecret", Secret),
        ("Authorization", Auth),
        ("tokenValue", Token),
        ("secret_b64", Secret),
        ("SECRET_KEY_BASE", Key),
        ("auth_code", Token),
        ("password_confirmation", Password),
        ("CONAN_PASSWORD_DEFAULT", Password),
        ("LOGGED_IN_SALT", Secret),
        ("AUTH_SALT", Secret),
        ("appAuthData.setAppKey", Key),
    ] {
        assert_eq!(class(name), Some(expected), "{name}");
    }
}

#[test]
fn harmless_names_are_not() {
    let names = "keyboard monkey author compass public_key primaryKey key_id token_url passwordLength \
        csrf_token secretName keycode inside bypass cacheKey nextPageToken ChangeToken \
        LifecycleActionToken ClientRequestToken ETCD_INITIAL_CLUSTER_TOKEN sec-websocket-key \
        database status_code password_salt SHA256_PASSWORD existingSecret prompt-for-password NOPASSWD \
        Sec-WebSocket-Key paging_token previous_token Postman-Token hashedToken test_spreadsheet_key";
    for name in names.split_whitespace() {
        assert_eq!(class(name), None, "{name}");
    }
}

#[test]
fn a_qualified_name_is_sure() {
    let sure = |name: &str| read(name.as_bytes()).is_some_and(|reading| reading.sure);
    assert!(sure("api_key") && sure("auth_token") && sure("password"));
    assert!(!sure("key") && !sure("token") && !sure("pass"));
}
