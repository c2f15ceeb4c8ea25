//! What an organisation offers: the definitions of its target groups (rule 6).

use super::condition::Condition;
use super::window::{Sources, Span};
use super::{Evaluation, Index, Tracking, is_word};
use crate::failure::{ApiMessage, Failure};
use crate::wire::{self, Id, Issue, Period, Text, Texts, TriggerDefinition};
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
    /// What a unified group asks for.
    pub(crate) condition: Condition,
    /// The places of the targets that count: those that are switched on, or all where none is.
    pub(crate) counted: Vec<u32>,
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
            let counted = counted(&sent);
            let ids: Vec<_> = counted
                .iter()
                .map(|place| sent.targets.get(*place as usize).and_then(|target| target.id))
                .collect();
            let condition = Condition::read(&sent, &ids, &mut catalog.texts, &mut catalog.issues);
            let targets_by_id = Index::new(sent.targets.iter().map(|target| target.id));
            let triggers = sent.targets.iter().map(|target| &target.triggers);
            let definition = Definition {
                evaluation: Evaluation::read(catalog.text(sent.evaluation_raw)),
                tracking: Tracking::read(catalog.text(sent.tracking_raw)),
                condition,
                counted,
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

    /// Whether the value of a trigger is a percentage of the target.
    pub(crate) fn is_percentage(&self, trigger: &TriggerDefinition) -> bool {
        self.text(trigger.value_type).is_some_and(|text| is_word(text, "PERCENTAGE"))
    }
}

/// The places of the targets of a definition that are switched on, or of all where none is.
fn counted(sent: &wire::Definition) -> Vec<u32> {
    let places = 0..sent.targets.len() as u32;
    let is_on =
        |place: &u32| sent.targets.get(*place as usize).is_some_and(|target| target.active != Some(false));
    let on: Vec<u32> = places.clone().filter(is_on).collect();
    if on.is_empty() { places.collect() } else { on }
}
