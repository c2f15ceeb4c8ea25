//! When the targets of a unified group make the whole (rule 4).

use super::expression::Expression;
use super::is_word;
use crate::wire::{self, Id, Issue, IssueCode, Path, Text, Texts};

/// What a unified group asks for.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Condition {
    pub(crate) combination: Combination,
    /// What its targets must achieve together besides.
    pub(crate) overall: Option<f64>,
}

/// Which of its targets must be achieved.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Combination {
    All,
    AtLeast(u32),
    Rule(Expression),
}

impl Condition {
    /// What a group asks for of which no definition is known.
    pub(crate) const UNKNOWN: Condition = Condition { combination: Combination::All, overall: None };

    /// Reads the condition of a definition, whose targets that count have these ids.
    pub(crate) fn read(
        sent: &wire::Definition,
        counted: &[Option<Id>],
        texts: &mut Texts,
        issues: &mut Vec<Issue>,
    ) -> Condition {
        let path = Path::ROOT.then("data", sent.index).then("unifiedTargetExpression", None);
        let combination = combination(sent, counted, texts, path, issues);
        let word = |text: Option<Text>| {
            text.map(|text| texts.get(text).trim_ascii()).filter(|text| !text.is_empty())
        };
        let threshold = sent.threshold();
        match word(sent.aggregation()) {
            None => Condition { combination, overall: None },
            Some(sum) if is_word(sum, "SUM") && threshold.is_some_and(|sum| sum > 0.0) => {
                Condition { combination, overall: threshold }
            }
            Some(count)
                if is_word(count, "COUNT")
                    && let Some(count) = usable_count(threshold, counted) =>
            {
                Condition { combination: Combination::AtLeast(count), overall: None }
            }
            Some(other) => {
                let detail = if is_word(other, "SUM") {
                    "the sum of its targets without saying how much"
                } else if is_word(other, "COUNT") {
                    "a number of its targets that it does not have"
                } else {
                    other
                };
                let detail = String::from(detail);
                let detail = texts.add(&detail);
                issues.push(Issue {
                    code: IssueCode::UnusableAggregation,
                    path: path.field("aggregation"),
                    detail,
                });
                Condition::UNKNOWN
            }
        }
    }
}

/// How many targets must be achieved, if there are as many.
fn usable_count(threshold: Option<f64>, counted: &[Option<Id>]) -> Option<u32> {
    let count = threshold.filter(|count| count.fract() == 0.0 && *count >= 1.0)?;
    (count <= counted.len() as f64).then_some(count as u32)
}

/// How the targets combine: by the rule, or where there is none as `combinationType` says.
fn combination(
    sent: &wire::Definition,
    counted: &[Option<Id>],
    texts: &Texts,
    path: Path,
    issues: &mut Vec<Issue>,
) -> Combination {
    if let Some(rule) = sent.rule() {
        let code = match Expression::parse(texts.get(rule)) {
            Some(parsed) if parsed.targets().all(|id| counted.contains(&Some(id))) => {
                return plain(&parsed, counted).unwrap_or(Combination::Rule(parsed));
            }
            Some(_) => IssueCode::UnknownTarget,
            None => IssueCode::UnreadableExpression,
        };
        issues.push(Issue { code, path: path.field("ruleExpression"), detail: rule });
        if !texts.get(rule).trim_ascii().is_empty() {
            return Combination::All;
        }
    }
    match sent.combination_raw {
        Some(text) if is_word(texts.get(text), "ANY") => Combination::AtLeast(1),
        _ => Combination::All,
    }
}

/// All or any, if that is what a rule says: it names each target that counts, and joins them in one way.
fn plain(rule: &Expression, counted: &[Option<Id>]) -> Option<Combination> {
    let names = |id: &Option<Id>| rule.targets().any(|named| Some(named) == *id);
    if !counted.iter().all(names) {
        return None;
    }
    if rule.is_conjunction() {
        Some(Combination::All)
    } else if rule.is_disjunction() {
        Some(Combination::AtLeast(1))
    } else {
        None
    }
}
