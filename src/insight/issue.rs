//! What could not be read, as it is shown.

use super::Snapshot;
use crate::model::Catalog;
use crate::shape::record;
use crate::wire::{self, IssueCode, Path, Texts};

record! {
    /// Something in a response that could not be used. Everything readable around it is still there.
    pub struct Issue {
        /// Where it stands, as in `data.targetGroups[3].targets[0].targetValue`.
        pub path: String,
        /// What is wrong: the thing to branch on.
        pub code: IssueCode,
        /// The same in words, and what was done about it. Quotes no more than 40 characters.
        pub message: String,
    }
}

impl Issue {
    fn add_all(issues: &[wire::Issue], texts: &Texts, out: &mut Vec<Issue>) {
        out.extend(issues.iter().map(|issue| Issue {
            path: issue.path(),
            code: issue.code,
            message: issue.message(texts),
        }));
    }
}

impl Catalog {
    /// What could not be read in the list.
    pub fn issues(&self) -> Vec<Issue> {
        let mut issues = Vec::new();
        self.pages.iter().for_each(|page| Issue::add_all(&page.issues, &page.texts, &mut issues));
        issues
    }
}

impl Snapshot {
    /// What could not be read in the response, what was left out, and where the server contradicts itself.
    pub fn issues(&self) -> Vec<Issue> {
        let mut issues = Vec::new();
        Issue::add_all(&self.model.issues, &self.model.texts, &mut issues);
        self.add_disagreements(&mut issues);
        issues
    }

    /// Triggers of which the server says one thing and the figures another.
    fn add_disagreements(&self, out: &mut Vec<Issue>) {
        let model = &self.model;
        if model.triggers.is_empty() {
            return;
        }
        for group in &model.groups {
            for target in model.targets(group) {
                for cycle in model.cycles(target) {
                    for trigger in model.triggers(cycle) {
                        let Some(says) = trigger.achieved else { continue };
                        let (Some(threshold), Some(achieved)) =
                            (model.threshold(trigger, cycle), cycle.achieved())
                        else {
                            continue;
                        };
                        let is_target = Some(threshold) == cycle.target();
                        if is_target || says == (achieved >= threshold) {
                            continue;
                        }
                        let path = Path::ROOT
                            .then("data", None)
                            .then("targetGroups", Some(group.index))
                            .then("targets", Some(cycle.index))
                            .then("milestones", Some(trigger.index))
                            .field("isAchieved");
                        let verdict = if says { "achieved" } else { "not achieved" };
                        out.push(Issue {
                            path: path.text(),
                            code: IssueCode::TriggerDisagrees,
                            message: wire::issue_message(IssueCode::TriggerDisagrees, verdict),
                        });
                    }
                }
            }
        }
    }
}
