//! Tries the rules at the places that the prefilter found.

use std::sync::OnceLock;

use super::anchors::AnchorSearch;
use super::assign::{self, Assigned, Role, RoleTable, manifest};
use super::candidate::Candidate;
use super::decode::joined::{self, Join};
use super::decode::{Encoded, MIN_ENCODED, escapes};
use super::edges::{bounded, line_within, run_len};
use super::kind::FileKind;
use super::matcher::{Match, Matcher};
use super::near::{self, NearIndex};
use super::prefix::PrefixTable;
use super::reach::{Mark, Reach};
use super::trigger::{self, Events, STEM_REACH, has_random_stretch};
use super::url::UrlTable;
use crate::raw::classes::BLOCK;
use crate::rule::shape::{MIN_RUN, is_run_byte, starts_binary};
use crate::rule::{Rule, RuleIdx, RuleSet, Trigger};
use crate::text::Span;

/// The rules of a scan, ready to be matched. Shared by all threads.
pub struct Detector<'r> {
    rules: &'r RuleSet,
    matchers: Box<[OnceLock<Matcher>]>,
    prefixes: PrefixTable,
    near: NearIndex,
    dashes: Vec<RuleIdx>,
    urls: UrlTable,
    run_anchors: AnchorSearch,
    literals: AnchorSearch,
    roles: RoleTable,
    starts: Vec<RuleIdx>,
}

impl<'r> Detector<'r> {
    /// Indexes `rules`. No pattern is compiled before its first use.
    #[must_use]
    pub fn new(rules: &'r RuleSet) -> Self {
        let with = |trigger: Trigger| {
            rules.indexed().filter(move |(_, rule)| rule.trigger == trigger).map(|(index, _)| index).collect()
        };
        Self {
            rules,
            matchers: rules.rules().iter().map(|_| OnceLock::new()).collect(),
            prefixes: PrefixTable::new(rules),
            near: NearIndex::new(rules),
            dashes: with(Trigger::Dashes),
            urls: UrlTable::new(rules),
            run_anchors: AnchorSearch::new(rules, Trigger::RunAnchor),
            literals: AnchorSearch::new(rules, Trigger::Literal),
            roles: RoleTable::new(rules),
            starts: with(Trigger::Start),
        }
    }

    /// The rules.
    #[must_use]
    pub fn rules(&self) -> &'r RuleSet {
        self.rules
    }

    /// Reports every candidate whose trigger lies in `region` of `text`. The same candidate may be reported twice.
    /// What may be encoded text is appended to `encoded`, where rules look far is told to `watch`.
    pub fn scan<'t>(
        &self,
        text: &'t [u8],
        kind: FileKind,
        region: Span,
        encoded: &mut Encoded,
        watch: Option<Watch<'_>>,
        report: &mut dyn FnMut(Candidate<'t>),
    ) {
        let mut scan = Scan {
            detector: self,
            text,
            kind,
            run_done: 0,
            near_rules: Vec::new(),
            encoded,
            watch,
            line: Span::new(0, 0),
            report,
        };
        if region.start == 0 && starts_binary(text) {
            scan.start();
        }
        trigger::scan(text, region, &mut scan);
        assign::placed(text, kind, region, &mut |found| scan.assigned(found));
        if kind == FileKind::Yaml {
            manifest::kinds(text, region).for_each(|at| scan.manifest(at));
        }
        scan.literals(region);
    }

    /// The pattern of `index`, compiled at its first use.
    fn matcher(&self, index: RuleIdx) -> &Matcher {
        let rule = self.rules.get(index);
        self.matchers[usize::from(index.0)].get_or_init(|| {
            let anchored = matches!(
                rule.trigger,
                Trigger::Prefix | Trigger::Dashes | Trigger::Url | Trigger::Start | Trigger::Assignment
            );
            Matcher::new(&rule.pattern, anchored)
        })
    }
}

/// Receives a mark wherever a rule is tried that looks far.
pub struct Watch<'w> {
    /// Knows those rules.
    pub reach: &'w Reach<'w>,
    /// The marks, some perhaps twice.
    pub marks: &'w mut Vec<Mark>,
}

struct Scan<'s, 'r, 't> {
    detector: &'s Detector<'r>,
    text: &'t [u8],
    kind: FileKind,
    /// Runs before this place were searched for run anchors.
    run_done: usize,
    near_rules: Vec<RuleIdx>,
    encoded: &'s mut Encoded,
    watch: Option<Watch<'s>>,
    /// The last line that was looked at for escapes.
    line: Span,
    report: &'s mut dyn FnMut(Candidate<'t>),
}

impl Events for Scan<'_, '_, '_> {
    #[inline]
    fn word(&mut self, at: usize, run: impl Fn() -> usize) {
        if self.detector.prefixes.may_start(&self.text[at..]) {
            self.prefix(at, run());
        }
        if at > 0 && matches!(self.text[at - 1], b'\\' | b'%') {
            self.prefix_behind_escape(at);
        }
    }

    fn stretch(&mut self, at: Span, stem: Option<usize>) {
        self.run_anchors(at);
        self.encoded.joins.extend(joined::around(self.text, at));
        let stem_before = stem.is_some_and(|stem| stem + STEM_REACH >= at.start);
        let providers = self.kind.names_providers();
        if stem_before || self.detector.near.is_named(self.text, at.start, providers) {
            self.near(at);
        }
    }

    fn stem(&mut self, at: usize) {
        self.escaped_line(at);
        let (text, kind) = (self.text, self.kind);
        assign::at_stem(text, at, kind, &mut |found| self.assigned(found));
    }

    fn wants_clues(&self) -> bool {
        assign::has_commands(self.kind)
    }

    fn clue(&mut self, at: usize) {
        assign::command::at_clue(self.text, at, &mut |found| self.assigned(found));
    }

    fn escapes(&mut self, at: usize) {
        self.escaped_line(at);
    }

    fn dashes(&mut self, at: usize) {
        for &index in &self.detector.dashes {
            if starts_with_anchor(self.detector.rules.get(index), &self.text[at..]) {
                self.watch(index, Span::new(at, at + 5));
                self.anchored(index, at);
            }
        }
    }

    fn url(&mut self, at: usize) {
        let detector = self.detector;
        let url = detector.urls.at(self.text, at);
        let place = Span::new(url.start, at + 3);
        for (index, may_match) in detector.urls.rules(url) {
            if may_match {
                self.watch(index, place);
                self.anchored(index, url.start);
            } else {
                self.watch_until(url.end(), place);
            }
        }
    }
}

/// The longest value that is taken for a token cut into pieces by its signs.
const MAX_CUT: usize = 128;

impl<'t> Scan<'_, '_, 't> {
    /// Tries the rules whose anchor starts at `at`, where `run` token characters stand, counted up to [`BLOCK`].
    fn prefix(&mut self, at: usize, run: usize) {
        let detector = self.detector;
        let text = &self.text[at..];
        for entry in detector.prefixes.at(text) {
            for rule in &entry.rules {
                let may_match = rule.may_match(entry.anchor.len(), text, run);
                // What else turns a rule away stands right behind the anchor.
                if may_match || !rule.fits_in(text) {
                    self.watch(rule.index, Span::new(at, at + entry.anchor.len()));
                }
                if may_match {
                    self.anchored(rule.index, at);
                }
            }
        }
    }

    /// `\nghp_...` in a string and `%3Dghp_...` in a URL: the letters of the escape hide where the word starts.
    fn prefix_behind_escape(&mut self, at: usize) {
        let escape = match (self.text[at - 1], self.text[at]) {
            (b'%', _) => 2,
            (_, b'u') => 5,
            (_, b'x') => 3,
            _ => 1,
        };
        if let Some(rest) = self.text.get(at + escape..) {
            self.prefix(at + escape, run_len(&rest[..rest.len().min(BLOCK)], is_run_byte));
        }
    }

    /// Notes the line of `at` when it holds escapes. A line without a stem or escapes in a row is not worth a look.
    fn escaped_line(&mut self, at: usize) {
        // Events come kind by kind, so a line may come again after the next one.
        if at < self.line.start || self.line.end <= at {
            self.line = escapes::line_around(self.text, at);
            if escapes::is_escaped(self.line.of(self.text)) {
                self.encoded.lines.push(self.line);
            }
        }
    }

    /// Notes that `index` is about to be tried at `at`.
    #[inline]
    fn watch(&mut self, index: RuleIdx, at: Span) {
        if let Some(watch) = &mut self.watch {
            watch.marks.extend(watch.reach.mark(self.text, index, at));
        }
    }

    /// Notes that a rule is not tried at `at` for what stands before `end`.
    #[inline]
    fn watch_until(&mut self, end: usize, at: Span) {
        if let Some(watch) = &mut self.watch {
            watch.marks.extend(Mark::until(self.text, end, at));
        }
    }

    /// Rules for binary files, which their first bytes tell.
    fn start(&mut self) {
        for &index in &self.detector.starts {
            self.watch(index, Span::new(0, 2.min(self.text.len())));
            self.anchored(index, 0);
        }
    }

    /// Tries a rule whose match must start at `at`.
    fn anchored(&mut self, index: RuleIdx, at: usize) {
        let rule = self.detector.rules.get(index);
        let end = self.text.len().min(at + rule.window as usize + 2);
        self.first_match(index, Span::new(at, end));
    }

    fn first_match(&mut self, index: RuleIdx, window: Span) {
        if let Some(found) = self.detector.matcher(index).find(window.of(self.text)) {
            self.matched(index, found, window.start);
        }
    }

    /// Reports what the pattern of `rule` matched in the part of the text that starts at `from`.
    fn matched(&mut self, rule: RuleIdx, found: Match, from: usize) {
        let (span, whole) = (found.secret.moved(0, from), found.whole.moved(0, from));
        self.emit(Candidate { rule, text: self.text, span, whole, name: None, near: 0 });
    }

    /// Reports a candidate if the words stand near it that its rule asks for.
    fn emit(&mut self, candidate: Candidate<'t>) {
        let words = &self.detector.rules.get(candidate.rule).near;
        if words.is_empty() {
            (self.report)(candidate);
        } else if let Some(near) = near::closest(self.text, candidate.span, words) {
            (self.report)(Candidate { near, ..candidate });
        }
    }

    /// Rules with an anchor in the middle of a long run, such as the marks in cloud keys.
    fn run_anchors(&mut self, stretch: Span) {
        if stretch.end <= self.run_done {
            return;
        }
        let before = &self.text[self.run_done..stretch.start];
        let start = stretch.start - before.iter().rev().take_while(|&&b| is_run_byte(b)).count();
        let end = stretch.end + run_len(&self.text[stretch.end..], is_run_byte);
        self.run_done = end;
        if end - start >= MIN_ENCODED {
            self.encoded.runs.push(Span::new(start, end));
        }
        self.anchors_in(Span::new(start, end), |text, secret| has_random_stretch(secret.of(text)));
    }

    fn anchors_in(&mut self, run: Span, accept: impl Fn(&[u8], Span) -> bool) {
        let detector = self.detector;
        detector.run_anchors.each(run.of(self.text), |anchor, index| {
            let window = detector.rules.get(index).window as usize;
            let from = (run.start + anchor.start).saturating_sub(window).max(run.start);
            let to = (run.start + anchor.end + window).min(run.end);
            self.all_matches(index, Span::new(from, to), &accept);
        });
    }

    /// Rules without anchors whose words stand near the stretch.
    fn near(&mut self, stretch: Span) {
        let mut rules = std::mem::take(&mut self.near_rules);
        self.detector.near.rules_near(self.text, stretch, &mut rules);
        for &index in &rules {
            let window = self.detector.rules.get(index).window as usize;
            let from = stretch.start.saturating_sub(window);
            let to = self.text.len().min(stretch.end + window);
            let line = line_within(self.text, Span::new(from, to), stretch);
            self.all_matches(index, line, |text, secret| secret.covers(stretch) && bounded(text, secret));
        }
        self.near_rules = rules;
    }

    fn all_matches(&mut self, index: RuleIdx, window: Span, accept: impl Fn(&[u8], Span) -> bool) {
        let detector = self.detector;
        let text = self.text;
        for found in detector.matcher(index).find_all(window.of(text)) {
            if accept(text, found.secret.moved(0, window.start)) {
                self.matched(index, found, window.start);
            }
        }
    }

    /// Rules for values that are assigned to names of secrets. Their patterns describe the whole value.
    fn assigned(&mut self, found: Assigned) {
        // What stands in a name's value needs no stretch to be looked at: signs may cut a token into short pieces.
        let seen = found.role != Role::Login && has_random_stretch(found.value.of(self.text));
        if (MIN_RUN..=MAX_CUT).contains(&found.value.len()) && !seen {
            self.near(found.value);
            self.anchors_in(found.value, |_, _| true);
        }
        if !seen {
            let join = joined::around(self.text, found.value);
            let near = |join: &Join| join.whole.end <= found.name.start + assign::NEXT_LINE;
            self.encoded.joins.extend(join.filter(near));
        }
        let (detector, text, span) = (self.detector, self.text, found.value);
        for rule in detector.roles.rules(found.role) {
            let fits = (detector.rules.get(rule).min_len as usize) <= span.len()
                && detector
                    .matcher(rule)
                    .find(span.of(text))
                    .is_some_and(|found| found.secret.len() == span.len());
            if fits {
                let whole = Span::new(found.name.start, span.end);
                self.emit(Candidate { rule, text, span, whole, name: Some(found.name), near: 0 });
            }
        }
    }

    /// Secrets of Kubernetes, whose data may stand far from their kind.
    fn manifest(&mut self, kind: usize) {
        if let Some(watch) = &mut self.watch {
            let window = manifest::around(self.text, kind);
            watch.marks.push(Mark { at: Span::new(kind, kind + 1), window });
        }
        manifest::values(self.text, kind, &mut |found| self.assigned(found));
    }

    /// Users' rules that fit no faster trigger.
    fn literals(&mut self, region: Span) {
        let detector = self.detector;
        let end = self.text.len().min(region.end + detector.literals.longest.saturating_sub(1));
        detector.literals.each(&self.text[region.start..end], |anchor, index| {
            self.watch(index, Span::new(region.start + anchor.start, region.start + anchor.end));
            let window = detector.rules.get(index).window as usize;
            let from = (region.start + anchor.start).saturating_sub(window);
            let to = (region.start + anchor.end + window).min(self.text.len());
            self.all_matches(index, Span::new(from, to), |_, _| true);
        });
    }
}

fn starts_with_anchor(rule: &Rule, text: &[u8]) -> bool {
    rule.anchors.iter().any(|anchor| text.starts_with(anchor.as_bytes()))
}
