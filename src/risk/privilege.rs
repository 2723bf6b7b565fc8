//! What a token may do, when that is more than its place needs.

use super::{Context, fact, is_public};
use crate::finding::Finding;

/// Scopes that administer: exact words.
const ADMIN_SCOPES: &[&str] = &[
    "*",
    "admin",
    "all",
    "root",
    "superuser",
    "owner",
    "admin:org",
    "admin:enterprise",
    "delete_repo",
    "write:org",
    "sudo",
    "api",
    "cloud-platform",
    "full_access",
];
/// Roles that administer.
const ADMIN_ROLES: &[&str] =
    &["service_role", "supabase_admin", "admin", "owner", "root", "superadmin", "super_admin"];

/// It administers, whatever the code needs it for.
pub(super) fn over_permissioned(finding: &Finding, _: &Context<'_>) -> Option<String> {
    if is_public(finding) {
        return None;
    }
    if let Some(role) = fact(finding, "role").filter(|role| ADMIN_ROLES.contains(role)) {
        return Some(format!("its role is {role}"));
    }
    let scopes = fact(finding, "scopes").or_else(|| fact(finding, "scope"));
    let wide = scopes
        .and_then(|scopes| scopes.split([' ', ',']).find(|s| ADMIN_SCOPES.contains(s) || s.ends_with(":*")));
    if let Some(scope) = wide {
        return Some(format!("it has the scope {scope}"));
    }
    (finding.privilege == "admin")
        .then(|| "tokens of this kind administer the account or the organisation".to_owned())
}
