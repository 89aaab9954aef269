//! The kinds of record. What is generic about one stands in its [declaration](super::record::Declaration).
//!
//! [`each_kind!`](crate::each_kind!) is the one list of kinds; the store, the workspace, import and export and the pages
//! are generated from it or walk [`Kind::ALL`].

/// The one list of kinds: the struct and the table of the workspace, in the order in which they can be imported, for a
/// kind refers only to earlier ones.
#[macro_export]
macro_rules! each_kind {
    ($with:ident) => {
        $crate::with_example! { $with
            Organization organizations,
            School schools,
            Instructor instructors,
            Programme programmes,
            Appointment appointments,
            Series series,
            Session sessions,
            Document documents,
            Dispatch dispatches,
            Responsibility responsibilities,
            TaskForce task_forces,
            Meeting meetings,
            ActionItem action_items,
            Contact contacts,
            NeedsRound needs_rounds,
            Need needs,
            Supply supplies,
            Nomination nominations,
            BaseNomination base_nominations,
            Proposal proposals,
            Pairing pairings,
            Offer offers,
            AppointmentDecision appointment_decisions,
            Resource resources,
            Review reviews,
            ResourceUse resource_uses,
            PaymentBatch payment_batches,
            SchoolStatement school_statements,
            PupilSurvey pupil_surveys,
            PaySlip pay_slips,
            PayeeAccount payee_accounts,
            Budget budgets,
            Certificate certificates,
        }
    };
}

/// The kind by which the map shows how one is added is compiled for tests only.
#[doc(hidden)]
#[macro_export]
#[cfg(not(test))]
macro_rules! with_example {
    ($with:ident $($kinds:tt)+) => { $with! { $($kinds)+ } };
}

#[doc(hidden)]
#[macro_export]
#[cfg(test)]
macro_rules! with_example {
    ($with:ident $($kinds:tt)+) => { $with! { $($kinds)+ Survey surveys, } };
}

macro_rules! kinds {
    ($($name:ident $table:ident,)+) => {
        /// The kinds of record that people keep, import and export.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Kind { $($name),+ }

        impl Kind {
            /// The kind of which there are most: a page opens before all of them are read.
            pub const BULK: Self = Self::Session;

            /// In the order in which they can be imported.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];
        }
    };
}

each_kind!(kinds);

/// The kinds whose records are units that send and receive: those of the [tree](super::tree::Tree) but for persons.
pub const UNITS: &[Kind] = &[Kind::Organization, Kind::School];
