//! What is said of a chain that has too much, or whose functions are not those that are asked.

use crate::policy::{
    decision::{Place, Reads},
    error::Diagnostic,
    hook::{self, Hook},
    nearest::{did_you_mean, nearest},
};

pub(super) fn too_many_parameters(last: &Place) -> Diagnostic {
    let place = Place { file: "parameters.toml".to_owned(), ..last.clone() };
    let most = Reads::MOST;
    Diagnostic::new(
        place,
        format!("参数不能超过 {most} 个"),
        format!("a policy can have at most {most} parameters"),
    )
}

pub(super) fn too_many_scripts(most: usize) -> Diagnostic {
    let place = Place { pack: String::new(), file: "*.rhai".to_owned(), line: 0, column: 0 };
    Diagnostic::new(
        place,
        format!("脚本文件不能超过 {most} 个，请合并"),
        format!("there can be at most {most} scripts; join some of them"),
    )
}

pub(super) fn missing(hook: &Hook, place: Place) -> Diagnostic {
    Diagnostic::new(
        place,
        format!("缺少规则函数 {}", hook.signature()),
        format!("the rule function {} is missing", hook.signature()),
    )
}

pub(super) fn misshapen(hook: &Hook, place: Place) -> Diagnostic {
    Diagnostic::new(
        place,
        format!("应写成 {}", hook.signature()),
        format!("it should be {}", hook.signature()),
    )
}

pub(super) fn no_such_guard(name: &str, place: Place) -> Diagnostic {
    let meant = nearest(name, hook::guards().map(|hook| hook.name));
    let (zh, en) = did_you_mean(meant);
    Diagnostic::new(
        place,
        format!("没有“{name}”所指的步骤；名称应为 may_步骤_类别{zh}"),
        format!("{name} names no step of a workflow; write may_<verb>_<kind>{en}"),
    )
}
