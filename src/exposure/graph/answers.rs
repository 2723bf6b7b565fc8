//! What server code sends to the client: functions whose return value goes there, and calls that answer a request.

/// Functions whose return value is sent to the client.
const RETURNS: &[&str] = &["getServerSideProps", "getStaticProps", "getServerData", "getInitialProps"];
/// The same for names that mean it only in a file of routes: what the path then contains.
const ROUTE_RETURNS: &[(&str, &[&str])] = &[
    ("loader", &["routes/", "root."]),
    ("action", &["routes/", "root."]),
    ("load", &["/+page.", "/+layout."]),
];
/// Calls that take a function and send what it returns to the client.
pub(super) const HANDLERS: &[&str] =
    &["defineEventHandler", "eventHandler", "defineCachedEventHandler", "cachedEventHandler", "routeLoader$"];
/// Calls that answer a request, as written.
pub(super) const RESPONSES: &[&str] = &[
    "res.json",
    "res.send",
    "res.end",
    "res.write",
    "response.json",
    "response.send",
    "reply.send",
    "c.json",
    "c.text",
    "c.html",
    "ctx.json",
    "NextResponse.json",
    "Response.json",
    "res.status().json",
    "res.status().send",
];

/// True when clients get what the function `name` of `file` returns.
pub(super) fn is_sent(name: &str, file: &str) -> bool {
    let route = ROUTE_RETURNS
        .iter()
        .any(|(known, parts)| *known == name && parts.iter().any(|part| file.contains(part)));
    route || RETURNS.contains(&name) || HANDLERS.contains(&name)
}
