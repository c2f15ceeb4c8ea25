//! The arithmetic of progress (rule 2).

/// How far something has come.
pub(super) struct Figures {
    pub(super) ratio: Option<f64>,
    pub(super) percent: Option<f64>,
    pub(super) display_percent: Option<f64>,
    pub(super) remaining: Option<f64>,
    pub(super) surplus: Option<f64>,
}

/// Works out the figures of `achieved` on the way to `target`, which is above zero or none.
pub(super) fn figures(target: Option<f64>, achieved: f64, is_achieved: bool) -> Figures {
    let percent = target.map(|target| percent(achieved, target, is_achieved));
    Figures {
        ratio: target.map(|target| finite(achieved / target)),
        percent,
        display_percent: percent.map(|percent| display_percent(percent, achieved, is_achieved)),
        remaining: target.map(|target| remaining(target, achieved, is_achieved)),
        surplus: target.map(|target| difference(achieved, target).max(0.0)),
    }
}

/// What is still to go: nothing once achieved, though something was sent back since; and something before.
pub(super) fn remaining(target: f64, achieved: f64, is_achieved: bool) -> f64 {
    if is_achieved {
        return 0.0;
    }
    let left = difference(target, achieved);
    // Something so small that arithmetic may have made it up is still something.
    if left > 0.0 { left } else { (target - achieved).max(0.0) }
}

/// The clamped percentage.
pub(super) fn percent(achieved: f64, target: f64, is_achieved: bool) -> f64 {
    if is_achieved {
        return 100.0;
    }
    let percent = (achieved / target).max(0.0).min(1.0) * 100.0;
    let decimal = decimal(percent, 1e-12);
    // Not even rounding makes a whole of what is short of it.
    if decimal < 100.0 { decimal } else { percent }
}

/// What is left of `a` when `b` is taken away.
pub(super) fn difference(a: f64, b: f64) -> f64 {
    decimal(finite(a - b), a.abs().max(b.abs()) * (4.0 * f64::EPSILON))
}

/// The result of multiplying and dividing figures.
pub(super) fn exact(value: f64) -> f64 {
    difference(value, 0.0)
}

/// The sum of two figures.
pub(super) fn sum(a: f64, b: f64) -> f64 {
    difference(a, -b)
}

/// A result as the decimal it stands for. Figures are decimals and doubles are not: 29 of 100 comes out as
/// 28.999999999999996 %, which rounded down is 28, and 500 − 499.6 as 0.39999999999997726. What is no farther from a
/// decimal of six places than arithmetic can be off is that decimal.
fn decimal(value: f64, off: f64) -> f64 {
    let decimal = (value * 1e6).round_ties_even() / 1e6;
    if (decimal - value).abs() < off { decimal } else { value }
}

/// How far from a whole number a percentage may be and still be that number.
const WHOLE: f64 = 1e-9;

/// The percentage for people: never 0 once there is something, never 100 before all is there.
pub(super) fn display_percent(percent: f64, achieved: f64, is_achieved: bool) -> f64 {
    if is_achieved {
        return 100.0;
    }
    let nearest = percent.round_ties_even();
    let whole = if (percent - nearest).abs() <= WHOLE { nearest } else { percent.floor() };
    let least = if achieved > 0.0 { 1.0 } else { 0.0 };
    whole.max(least).min(99.0)
}

/// A value that JSON can hold: what overflows is the largest there is.
pub(super) fn finite(value: f64) -> f64 {
    value.max(-f64::MAX).min(f64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn whole_percents_are_whole() {
        for whole in 0..100 {
            for target in [1.0, 10.0, 100.0, 1000.0, 0.1, 30.0, 7e9] {
                let percent = percent(f64::from(whole) * target / 100.0, target, false);
                assert_eq!(percent, f64::from(whole), "{whole} % of {target}");
            }
        }
        assert_eq!(percent(29.0, 100.0, false), 29.0);
        assert_eq!(percent(0.29, 1.0, false), 29.0);
    }

    #[test]
    fn what_is_left_of_decimals_is_a_decimal() {
        assert_eq!(difference(500.0, 499.6), 0.4);
        assert_eq!(difference(0.3, 0.1), 0.2);
        assert_eq!(difference(1000.0, 333.333), 666.667);
        assert_eq!(difference(1e15, 0.1), 1e15 - 0.1);
        assert_eq!(difference(1.0, 1e-9), 1.0 - 1e-9, "nine places are meant");
    }

    #[test]
    fn the_sum_of_decimals_is_a_decimal() {
        assert_eq!(sum(0.1, 0.2), 0.3);
        assert_eq!(sum(sum(281.34, 499.25), 219.41), 1000.0);
        assert_eq!(sum(1000.3, -1000.0), 0.3, "a return takes away");
        assert_eq!(sum(1.0, 1e-9), 1.0 + 1e-9, "nine places are meant");
        assert_eq!(sum(f64::MAX, f64::MAX), f64::MAX);
    }

    #[test]
    fn parts_of_decimals_are_decimals() {
        assert_eq!(exact(1.1 * 90.0 / 100.0), 0.99);
        assert_eq!(exact(0.3 / 3.0), 0.1);
        assert_eq!(exact(1.0 / 3.0), 1.0 / 3.0);
        assert_eq!(exact(f64::INFINITY), f64::MAX);
    }

    #[test]
    fn nothing_short_of_the_target_shows_100() {
        for target in [1.0, 3.0, 500.0, 1e15, f64::MAX] {
            let short = figures(Some(target), target.next_down(), false);
            assert_eq!(short.display_percent, Some(99.0), "{target}");
            assert!(short.percent.unwrap() < 100.0, "{target}");
        }
    }

    #[test]
    fn the_largest_figures_stay_finite() {
        let over = figures(Some(5e-324), f64::MAX, true);
        assert_eq!((over.ratio, over.surplus), (Some(f64::MAX), Some(f64::MAX)));
        let under = figures(Some(f64::MAX), -f64::MAX, false);
        assert_eq!(
            (under.remaining, under.percent, under.display_percent),
            (Some(f64::MAX), Some(0.0), Some(0.0))
        );
    }
}
