//! The rules of one scan, indexed.

use super::{Rule, RuleIdx};

/// The rules of one scan.
#[derive(Debug, Default)]
pub struct RuleSet {
    rules: Vec<Rule>,
}

impl RuleSet {
    /// A set of `rules`.
    #[must_use]
    pub fn new(rules: Vec<Rule>) -> Self {
        Self { rules }
    }

    /// Every rule, in order of its index.
    #[must_use]
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The rule at `index`.
    #[must_use]
    pub fn get(&self, index: RuleIdx) -> &Rule {
        &self.rules[usize::from(index.0)]
    }

    /// Every rule with its index.
    pub fn indexed(&self) -> impl Iterator<Item = (RuleIdx, &Rule)> {
        let index = |i| RuleIdx(u16::try_from(i).expect("a set is limited to 65,535 rules when it is made"));
        self.rules.iter().enumerate().map(move |(i, rule)| (index(i), rule))
    }

    /// The rule called `id`.
    #[must_use]
    pub fn by_id(&self, id: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.id == id)
    }
}
