//! The enumerations of the API, under the names this library gives them.

use crate::shape::choice;

choice! {
    /// How the cycles of a group are laid out in time.
    pub enum Evaluation {
        /// Each cycle is a set part of the calendar, the same for everybody.
        FixedCalendar = "fixed-calendar",
        /// The first cycle starts with the customer's first activity; each has its own times.
        Cyclic = "cyclic",
        /// A cycle lasts until its target is achieved; its dates say nothing.
        PeriodAgnostic = "period-agnostic",
        /// Something newer than this library; its raw text stands beside it.
        Unknown = "unknown",
    }
}

choice! {
    /// What a group keeps track of.
    pub enum Tracking {
        /// Each target for itself.
        Default = "default",
        /// Several targets in one: n of m in each cycle.
        Unified = "unified",
        /// Achieved cycles in a row; a missed one starts the count anew.
        Streaks = "streaks",
        /// Achieved cycles, with gaps permitted.
        NonContinuousStreaks = "non-continuous-streaks",
        /// A limit on what a customer receives in a period; no goal.
        Capping = "capping",
        /// Something newer than this library; its raw text stands beside it.
        Unknown = "unknown",
    }
}

choice! {
    /// Whether reaching the value is the aim or the end of it.
    pub enum Kind {
        /// To be reached.
        Goal = "goal",
        /// Not to be exceeded.
        Cap = "cap",
    }
}

choice! {
    /// What the values of a target are counted in.
    pub enum Unit {
        /// An amount of money, in the organisation's currency.
        Currency = "currency",
        /// A number of transactions or events.
        Count = "count",
        /// A number of visits.
        Visits = "visits",
        /// Loyalty points.
        Points = "points",
        /// A number of items.
        Quantity = "quantity",
        /// A currency of the organisation's own, whose name stands beside it.
        AlternateCurrency = "alternate-currency",
        /// A value of a field or an attribute that only the organisation can name.
        Value = "value",
    }
}

/// Whether a text of the API is a certain word: in any case, with spaces or hyphens for underscores.
pub(crate) fn is_word(text: &str, word: &str) -> bool {
    text.len() == word.len()
        && text.bytes().zip(word.bytes()).all(|(byte, expected)| match byte {
            b' ' | b'-' => expected == b'_',
            _ => byte.to_ascii_uppercase() == expected,
        })
}

/// The first of some words that a text is, translated.
fn translate<T: Copy>(text: Option<&str>, words: &[(&str, T)], otherwise: T) -> T {
    text.and_then(|text| words.iter().find(|(word, _)| is_word(text, word)))
        .map_or(otherwise, |(_, value)| *value)
}

impl Evaluation {
    pub(crate) fn read(text: Option<&str>) -> Evaluation {
        let words = [
            ("FIXED_CALENDAR_WINDOW", Evaluation::FixedCalendar),
            ("CYCLIC_WINDOW", Evaluation::Cyclic),
            ("PERIOD_AGNOSTIC_WINDOW", Evaluation::PeriodAgnostic),
        ];
        translate(text, &words, Evaluation::Unknown)
    }
}

impl Tracking {
    pub(crate) fn read(text: Option<&str>) -> Tracking {
        let words = [
            ("DEFAULT", Tracking::Default),
            ("UNIFIED", Tracking::Unified),
            ("STREAKS", Tracking::Streaks),
            ("STREAK", Tracking::Streaks),
            ("NON_CONTINUOUS_STREAKS", Tracking::NonContinuousStreaks),
            ("NON_CONTINUOUS_STREAK", Tracking::NonContinuousStreaks),
            ("CAPPING", Tracking::Capping),
        ];
        translate(text, &words, Tracking::Unknown)
    }

    pub(crate) fn kind(self) -> Kind {
        if self == Tracking::Capping { Kind::Cap } else { Kind::Goal }
    }
}

impl Unit {
    pub(crate) fn read(target_type: Option<&str>, target_entity: Option<&str>) -> Unit {
        if target_entity.is_some_and(|entity| is_word(entity, "ALTERNATE_CURRENCIES")) {
            return Unit::AlternateCurrency;
        }
        let words = [
            ("SALES", Unit::Currency),
            ("GROSS_SALES", Unit::Currency),
            ("COUNT", Unit::Count),
            ("VISIT", Unit::Visits),
            ("QUANTITY", Unit::Quantity),
            ("REGULAR_POINTS", Unit::Points),
            ("PROMOTIONAL_POINTS", Unit::Points),
            ("ALL_POINTS", Unit::Points),
            ("REGULAR", Unit::Points),
            ("PROMOTIONAL", Unit::Points),
            ("ALL", Unit::Points),
        ];
        translate(target_type, &words, Unit::Value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn every_spelling_of_a_non_continuous_streak_is_one() {
        for text in [
            "NON_CONTINUOUS_STREAKS",
            "NON_CONTINUOUS_STREAK",
            "NON CONTINUOUS STREAK",
            "non-continuous-streak",
        ] {
            assert_eq!(Tracking::read(Some(text)), Tracking::NonContinuousStreaks, "{text}");
        }
        assert_eq!(Tracking::read(Some("STREAK")), Tracking::Streaks);
    }

    #[test]
    fn what_is_not_known_is_unknown_and_not_the_nearest() {
        assert_eq!(Evaluation::read(Some("ROLLING_WINDOW")), Evaluation::Unknown);
        assert_eq!(Evaluation::read(None), Evaluation::Unknown);
        assert_eq!(Tracking::read(Some("DEFAULTS")), Tracking::Unknown);
        assert_eq!(Unit::read(Some("EXTENDED_FIELD"), None), Unit::Value);
    }
}
