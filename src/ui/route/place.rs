//! Where a page has its place: its section, and the help on it.

use super::Route;
use crate::{app::help::Topic, domain::Section};

impl Route {
    /// The section it belongs to.
    pub fn section(&self) -> Option<Section> {
        match self {
            Self::Overview { .. } => Some(Section::Overview),
            Self::Inbox => Some(Section::Inbox),
            Self::Records { kind, .. }
            | Self::Record { kind, .. }
            | Self::New { kind, .. }
            | Self::Edit { kind, .. }
            | Self::Paper { kind, .. } => Some(kind.declaration().section.0),
            Self::RollOver
            | Self::Matching { .. }
            | Self::Timetable { .. }
            | Self::Outcomes { .. }
            | Self::SurveySheet { .. } => Some(Section::BringIn),
            Self::Equity { .. } => Some(Section::Joint),
            Self::Subsidy { .. } => Some(Section::Subsidy),
            Self::Policy { .. } => Some(Section::Policy),
            Self::Handover => Some(Section::Handover),
            Self::Data => Some(Section::Data),
            Self::Help { .. } => Some(Section::Help),
            Self::Unknown => None,
        }
    }

    /// Whether somebody may begin with it: what it runs is in the part of the program that is loaded first (`cargo xtask first`).
    pub fn is_first(&self) -> bool {
        matches!(self, Self::Overview { .. } | Self::Inbox)
    }

    /// The help on the page.
    pub fn help(&self) -> Topic {
        match self {
            Self::Overview { .. } => Topic::Overview,
            Self::Inbox => Topic::Inbox,
            Self::Records { .. } => Topic::Table,
            Self::Record { .. } => Topic::Record,
            Self::New { .. } | Self::Edit { .. } => Topic::Form,
            Self::Paper { .. } => Topic::Paper,
            Self::RollOver => Topic::RollOver,
            Self::Matching { .. } => Topic::Matching,
            Self::Outcomes { .. } | Self::SurveySheet { .. } => Topic::Outcomes,
            Self::Timetable { .. } => Topic::Timetable,
            Self::Equity { .. } => Topic::Equity,
            Self::Subsidy { .. } => Topic::Subsidy,
            Self::Policy { .. } => Topic::Policy,
            Self::Handover => Topic::Handover,
            Self::Data => Topic::Data,
            Self::Help { .. } | Self::Unknown => Topic::Begin,
        }
    }

    /// The page at which a section begins.
    pub fn home(section: Section) -> Self {
        match section {
            Section::Overview => Self::Overview { term: None },
            Section::Inbox => Self::Inbox,
            Section::Subsidy => Self::Subsidy { term: None, month: None },
            Section::Policy => Self::Policy { pack: None, at: None },
            Section::Handover => Self::Handover,
            Section::Data => Self::Data,
            Section::Help => Self::Help { topic: None },
            section => section.kinds().first().map_or(Self::Unknown, |kind| Self::table(*kind)),
        }
    }
}
