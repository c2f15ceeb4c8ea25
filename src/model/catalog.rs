//! What an organisation offers: the definitions of its target groups (rule 6).

use super::expression::Expression;
use super::window::{Sources, Span};
use super::{Evaluation, Index, Tracking, Unit, is_word};
use crate::failure::{ApiMessage, Failure};
use crate::wire::{self, Id, Issue, IssueCode, Millis, Path, Text, Texts};

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

/// The definition of a target group.
#[derive(Debug)]
pub struct Definition {
    /// Its id.
    pub id: Option<Id>,
    pub(crate) name: Option<Text>,
    pub(crate) description: Option<Text>,
    /// Whether it is switched on.
    pub active: Option<bool>,
    pub(crate) active_period: Option<Period>,
    pub(crate) periods: Vec<Period>,
    pub(crate) total_periods: Option<f64>,
    /// How its cycles are laid out in time.
    pub evaluation: Evaluation,
    pub(crate) evaluation_raw: Option<Text>,
    /// What it keeps track of.
    pub tracking: Tracking,
    pub(crate) tracking_raw: Option<Text>,
    pub(crate) frequency_type: Option<Text>,
    pub(crate) cycle_start: Option<Millis>,
    pub(crate) cycle_end: Option<Millis>,
    pub(crate) created_at: Option<Millis>,
    pub(crate) targets: Vec<TargetDefinition>,
    pub(crate) targets_by_id: Index<Id>,
    pub(crate) levels: Vec<LevelDefinition>,
    pub(crate) combination: Combination,
    pub(crate) combination_raw: Option<Text>,
    pub(crate) expression_raw: Option<Text>,
    pub(crate) leaderboard_enabled: Option<bool>,
    pub(crate) user_created: Option<bool>,
}

/// A period of a definition.
#[derive(Debug)]
pub(crate) struct Period {
    pub(crate) id: Option<Id>,
    pub(crate) ref_code: Option<Text>,
    pub(crate) status: Option<Text>,
    pub(crate) description: Option<Text>,
    pub(crate) active: Option<bool>,
    pub(crate) span: Span,
}

/// A target of a definition.
#[derive(Debug)]
pub struct TargetDefinition {
    /// The id of its rule, as rows of a user name it.
    pub id: Option<Id>,
    pub(crate) name: Option<Text>,
    pub(crate) description: Option<Text>,
    pub(crate) target_type: Option<Text>,
    pub(crate) target_entity: Option<Text>,
    pub(crate) event_name: Option<Text>,
    pub(crate) unit: Unit,
    pub(crate) enrolment_method: Option<Text>,
    pub(crate) active: Option<bool>,
    pub(crate) default_values: Vec<wire::DefaultValue>,
    pub(crate) triggers: Vec<TriggerDefinition>,
    pub(crate) triggers_by_id: Index<Id>,
}

impl TargetDefinition {
    /// What is known of a trigger.
    pub(crate) fn trigger(&self, id: Option<Id>) -> Option<&TriggerDefinition> {
        self.triggers.get(self.triggers_by_id.find(id)?)
    }
}

/// A trigger of a target.
#[derive(Debug)]
pub(crate) struct TriggerDefinition {
    pub(crate) id: Option<Id>,
    pub(crate) name: Option<Text>,
    pub(crate) active: Option<bool>,
    pub(crate) kind: Option<Text>,
    pub(crate) value: Option<f64>,
    pub(crate) percentage: Option<bool>,
}

/// A level of a streak.
#[derive(Debug)]
pub(crate) struct LevelDefinition {
    pub(crate) id: Option<Id>,
    pub(crate) name: Option<Text>,
    pub(crate) goal: Option<f64>,
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
        for definition in data.definitions {
            let definition = catalog.definition(definition);
            catalog.definitions.push(definition);
        }
        catalog.by_id = Index::new(catalog.definitions.iter().map(|definition| definition.id));
        Ok(catalog)
    }

    pub(crate) fn text(&self, text: Option<Text>) -> Option<&str> {
        text.map(|text| self.texts.get(text))
    }

    fn definition(&mut self, sent: wire::Definition) -> Definition {
        let evaluation = Evaluation::read(self.text(sent.evaluation));
        let tracking = Tracking::read(self.text(sent.tracking));
        let period = |period: wire::Period| Period {
            id: period.id,
            ref_code: period.ref_code,
            status: period.status,
            description: period.description,
            active: period.active,
            span: Span::read(
                &Sources { iso: None, stamp: None, date: period.start },
                &Sources { iso: None, stamp: None, date: period.end },
                evaluation == Evaluation::FixedCalendar,
            ),
        };
        let targets: Vec<_> = sent.targets.into_iter().map(|target| self.target(target)).collect();
        let expression_raw = sent.expression.and_then(|expression| expression.rule);
        let targets_by_id = Index::new(targets.iter().map(|target| target.id));
        let combination = self.combination(expression_raw, sent.combination, &targets_by_id, sent.index);
        Definition {
            id: sent.id,
            name: sent.name,
            description: sent.description,
            active: sent.active,
            active_period: sent.active_period.map(period),
            periods: sent.periods.into_iter().map(period).collect(),
            total_periods: sent.total_periods,
            evaluation,
            evaluation_raw: sent.evaluation,
            tracking,
            tracking_raw: sent.tracking,
            frequency_type: sent.frequency_type,
            cycle_start: sent.cycle_start.map(|stamp| stamp.ms()),
            cycle_end: sent.cycle_end.map(|stamp| stamp.ms()),
            created_at: sent.created_at.map(|stamp| stamp.ms()),
            targets,
            targets_by_id,
            levels: sent
                .levels
                .into_iter()
                .map(|level| LevelDefinition { id: level.id, name: level.name, goal: level.goal })
                .collect(),
            combination,
            combination_raw: sent.combination,
            expression_raw,
            leaderboard_enabled: sent.leaderboard_enabled,
            user_created: sent.user_created,
        }
    }

    fn target(&self, sent: wire::TargetDefinition) -> TargetDefinition {
        let trigger = |trigger: wire::TriggerDefinition| TriggerDefinition {
            id: trigger.id,
            name: trigger.name,
            active: trigger.active,
            kind: trigger.kind,
            value: trigger.value,
            percentage: self.text(trigger.value_type).map(|text| is_word(text, "PERCENTAGE")),
        };
        TargetDefinition {
            id: sent.id,
            name: sent.name,
            description: sent.description,
            target_type: sent.target_type,
            target_entity: sent.target_entity,
            event_name: sent.event_name,
            unit: Unit::read(self.text(sent.target_type)),
            enrolment_method: sent.enrolment_method,
            active: sent.active,
            default_values: sent.default_values,
            triggers_by_id: Index::new(sent.triggers.iter().map(|trigger| trigger.id)),
            triggers: sent.triggers.into_iter().map(trigger).collect(),
        }
    }

    /// How the targets of a group combine: by its rule if that can be used, else as `combinationType` says, else
    /// all of them.
    fn combination(
        &mut self,
        rule: Option<Text>,
        otherwise: Option<Text>,
        targets: &Index<Id>,
        index: u32,
    ) -> Combination {
        if let Some(rule) = rule {
            let parsed = Expression::parse(self.texts.get(rule));
            let code = match parsed {
                Some(parsed) if parsed.targets().all(|id| targets.find(Some(id)).is_some()) => {
                    return Combination::Rule(parsed);
                }
                Some(_) => IssueCode::UnknownTarget,
                None => IssueCode::UnreadableExpression,
            };
            let path = Path::ROOT
                .then("data", Some(index))
                .then("unifiedTargetExpression", None)
                .field("ruleExpression");
            self.issues.push(Issue { code, path, detail: rule });
        }
        match self.text(otherwise) {
            Some(text) if is_word(text, "ANY") => Combination::Any,
            _ => Combination::All,
        }
    }
}
