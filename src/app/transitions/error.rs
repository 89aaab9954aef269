//! Why a record stays where it is.

use crate::{
    app::workspace::Workspace,
    domain::{Kind, Label, Lang, Localized, field::FieldProblem, workflow::TransitionRefusal},
    policy::decision::Text,
    say,
    store::StoreError,
};

/// Why a record stays where it is. Everything is as it was.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum TransitionError {
    #[error("there is no such record")]
    Missing,
    #[error("no seat has been taken")]
    NoSeat,
    #[error(transparent)]
    Refused(#[from] TransitionRefusal),
    #[error("{0:?}")]
    Guarded(Label),
    #[error("{follower} has come of this step and been worked on")]
    Touched { follower: String },
    #[error("the policy in force refuses: {}", why.en)]
    Ruled { why: Text, remedy: Option<Text> },
    #[error("the policy in force could not say: {}", .0.en)]
    Faulty(Text),
    #[error("no policy is in force")]
    NoPolicy,
    #[error("this seat does not act for {0}")]
    ActsForNobody(String),
    #[error("what is signed for another is signed on a paper")]
    NeedsPaper,
    #[error("what would follow from it is not a sound record: {0:?}")]
    Unsound(Vec<FieldProblem>),
    #[error("{title}: {why}")]
    OfSeveral { title: String, why: Box<Self> },
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl TransitionError {
    /// The same of one of several that were to be taken on together.
    pub(super) fn of_one(self, workspace: &Workspace, (kind, id): (Kind, &str)) -> Self {
        let title = workspace.table(kind).get(id).map_or_else(|| id.to_owned(), |record| record.title());
        Self::OfSeveral { title, why: Box::new(self) }
    }
}

impl Localized for TransitionError {
    fn text(&self, lang: Lang) -> String {
        match self {
            Self::Missing => Label::new(
                "找不到这条记录，可能已被清除",
                "There is no such record; it may have been removed",
            )
            .text(lang)
            .to_owned(),
            Self::NoSeat => Label::new("请先在右上角选择席位", "Choose a seat first, at the top right")
                .text(lang)
                .to_owned(),
            Self::Refused(refusal) => refusal.text(lang),
            Self::Guarded(label) => label.text(lang).to_owned(),
            Self::Touched { follower } => say!(
                lang,
                "这一步产生的“{follower}”已经办理，不能撤回；请到那里撤回或退回",
                "“{follower}” came of this step and has been worked on, so it cannot be taken back; withdraw or return that instead"
            ),
            Self::Ruled { why, remedy } => {
                let remedy = remedy.as_ref().map_or("", |remedy| remedy.get(lang));
                let why = why.get(lang);
                match (lang, remedy) {
                    (_, "") => why.to_owned(),
                    (Lang::Zh, remedy) => format!("{why}。{remedy}"),
                    (Lang::En, remedy) => format!("{why}. {remedy}"),
                }
            }
            Self::Faulty(why) => say!(
                lang,
                "规则运行出错，未办理：{why}",
                "the rules failed, so nothing was done: {why}",
                why = why.get(lang)
            ),
            Self::NoPolicy => Label::new(
                "政策未能生效，暂不能办理；请到“政策”页查看",
                "No policy is in force, so nothing can be done; see the policy page",
            )
            .text(lang)
            .to_owned(),
            Self::ActsForNobody(unit) => say!(
                lang,
                "本席位不能代“{unit}”办理；由其上级单位代办，且一个单位不代两方签字",
                "this seat cannot act for “{unit}”: a unit above it can, and none signs for two"
            ),
            Self::NeedsPaper => Label::new(
                "这一步须附上材料：当事单位签字的纸，或证明",
                "Attach the paper: what the unit has signed, or the proof",
            )
            .text(lang)
            .to_owned(),
            Self::Unsound(problems) => {
                lang.statements(problems.iter().map(|problem| problem.fault.text(lang)))
            }
            Self::OfSeveral { title, why } => say!(
                lang,
                "“{title}”不能办理，其余的也没有办：{why}",
                "“{title}” cannot be taken on, so none was: {why}",
                why = why.text(lang)
            ),
            Self::Store(error) => error.text(lang),
        }
    }
}
