//! A closed list of codes with a label each: titles, forms, places, stages.

use super::lang::Label;

/// One option of a closed list. `code` is what records, packs and packages hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choice {
    pub code: &'static str,
    pub label: Label,
}

/// Declares an enumeration together with its codes and labels.
#[macro_export]
macro_rules! choices {
    ($(#[$about:meta])* $name:ident { $($(#[$note:meta])* $variant:ident = $code:literal, $zh:literal, $en:literal;)+ }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name { $($(#[$note])* #[serde(rename = $code)] $variant),+ }

        impl $name {
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];
            pub const CHOICES: &'static [$crate::domain::choice::Choice] = &[$($crate::domain::choice::Choice {
                code: $code,
                label: $crate::domain::lang::Label::new($zh, $en),
            }),+];

            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            pub const fn label(self) -> $crate::domain::lang::Label {
                match self { $(Self::$variant => $crate::domain::lang::Label::new($zh, $en)),+ }
            }
        }

        impl $crate::domain::field::Typed for $name {
            fn fact(&self, _day: jiff::civil::Date) -> $crate::domain::field::Fact {
                $crate::domain::field::Fact::text(self.code())
            }

            fn scalar(&self, _day: jiff::civil::Date) -> $crate::domain::field::Scalar<'_> {
                $crate::domain::field::Scalar::Text(self.code())
            }
        }
    };
}
