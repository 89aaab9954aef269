//! How a workflow is written down.

use super::{Relation, Role, Who};

/// Declares a workflow as a table, in a module of its own: its `WORKFLOW`, and the code of each state under the state's
/// name, so that no table and no code can name a state that is not there.
///
/// ```text
/// workflow! { filing {
///     draft "草稿" "Draft" Draft, edited by Keeper only topic, due Within("deadline.filing");
///     filed "已填报" "Filed" Done;
/// } transitions {
///     file   "填报" "File"   draft -> filed by Keeper Officer needs topic;
///     revise "修改" "Revise" filed -> draft by Keeper Officer, Withdraw;
/// }}
/// ```
///
/// A state: code, label, [`Stage`](super::Stage), who edits (and `only` which fields), by when it should be left. A
/// transition: verb, label, from where to where, by whom at which role (several, joined by `and`, sign in any order; what
/// only a migration writes is `written by migration`), the fields that the step `works(…)` out by itself, the column of a `sheet` that asks for it, the fields
/// it `needs`, those that each signer `states` (what the keeper alone states becomes the record's), its [`Manner`](super::Manner) where the work does not simply go on. The first state is the one in
/// which a new record stands.
#[macro_export]
macro_rules! workflow {
    (
        $(#[$about:meta])*
        $name:ident {
            $($state:ident $zh:literal $en:literal $stage:ident
                $(, edited by $editor:ident $(($($edits:tt)*))? $(only $($open:ident)+)?)?
                $(, due $deadline:expr)?;)+
        } transitions {
            $($verb:ident $verb_zh:literal $verb_en:literal $($from:ident)+ -> $to:ident
                $(by $($signer:ident $(($($signs:tt)*))? $role:ident)and+)? $(written by $migration:ident)? $(works($($worked:ident)+))?
                $(sheet $column:literal $column_en:literal)? $(needs $($need:ident)+)? $(states $($stated:ident)+)?
                $(, $manner:ident)?;)+
        }
    ) => {
        $(#[$about])*
        #[allow(non_upper_case_globals, unused_imports, reason = "states are named as they are stored; no table uses every word")]
        pub mod $name {
            use $crate::domain::{Label, workflow::{Deadline::*, Manner, Relation::*, Role::*, Stage::*, State, Transition, Workflow, table}};

            $(pub const $state: &str = stringify!($state);)+

            pub static WORKFLOW: Workflow = Workflow {
                states: &[$(State {
                    code: $state,
                    label: Label::new($zh, $en),
                    stage: $stage,
                    editor: $crate::record!(@or None $(, Some($editor $(($($edits)*))?))?),
                    open: &[$($($(stringify!($open)),+)?)?],
                    deadline: $crate::record!(@or None $(, Some($deadline))?),
                }),+],
                transitions: &[$(Transition {
                    verb: stringify!($verb),
                    label: Label::new($verb_zh, $verb_en),
                    from: &[$($from),+],
                    to: $to,
                    who: $crate::workflow!(@who [$($(($signer $(($($signs)*))?, $role)),+)?] $($migration)?),
                    manner: $crate::record!(@or Manner::Forward $(, Manner::$manner)?),
                    needs: &[$($(stringify!($need)),+)?],
                    states: &[$($(stringify!($stated)),+)?],
                    works: &[$($(stringify!($worked)),+)?],
                    column: $crate::record!(@or None $(, Some(Label::new($column, $column_en)))?),
                }),+],
            };
        }
    };
    (@who [$($signer:tt),+]) => { table::who(&[$($signer),+]) };
    (@who [] migration) => { table::who(&[]) };
}

/// One signer is [`Who::One`].
pub const fn who(signers: &'static [(Relation, Role)]) -> Who {
    match signers {
        [(relation, role)] => Who::One(*relation, *role),
        _ => Who::All(signers),
    }
}
