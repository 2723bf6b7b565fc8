//! Which rule an assigned value belongs to.

use super::words::Class;
use crate::rule::{RuleIdx, RuleSet, Trigger};

/// The parts that an assigned value can play.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Bound to a name of this class.
    Named(Class),
    /// Credentials of the `Bearer` scheme and its like.
    Bearer,
    /// User and password of the `Basic` scheme, in base64.
    Basic,
    /// The password behind a user and a colon on a command line.
    Login,
    /// A line of `.netrc`.
    Netrc,
    /// The last column of `.pgpass`.
    Pgpass,
    /// The words of a wallet.
    Phrase,
    /// A value of a Kubernetes manifest of secrets, in base64.
    Manifest,
    /// A key written as the list of its bytes.
    Numbers,
    /// The first line of what Ansible Vault encrypted.
    Vault,
}

/// The rule of each role.
pub const RULES: [(Role, &str); 14] = [
    (Role::Named(Class::Password), "generic-password"),
    (Role::Named(Class::Secret), "generic-secret"),
    (Role::Named(Class::Token), "generic-assignment"),
    (Role::Named(Class::Key), "generic-assignment"),
    (Role::Named(Class::Auth), "generic-assignment"),
    (Role::Bearer, "http-bearer-token"),
    (Role::Basic, "http-basic-auth"),
    (Role::Login, "curl-user"),
    (Role::Netrc, "netrc"),
    (Role::Pgpass, "postgresql-pgpass-entry"),
    (Role::Phrase, "bip39-mnemonic"),
    (Role::Manifest, "kubernetes-secret-manifest"),
    (Role::Numbers, "solana-keypair-bytes"),
    (Role::Vault, "ansible-vault"),
];

/// [`RULES`] with the places of the rules in one set. A rule that was taken out of the set is not asked.
#[derive(Debug, Default)]
pub struct RoleTable {
    by_role: Vec<(Role, RuleIdx)>,
    /// Assignment rules that no role names, such as users' own: every role leads to them.
    any: Vec<RuleIdx>,
}

impl RoleTable {
    /// The assignment rules of `set`.
    #[must_use]
    pub fn new(set: &RuleSet) -> Self {
        let mut table = Self::default();
        for (index, rule) in set.indexed().filter(|(_, rule)| rule.trigger == Trigger::Assignment) {
            let roles = RULES.iter().filter(|(_, id)| rule.id == *id);
            let before = table.by_role.len();
            table.by_role.extend(roles.map(|(role, _)| (*role, index)));
            if table.by_role.len() == before {
                table.any.push(index);
            }
        }
        table
    }

    /// The rules that judge a value in this role.
    pub fn rules(&self, role: Role) -> impl Iterator<Item = RuleIdx> + '_ {
        let own = self.by_role.iter().filter(move |(r, _)| *r == role).map(|(_, index)| *index);
        own.chain(self.any.iter().copied())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_role_has_a_built_in_rule() {
        let set = RuleSet::builtin();
        let table = RoleTable::new(&set);
        for (role, id) in RULES {
            assert!(table.rules(role).any(|index| set.get(index).id == id), "{id}");
        }
    }
}
