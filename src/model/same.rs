//! Whether two responses say the same.

use super::index::{key, pair};
use super::{Cycle, Group, Level, Model, Target, Trigger};
use crate::wire::{Id, Row, Text};

impl Model {
    /// Whether two responses say the same, in whatever order they say it and whenever they were received.
    pub(crate) fn says_the_same(&self, other: &Model) -> bool {
        let keys =
            |model: &Model| -> Vec<_> { model.groups.iter().map(|group| key(group.id, None)).collect() };
        let pairs = pair(&keys(other), &keys(self));
        self.user_id == other.user_id
            && self.groups.len() == other.groups.len()
            && self.groups.iter().zip(pairs).all(|(group, pair)| {
                let other_group = pair.and_then(|place| other.groups.get(place));
                other_group.is_some_and(|other_group| Pair(self, other).same_group(group, other_group))
            })
    }
}

fn target_keys<'m>(model: &'m Model, targets: &[Target]) -> Vec<Option<(Option<Id>, Option<&'m str>)>> {
    targets.iter().map(|target| key(target.rule_id, model.text(target.name))).collect()
}

/// Two models, parts of which are compared.
struct Pair<'a>(&'a Model, &'a Model);

impl Pair<'_> {
    fn same_text(&self, a: Option<Text>, b: Option<Text>) -> bool {
        self.0.text(a) == self.1.text(b)
    }

    fn same_group(&self, a: &Group, b: &Group) -> bool {
        let targets = (self.0.targets(a), self.1.targets(b));
        let pairs = pair(&target_keys(self.1, targets.1), &target_keys(self.0, targets.0));
        let levels = (self.0.levels(a), self.1.levels(b));
        self.same_text(a.name, b.name)
            && self.same_text(a.evaluation_raw, b.evaluation_raw)
            && self.same_text(a.tracking_raw, b.tracking_raw)
            && levels.0.len() == levels.1.len()
            && levels.0.iter().zip(levels.1).all(|(a, b)| self.same_level(a, b))
            && targets.0.len() == targets.1.len()
            && targets.0.iter().zip(pairs).all(|(target, pair)| {
                pair.and_then(|place| targets.1.get(place))
                    .is_some_and(|other| self.same_target(target, other))
            })
    }

    fn same_level(&self, a: &Level, b: &Level) -> bool {
        let plain = |level: &Level| Level { name: None, status: None, ..*level };
        plain(a) == plain(b) && self.same_text(a.name, b.name) && self.same_text(a.status, b.status)
    }

    fn same_target(&self, a: &Target, b: &Target) -> bool {
        let cycles = (self.0.cycles(a), self.1.cycles(b));
        a.cycles.len() == b.cycles.len() && cycles.0.zip(cycles.1).all(|(a, b)| self.same_cycle(a, b))
    }

    fn same_cycle(&self, a: Cycle<'_>, b: Cycle<'_>) -> bool {
        let texts = |row: &Row| -> [Option<Text>; 7] {
            [
                row.alternate_currency_identifier,
                row.alternate_currency_name,
                row.ref_code,
                row.target_name,
                row.target_type,
                row.target_entity,
                row.event_name,
            ]
        };
        let plain = |row: &Row| Row {
            index: 0,
            milestones: (0, 0),
            // No flag says the same as one that is false.
            current: row.current.filter(|is_current| *is_current),
            alternate_currency_identifier: None,
            alternate_currency_name: None,
            ref_code: None,
            target_name: None,
            target_type: None,
            target_entity: None,
            event_name: None,
            ..*row
        };
        let triggers = (self.0.triggers(a), self.1.triggers(b));
        plain(&a) == plain(&b)
            && texts(&a).into_iter().zip(texts(&b)).all(|(a, b)| self.same_text(a, b))
            && triggers.0.len() == triggers.1.len()
            && triggers.0.iter().zip(triggers.1).all(|(a, b)| self.same_trigger(a, b))
    }

    fn same_trigger(&self, a: &Trigger, b: &Trigger) -> bool {
        let plain =
            |trigger: &Trigger| Trigger { index: 0, name: None, kind: None, value_type: None, ..*trigger };
        plain(a) == plain(b)
            && self.same_text(a.name, b.name)
            && self.same_text(a.kind, b.kind)
            && self.same_text(a.value_type, b.value_type)
    }
}
