//! What an organisation offers: the definitions of its target groups (rule 6).

use super::clock::{ServerClock, add_offsets};
use super::condition::Condition;
use super::window::{Span, Window};
use super::{Evaluation, Index, Tracking, Zone, is_word};
use crate::failure::{ApiMessage, Failure};
use crate::wire::{self, Id, Issue, Millis, Path, Period, Text, Texts, TriggerDefinition};
use std::fmt;
use std::ops::Deref;
use std::rc::Rc;

/// The definitions of an organisation's target groups: one page of its list, or several together.
#[derive(Clone, Debug)]
pub struct Catalog {
    /// In order of arrival.
    pub definitions: Vec<Rc<Definition>>,
    pub(crate) by_id: Index<Id>,
    /// How many definitions a page of the list holds.
    pub limit: Option<f64>,
    /// How many definitions come before these.
    pub offset: Option<f64>,
    /// How many definitions there are on all pages.
    pub total: Option<f64>,
    pub(crate) pages: Vec<Rc<Page>>,
}

/// What belongs to a page of the list as a whole.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) texts: Texts,
    /// The server's clock.
    server: ServerClock,
    /// What could not be read or had to be left out.
    pub(crate) issues: Vec<Issue>,
    /// What the API reported beside its data.
    pub(crate) api_errors: Vec<ApiMessage>,
    /// What the API warned of.
    pub(crate) api_warnings: Vec<ApiMessage>,
}

/// Gives the time zone of an IANA name, if there is one of that name.
pub type ZoneByName<'a> = dyn Fn(&str) -> Option<Rc<dyn Zone>> + 'a;

/// Time zones that a list may need besides the one it is asked about.
#[derive(Clone, Default)]
pub struct Zones<'a> {
    /// That of the server's clock, where it is known; otherwise the list shows how far it is from UTC.
    pub server: Option<Rc<dyn Zone>>,
    /// Finds the zone of a name: definitions may name theirs.
    pub by_name: Option<&'a ZoneByName<'a>>,
}

/// The definition of a target group: what was sent, and what it means.
pub struct Definition {
    sent: wire::Definition,
    page: Rc<Page>,
    /// How its cycles are laid out in time.
    pub evaluation: Evaluation,
    /// What it keeps track of.
    pub tracking: Tracking,
    /// The time zone that it names, if it is known.
    zone: Option<Rc<dyn Zone>>,
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

impl fmt::Debug for Definition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.sent.fmt(f)
    }
}

impl Definition {
    pub(crate) fn text(&self, text: Option<Text>) -> Option<&str> {
        text.map(|text| self.page.texts.get(text))
    }

    /// The target at a place.
    pub(crate) fn target(&self, place: usize) -> Option<TargetDefinition<'_>> {
        let (sent, triggers) = (self.sent.targets.get(place)?, self.triggers_by_id.get(place)?);
        Some(TargetDefinition { definition: self, sent, triggers })
    }

    /// The time zone whose days its periods are: its own, or else the one that is asked about, or else none but the server's
    /// clock.
    pub(crate) fn zone<'z>(&'z self, asked: Option<&'z dyn Zone>) -> Option<&'z dyn Zone> {
        self.zone.as_deref().or(asked)
    }

    /// The clock of its days where there is no time zone.
    pub(crate) fn server(&self) -> &ServerClock {
        &self.page.server
    }

    /// When a period of it runs.
    pub(crate) fn period_window(&self, period: &Period, zone: Option<&dyn Zone>) -> Option<Window> {
        Span::of_definition(period.start, period.end, self.evaluation, self.server())
            .window_in(self.zone(zone))
    }

    /// From the start of its first cycle to the end of its last one.
    pub(crate) fn cycles(&self) -> Span {
        Span::of_definition(self.cycle_start, self.cycle_end, self.evaluation, self.server())
    }

    /// When its last cycle ends.
    pub(crate) fn cycles_end(&self, asked: Option<&dyn Zone>) -> Option<Millis> {
        self.cycles().end_in(self.zone(asked))
    }

    /// When it is on offer: its active period, or without one, unless its cycles are parts of the calendar, all of them.
    pub(crate) fn active_window(&self, zone: Option<&dyn Zone>) -> Option<Window> {
        if self.active != Some(true) {
            return None;
        }
        match (&self.active_period, self.evaluation) {
            (Some(period), _) => self.period_window(period, zone),
            (None, Evaluation::Cyclic | Evaluation::PeriodAgnostic) => {
                self.cycles().window_in(self.zone(zone))
            }
            _ => None,
        }
    }
}

/// A target of a definition.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TargetDefinition<'m> {
    definition: &'m Definition,
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
    pub(crate) fn text(self, text: Option<Text>) -> Option<&'m str> {
        self.definition.text(text)
    }

    /// What is known of a trigger.
    pub(crate) fn trigger(self, id: Option<Id>) -> Option<&'m TriggerDefinition> {
        self.sent.triggers.get(self.triggers.find(id)?)
    }
}

impl Catalog {
    /// Reads the list of an organisation's target groups, or the definition of one.
    ///
    /// ```
    /// use milestreak::model::{Catalog, Zones};
    ///
    /// let body = br#"{ "data": [ { "id": 1, "name": "Spend in May", "trackingType": "DEFAULT" } ] }"#;
    /// assert_eq!(Catalog::parse(body, Zones::default()).unwrap().definitions.len(), 1);
    /// ```
    ///
    /// # Errors
    /// As [`Model::parse`](super::Model::parse).
    pub fn parse(bytes: &[u8], zones: Zones<'_>) -> Result<Catalog, Box<Failure>> {
        let wire::Response { data, errors, warnings, mut texts, mut issues } = wire::read_list(bytes)?;
        let mut written = Vec::new();
        data.definitions
            .iter()
            .for_each(|definition| add_offsets(&definition.written.stamps(), &mut written));
        let server = zones.server.map_or_else(|| ServerClock::of(&written), ServerClock::Zone);
        server.add_issue(Path::ROOT.field("data"), &mut texts, &mut issues);
        let read: Vec<_> = (data.definitions.into_iter())
            .map(|sent| {
                let counted = counted(&sent);
                let id = |place: &u32| sent.targets.get(*place as usize).and_then(|target| target.id);
                let ids: Vec<_> = counted.iter().map(id).collect();
                let condition = Condition::read(&sent, &ids, &mut texts, &mut issues);
                (sent, counted, condition)
            })
            .collect();
        let page = Rc::new(Page { texts, server, issues, api_errors: errors, api_warnings: warnings });
        let definition = |(sent, counted, condition): (wire::Definition, Vec<u32>, Condition)| {
            let text = |text: Option<Text>| text.map(|text| page.texts.get(text));
            let triggers = sent.targets.iter().map(|target| &target.triggers);
            let by_name = |name: &str| zones.by_name.and_then(|by_name| by_name(name));
            Rc::new(Definition {
                evaluation: Evaluation::read(text(sent.evaluation_raw)),
                tracking: Tracking::read(text(sent.tracking_raw)),
                zone: text(sent.time_zone_name).and_then(by_name),
                condition,
                counted,
                targets_by_id: Index::new(sent.targets.iter().map(|target| target.id)),
                triggers_by_id: triggers.map(|list| Index::new(list.iter().map(|one| one.id))).collect(),
                page: Rc::clone(&page),
                sent,
            })
        };
        let definitions: Vec<_> = read.into_iter().map(definition).collect();
        let paging = data.pagination.unwrap_or_default();
        Ok(Catalog {
            by_id: Index::new(definitions.iter().map(|definition| definition.id)),
            definitions,
            limit: paging.limit,
            offset: paging.offset,
            total: paging.total,
            pages: vec![page],
        })
    }

    /// These definitions and those of another page. Where both have one, the other page's counts, in its old place.
    #[must_use]
    pub fn concat(&self, other: &Catalog) -> Catalog {
        let all = || self.definitions.iter().chain(&other.definitions);
        let by_id = Index::new(all().map(|definition| definition.id));
        let mut kept: Vec<Option<&Rc<Definition>>> = all().map(Some).collect();
        for (place, definition) in all().enumerate() {
            let first = by_id.find(definition.id).filter(|first| *first != place);
            if let Some(first) = first.and_then(|first| kept.get_mut(first)) {
                *first = Some(definition);
                if let Some(kept) = kept.get_mut(place) {
                    *kept = None;
                }
            }
        }
        let definitions: Vec<_> = kept.into_iter().flatten().cloned().collect();
        let pages = other.pages.iter().filter(|page| !self.pages.iter().any(|known| Rc::ptr_eq(known, page)));
        let offset = match (self.offset, other.offset) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        Catalog {
            by_id: Index::new(definitions.iter().map(|definition| definition.id)),
            definitions,
            limit: other.limit.or(self.limit),
            offset,
            total: other.total.or(self.total),
            pages: self.pages.iter().chain(pages).cloned().collect(),
        }
    }
}

impl Definition {
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
