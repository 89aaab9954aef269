//! Whose timetable it is.

use crate::{
    app::{
        records,
        scope::{Sight, View},
        workspace::Workspace,
    },
    domain::{Kind, Session, organization::Side, workflow::Seat},
};

/// See the module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whose {
    School(String),
    Instructor(String),
    /// Of a unit that signs beside school and instructor, a venue say: the sessions of which it is the witness.
    Witness(String),
}

impl Whose {
    /// That of whoever sits at a seat; organs have none of their own.
    pub fn of_seat(workspace: &Workspace, seat: Option<&Seat>) -> Option<Self> {
        let unit = seat.and_then(|seat| workspace.tree().get(&seat.unit))?;
        let id = unit.id.clone();
        match unit.side {
            Side::School => Some(Self::School(id)),
            Side::Person => Some(Self::Instructor(id)),
            Side::Resource | Side::Provider => Some(Self::Witness(id)),
            Side::Education | Side::Association | Side::Place => None,
        }
    }

    /// What an address says, the inverse of [`Whose::key`] and [`Whose::id`].
    pub fn read(key: &str, id: &str) -> Option<Self> {
        let id = id.to_owned();
        match key {
            "school" => Some(Self::School(id)),
            "instructor" => Some(Self::Instructor(id)),
            "witness" => Some(Self::Witness(id)),
            _ => None,
        }
    }

    /// The field of a session that names them.
    pub const fn key(&self) -> &'static str {
        match self {
            Self::School(_) => "school",
            Self::Instructor(_) => "instructor",
            Self::Witness(_) => "witness",
        }
    }

    pub fn id(&self) -> &str {
        match self {
            Self::School(id) | Self::Instructor(id) | Self::Witness(id) => id,
        }
    }

    /// The table in which they stand.
    const fn kind(&self) -> Kind {
        match self {
            Self::School(_) => Kind::School,
            Self::Instructor(_) => Kind::Instructor,
            Self::Witness(_) => Kind::Organization,
        }
    }

    /// Whether a seat sees all of it: it is its own, or whoever looks sees every session.
    pub fn is_whole(&self, view: View<'_>) -> bool {
        Sight::of(view, Kind::Session).sees_all()
            || Self::of_seat(view.workspace, view.seat).as_ref() == Some(self)
    }

    /// As people call them.
    pub fn name(&self, workspace: &Workspace) -> String {
        records::title(workspace, &[self.kind()], self.id())
    }

    /// Whether a session stands in their timetable.
    pub(super) fn has(&self, session: &Session) -> bool {
        match self {
            Self::School(id) => session.school == *id,
            Self::Instructor(id) => session.instructor == *id,
            Self::Witness(id) => session.witness.as_ref() == Some(id),
        }
    }
}
