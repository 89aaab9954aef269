//! What a pack that compiles still lacks: a case for each hook it defines, a text for each code it says. And what it has
//! for nothing.

use toml_edit::{Item, TableLike};

use super::{
    Chain, Diagnostic, PackSource, Policy,
    cases::{self, CaseResult},
    reader::Reader,
    texts::{FILE, Section},
};

/// Everything there is to say of the last pack of a chain.
#[derive(Debug, Default)]
pub struct Checked {
    pub cases: Vec<CaseResult>,
    pub faults: Vec<Diagnostic>,
    /// What does no harm and could be better: texts that nothing says, functions that nothing comes to, refusals that no case expects
    /// or that do not say what to do.
    pub remarks: Vec<Diagnostic>,
}

/// Runs the cases of a pack and looks for what it lacks.
pub fn check(policy: &Policy, chain: &Chain) -> Checked {
    let Some(pack) = chain.layers().last() else {
        return Checked::default();
    };
    let cases = cases::run(policy, chain);
    let own = |fault: &Diagnostic| fault.place.pack == pack.id;
    let unexplained = policy.unexplained(&Section::ALL).into_iter().filter(own);
    let faults = untried(policy, pack, &cases).chain(unexplained).collect();
    let remarks = unsaid(policy, pack).into_iter().chain(half_told(policy, pack, &cases));
    let remarks = remarks.chain(policy.unused().iter().cloned()).collect();
    Checked { faults, remarks, cases }
}

/// The hooks that the pack defines and no case of it asks.
fn untried<'a>(
    policy: &'a Policy,
    pack: &'a PackSource,
    cases: &'a [CaseResult],
) -> impl Iterator<Item = Diagnostic> + 'a {
    let place = |(hook, at): &(_, _)| (*hook, policy.sources.place(*at));
    let defined = policy.hooks.values().map(place).filter(|(_, place)| place.pack == pack.id);
    let untried = defined
        .filter(|(hook, _): &(&super::Hook, _)| !cases.iter().any(|case| case.hook == Some(hook.name)));
    untried.map(|(hook, place)| {
        Diagnostic::new(
            place,
            format!("{} 没有用例，请在 cases/ 中写一个", hook.name),
            format!("{} has no case; write one in cases/", hook.name),
        )
    })
}

/// The refusals of the pack that no case of it expects, and those without a remedy.
fn half_told(policy: &Policy, pack: &PackSource, cases: &[CaseResult]) -> Vec<Diagnostic> {
    let mut remarks = Vec::new();
    for ((section, code), at) in &policy.said.codes {
        let place = policy.sources.place(*at);
        if *section != Section::Reasons || place.pack != pack.id {
            continue;
        }
        if !cases.iter().any(|case| case.refused.contains(code)) {
            remarks.push(Diagnostic::new(
                place.clone(),
                format!("没有用例以“{code}”为结果，请在 cases/ 中写一个"),
                format!("no case expects {code}; write one in cases/"),
            ));
        }
        if policy.texts.get(Section::Remedies, code).is_none() {
            remarks.push(Diagnostic::new(
                place,
                format!("“{code}”没有说明怎么办，请写在 texts.toml 的 [remedies] 中"),
                format!("{code} does not say what to do; add it to [remedies] in texts.toml"),
            ));
        }
    }
    remarks
}

/// The texts that no script of the chain says.
fn unsaid(policy: &Policy, pack: &PackSource) -> Vec<Diagnostic> {
    let text = pack.files.get(FILE).map_or("", String::as_str);
    let mut reader = Reader::new(&pack.id, FILE, text);
    let Some(document) = reader.document() else {
        return reader.faults;
    };
    for section in Section::ALL {
        let table = document.get(section.name()).and_then(Item::as_table_like);
        for (code, item) in table.into_iter().flat_map(TableLike::iter) {
            if !policy.said.strings.contains(code) {
                let section = section.name();
                reader.fault(
                    item.span(),
                    format!("没有规则使用 {section} 中的“{code}”"),
                    format!("no rule says {code} of {section}"),
                );
            }
        }
    }
    reader.faults
}

impl Policy {
    /// The codes that scripts say and no text explains, each once.
    pub(super) fn unexplained(&self, sections: &[Section]) -> Vec<Diagnostic> {
        let silent = |section: Section, code: &str| {
            sections.contains(&section) && self.texts.get(section, code).is_none()
        };
        let codes = self.said.codes.iter().filter(|((section, code), _)| silent(*section, code));
        codes
            .map(|((section, code), at)| {
                let section = section.name();
                Diagnostic::new(
                    self.sources.place(*at),
                    format!("“{code}”没有文字，请写在 texts.toml 的 [{section}] 中"),
                    format!("{code} has no text; add it to [{section}] in texts.toml"),
                )
            })
            .collect()
    }
}
