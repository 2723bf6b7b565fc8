//! The rules of one scan, indexed.

use super::{Rule, RuleIdx};
use crate::error::Error;
use crate::suggest;

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

    /// The built-in rules.
    #[must_use]
    pub fn builtin() -> Self {
        Self { rules: super::builtin::RULES.to_vec() }
    }

    /// Adds rules, none of which may have the id of another.
    ///
    /// # Errors
    /// When an id is taken, or there would be more than 65,535 rules.
    pub fn extend(&mut self, rules: Vec<Rule>) -> Result<(), Error> {
        for rule in rules {
            if self.by_id(&rule.id).is_some() {
                return Err(Error::Usage(format!(
                    "there already is a rule '{}'; give the new one another id",
                    rule.id
                )));
            }
            self.rules.push(rule);
        }
        if self.rules.len() > usize::from(u16::MAX) {
            return Err(Error::Usage(format!(
                "{} rules are more than the 65,535 a scan can use",
                self.rules.len()
            )));
        }
        Ok(())
    }

    /// Adds rules; those with the id of an old one take its place.
    ///
    /// # Errors
    /// As [`RuleSet::extend`].
    pub fn replace(&mut self, rules: Vec<Rule>) -> Result<(), Error> {
        self.rules.retain(|old| rules.iter().all(|new| new.id != old.id));
        self.extend(rules)
    }

    /// Takes the rule called `id` out; false when there is none.
    pub fn remove(&mut self, id: &str) -> bool {
        let before = self.rules.len();
        self.rules.retain(|rule| rule.id != id);
        self.rules.len() < before
    }

    /// The rule called `id`, to be changed.
    pub fn by_id_mut(&mut self, id: &str) -> Option<&mut Rule> {
        self.rules.iter_mut().find(|rule| rule.id == id)
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

    /// What to say when no rule is called `id`.
    #[must_use]
    pub fn unknown(&self, id: &str) -> String {
        let hint = suggest::hint(id, self.rules.iter().map(|rule| &*rule.id));
        format!("there is no rule '{id}'; `beartrap rules list` shows them all{hint}")
    }
}
