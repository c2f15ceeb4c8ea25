//! What an organisation offers: the definitions of its target groups (rule 6).

use super::expression::Expression;
use super::window::{Sources, Span};
use super::{Evaluation, Index, Tracking, is_word};
use crate::failure::{ApiMessage, Failure};
use crate::wire::{self, Id, Issue, IssueCode, Path, Period, Text, Texts, TriggerDefinition};
use std::ops::Deref;

/// The definitions of an organisation's target groups.
#[derive(Debug)]
pub struct Catalog {
    /// In order of arrival.
    pub definitions: Vec<Definition>,
    pub(crate) by_id: Index<Id>,
    /// How many definitions a page of the list holds.
    pub limit: Option<f64>,
    /// How many definitions come before this page.
    pub offset: Option<f64>,
    /// How many definitions there are on all pages.
    pub total: Option<f64>,
    pub(crate) texts: Texts,
    /// What could not be read or had to be left out.
    pub issues: Vec<Issue>,
    /// What the API reported beside its data.
    pub api_errors: Vec<ApiMessage>,
    /// What the API warned of.
    pub api_warnings: Vec<ApiMessage>,
}

/// The definition of a target group: what was sent, and what it means.
#[derive(Debug)]
pub struct Definition {
    sent: wire::Definition,
    /// How its cycles are laid out in time.
    pub evaluation: Evaluation,
    /// What it keeps track of.
    pub tracking: Tracking,
    pub(crate) combination: Combination,
    pub(crate) targets_by_id: Index<Id>,
    /// Of each target.
    triggers_by_id: Vec<Index<Id>>,
}

impl Deref for Definition {
    type Target = wire::Definition;

    fn deref(&self) -> &wire::Definition {
        &self.sent
    }
}

impl Definition {
    /// The target at a place.
    pub(crate) fn target(&self, place: usize) -> Option<TargetDefinition<'_>> {
        Some(TargetDefinition { sent: self.targets.get(place)?, triggers: self.triggers_by_id.get(place)? })
    }

    /// When a period of it runs.
    pub(crate) fn span(&self, period: &Period) -> Span {
        let date = |date| Sources { iso: None, stamp: None, date };
        Span::read(&date(period.start), &date(period.end), self.evaluation == Evaluation::FixedCalendar)
    }
}

/// A target of a definition.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TargetDefinition<'m> {
    sent: &'m wire::TargetDefinition,
    triggers: &'m Index<Id>,
}

impl Deref for TargetDefinition<'_> {
    type Target = wire::TargetDefinition;

    fn deref(&self) -> &wire::TargetDefinition {
        self.sent
    }
}

impl<'m> TargetDefinition<'m> {
    /// What is known of a trigger.
    pub(crate) fn trigger(self, id: Option<Id>) -> Option<&'m TriggerDefinition> {
        self.sent.triggers.get(self.triggers.find(id)?)
    }
}

/// When the targets of a unified group make the whole.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Combination {
    All,
    Any,
    Rule(Expression),
}

impl Catalog {
    /// Reads the list of an organisation's target groups.
    ///
    /// # Errors
    /// As [`Model::parse`](super::Model::parse).
    pub fn parse(bytes: &[u8]) -> Result<Catalog, Box<Failure>> {
        let wire::Response { data, errors, warnings, texts, issues } = wire::read_list(bytes)?;
        let page = data.pagination.unwrap_or_default();
        let mut catalog = Catalog {
            definitions: Vec::new(),
            by_id: Index::new(std::iter::empty()),
            limit: page.limit,
            offset: page.offset,
            total: page.total,
            texts,
            issues,
            api_errors: errors,
            api_warnings: warnings,
        };
        for sent in data.definitions {
            let targets_by_id = Index::new(sent.targets.iter().map(|target| target.id));
            let triggers = sent.targets.iter().map(|target| &target.triggers);
            let definition = Definition {
                evaluation: Evaluation::read(catalog.text(sent.evaluation_raw)),
                tracking: Tracking::read(catalog.text(sent.tracking_raw)),
                combination: catalog.combination(&sent, &targets_by_id),
                targets_by_id,
                triggers_by_id: triggers.map(|list| Index::new(list.iter().map(|one| one.id))).collect(),
                sent,
            };
            catalog.definitions.push(definition);
        }
        catalog.by_id = Index::new(catalog.definitions.iter().map(|definition| definition.id));
        Ok(catalog)
    }

    pub(crate) fn text(&self, text: Option<Text>) -> Option<&str> {
        text.map(|text| self.texts.get(text))
    }

    /// Whether the value of a trigger is a part of the target, in percent; none when the list does not say.
    pub(crate) fn is_percentage(&self, trigger: &TriggerDefinition) -> Option<bool> {
        self.text(trigger.value_type).map(|text| is_word(text, "PERCENTAGE"))
    }

    /// How the targets of a group combine: by its rule if that can be used, else as `combinationType` says, else
    /// all of them.
    fn combination(&mut self, sent: &wire::Definition, targets: &Index<Id>) -> Combination {
        if let Some(rule) = sent.rule() {
            let parsed = Expression::parse(self.texts.get(rule));
            let code = match parsed {
                Some(parsed) if parsed.targets().all(|id| targets.find(Some(id)).is_some()) => {
                    return Combination::Rule(parsed);
                }
                Some(_) => IssueCode::UnknownTarget,
                None => IssueCode::UnreadableExpression,
            };
            let path = Path::ROOT
                .then("data", Some(sent.index))
                .then("unifiedTargetExpression", None)
                .field("ruleExpression");
            self.issues.push(Issue { code, path, detail: rule });
        }
        match self.text(sent.combination_raw) {
            Some(text) if is_word(text, "ANY") => Combination::Any,
            _ => Combination::All,
        }
    }
}
