//! The rule by which the targets of a unified group make one: `(31132 & 31133) | !31134`.
use crate::wire::Id;

/// A rule over targets, in the order in which it is worked out: operands first.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Expression(Vec<Op>);

#[derive(Clone, Copy, Debug, PartialEq)]
enum Op {
    Target(Id),
    Not,
    And,
    Or,
}

/// What waits for its right side while a rule is read.
#[derive(Clone, Copy, PartialEq)]
enum Waiting {
    Paren,
    Op(Op),
}

/// How tightly an operator binds: `!` before `&` before `|`.
fn strength(op: Op) -> u8 {
    match op {
        Op::Target(_) => 0,
        Op::Or => 1,
        Op::And => 2,
        Op::Not => 3,
    }
}

impl Expression {
    /// Reads a rule; none if it is not one. Works without recursion, so no nesting is too deep for it.
    pub(crate) fn parse(text: &str) -> Option<Expression> {
        let mut out = Vec::new();
        let mut waiting: Vec<Waiting> = Vec::new();
        let mut operand_next = true;
        let mut rest = text.trim_ascii_start();
        while let Some(first) = rest.bytes().next() {
            let mut len = 1;
            match (first, operand_next) {
                (b'!', true) => waiting.push(Waiting::Op(Op::Not)),
                (b'(', true) => waiting.push(Waiting::Paren),
                (b'0'..=b'9', true) => {
                    len = rest.bytes().take_while(u8::is_ascii_digit).count();
                    out.push(Op::Target(Id::new(rest.get(..len)?.parse().ok()?)?));
                    operand_next = false;
                }
                (b'&', false) => {
                    finish(&mut waiting, &mut out, Op::And);
                    operand_next = true;
                }
                (b'|', false) => {
                    finish(&mut waiting, &mut out, Op::Or);
                    operand_next = true;
                }
                (b')', false) => loop {
                    match waiting.pop()? {
                        Waiting::Paren => break,
                        Waiting::Op(op) => out.push(op),
                    }
                },
                _ => return None,
            }
            rest = rest.get(len..)?.trim_ascii_start();
        }
        while let Some(last) = waiting.pop() {
            match last {
                Waiting::Paren => return None,
                Waiting::Op(op) => out.push(op),
            }
        }
        (!operand_next).then_some(Expression(out))
    }

    /// The targets it names.
    pub(crate) fn targets(&self) -> impl Iterator<Item = Id> + '_ {
        self.0.iter().filter_map(|op| if let Op::Target(id) = op { Some(*id) } else { None })
    }

    /// Whether it holds when all the targets that it names are achieved, and only then.
    pub(crate) fn is_conjunction(&self) -> bool {
        self.0.iter().all(|op| matches!(op, Op::Target(_) | Op::And))
    }

    /// Whether it holds when one of the targets that it names is achieved, and only then.
    pub(crate) fn is_disjunction(&self) -> bool {
        self.0.iter().all(|op| matches!(op, Op::Target(_) | Op::Or))
    }

    /// Its value, when it is known of each target whether it is achieved.
    pub(crate) fn holds(&self, is_achieved: impl Fn(Id) -> bool) -> bool {
        let mut stack: Vec<bool> = Vec::new();
        let pop = |stack: &mut Vec<bool>| stack.pop().unwrap_or(false);
        for op in &self.0 {
            let value = match op {
                Op::Target(id) => is_achieved(*id),
                Op::Not => !pop(&mut stack),
                // Both sides are taken before they are joined: `&&` alone would leave one lying.
                Op::And => {
                    let right = pop(&mut stack);
                    pop(&mut stack) && right
                }
                Op::Or => {
                    let right = pop(&mut stack);
                    pop(&mut stack) || right
                }
            };
            stack.push(value);
        }
        pop(&mut stack)
    }
}

/// Everything that binds as tightly as `op` or tighter has its right side now; `op` waits for its own.
fn finish(waiting: &mut Vec<Waiting>, out: &mut Vec<Op>, op: Op) {
    while let Some(Waiting::Op(last)) = waiting.last().copied() {
        if strength(last) < strength(op) {
            break;
        }
        out.push(last);
        waiting.pop();
    }
    waiting.push(Waiting::Op(op));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    /// The value of a rule when just these targets are achieved.
    fn value(rule: &str, achieved: &[i64]) -> Option<bool> {
        Expression::parse(rule).map(|rule| rule.holds(|id| achieved.contains(&id.get())))
    }

    #[test]
    fn works_out_the_rule_of_the_published_response() {
        assert_eq!(value("(31132 & 31133)", &[31132, 31133]), Some(true));
        assert_eq!(value("(31132 & 31133)", &[31133]), Some(false));
    }

    #[test]
    fn not_binds_before_and_before_or() {
        assert_eq!(value("1 | 2 & 3", &[1]), Some(true));
        assert_eq!(value("(1 | 2) & 3", &[1]), Some(false));
        assert_eq!(value("!1 & 2", &[2]), Some(true));
        assert_eq!(value("!(1 & 2)", &[2]), Some(true));
        assert_eq!(value("!!1", &[1]), Some(true));
        assert_eq!(value("1 & 2 | 3", &[3]), Some(true));
        assert_eq!(value("3 | 1 & !2", &[1, 2]), Some(false));
        assert_eq!(value(" 7 ", &[7]), Some(true));
    }

    #[test]
    fn refuses_what_is_no_rule() {
        for rule in [
            "",
            "  ",
            "()",
            "1 2",
            "1 &",
            "& 1",
            "1 & | 2",
            "(1",
            "1)",
            "!",
            "1 !",
            "a",
            "1 && 2",
            "1 + 2",
            "99999999999999999999",
            "(1 & 2))",
            "1 & ()",
        ] {
            assert_eq!(Expression::parse(rule), None, "{rule}");
        }
    }

    #[test]
    fn no_nesting_is_too_deep() {
        let deep = 1_000_000;
        let rule = ["(".repeat(deep), "1".into(), ")".repeat(deep)].concat();
        assert_eq!(value(&rule, &[1]), Some(true));
        assert_eq!(value(&["!".repeat(deep), "1".into()].concat(), &[1]), Some(true));
    }
}
