//! Questions to workers, each with the type of its answer.

use serde::{Serialize, de::DeserializeOwned};

use crate::policy::decision::Text;

use super::RequestId;

/// What goes to a worker: a question with its number.
pub type Asked<A> = (RequestId, A);

/// What comes back.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub enum Reply<A> {
    /// How many are done, and of how many.
    Progress(usize, usize),
    Answer(A),
    Failed(Text),
    /// Something newer was asked instead.
    Dropped,
}

/// All questions of a worker, as they pass through its messages.
pub trait Questions: Serialize + DeserializeOwned + 'static {
    /// All answers.
    type Answers: Serialize + DeserializeOwned + 'static;
}

/// One question.
pub trait Question {
    /// Those of the worker that answers it.
    type Of: Questions;
    type Answer;

    fn pack(self) -> Self::Of;

    /// `None` of an answer to another question.
    fn unpack(answers: <Self::Of as Questions>::Answers) -> Option<Self::Answer>;
}

/// Declares the questions of a worker, each with its parts and the type of its answer, and what passes through messages.
macro_rules! questions {
    (
        $(#[$about:meta])* $questions:ident, $answers:ident;
        $($(#[$each:meta])* $name:ident { $($(#[$part_about:meta])* $part:ident: $type:ty),* } -> $answer:ty;)+
    ) => {
        $(#[$about])*
        #[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
        pub enum $questions { $($name($name)),+ }

        #[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
        pub enum $answers { $($name($answer)),+ }

        impl $crate::worker::question::Questions for $questions {
            type Answers = $answers;
        }

        $(
            $(#[$each])*
            #[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
            pub struct $name { $($(#[$part_about])* pub $part: $type),* }

            impl $crate::worker::question::Question for $name {
                type Of = $questions;
                type Answer = $answer;

                fn pack(self) -> $questions {
                    $questions::$name(self)
                }

                #[allow(unreachable_patterns, reason = "a worker may have one question")]
                fn unpack(answers: $answers) -> Option<$answer> {
                    match answers {
                        $answers::$name(answer) => Some(answer),
                        _ => None,
                    }
                }
            }
        )+
    };
}

pub(super) use questions;
