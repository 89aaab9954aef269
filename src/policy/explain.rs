//! The engine's errors, as a person needs them.

use rhai::EvalAltResult;

use super::{
    Policy,
    decision::Text,
    error::Diagnostic,
    hook::Hook,
    nearest::{did_you_mean, nearest},
    vocabulary,
};

impl Policy {
    /// An engine's error as a person needs it: the innermost cause, where it happened.
    pub(super) fn explain(&self, hook: &Hook, error: EvalAltResult) -> Diagnostic {
        let mut error = error;
        let mut position = error.position();
        if position.is_none() {
            // The engine's own limits are reached between two places; the hook is where it began.
            position = self.defined(hook);
        }
        while let EvalAltResult::ErrorInFunctionCall(_, _, inner, _) = error {
            error = *inner;
            if !error.position().is_none() {
                position = error.position();
            }
        }
        let place = self.sources.place(position);
        // Its own text would name the line of the concatenated files.
        error.clear_position();
        let message = match &error {
            EvalAltResult::ErrorFunctionNotFound(what, _) => self.no_function(what),
            _ => reason(&error),
        };
        Diagnostic { place, message }
    }

    /// `what` is a name with the types of its arguments.
    fn no_function(&self, what: &str) -> Text {
        let name = what.split(" (").next().unwrap_or(what);
        let mut known: Vec<&str> = self.ast.iter_functions().map(|function| function.name).collect();
        for function in vocabulary::functions() {
            known.push(function);
        }
        // The name may be right and its arguments wrong.
        known.retain(|known| *known != name);
        let (zh, en) = did_you_mean(nearest(name, known));
        Text {
            zh: format!("没有函数或运算 {what}{zh}"),
            en: format!("there is no function or operation {what}{en}"),
        }
    }
}

fn reason(error: &EvalAltResult) -> Text {
    use EvalAltResult as E;
    let text = |zh: String, en: String| Text { zh, en };
    match error {
        E::ErrorRuntime(value, _) | E::ErrorTerminated(value, _) => match value.read_lock::<Text>() {
            Some(ours) => ours.clone(),
            None => text(format!("脚本报错：{value}"), format!("the script raised: {value}")),
        },
        E::ErrorTooManyOperations(_) => text(
            "运算步数超过上限，可能是死循环".to_owned(),
            "too many operations; probably an endless loop".to_owned(),
        ),
        E::ErrorStackOverflow(_) => {
            text("函数调用嵌套过深".to_owned(), "functions call each other too deeply".to_owned())
        }
        E::ErrorDataTooLarge(what, _) => text(format!("{what}超过上限"), format!("{what} is too large")),
        E::ErrorArithmetic(why, _) => text(format!("算术错误：{why}"), format!("arithmetic error: {why}")),
        E::ErrorPropertyNotFound(what, _) => {
            text(format!("没有属性“{what}”"), format!("there is no property {what}"))
        }
        E::ErrorVariableNotFound(what, _) => {
            text(format!("没有变量“{what}”"), format!("there is no variable {what}"))
        }
        E::ErrorMismatchDataType(wanted, found, _) => {
            text(format!("应为 {wanted}，得到 {found}"), format!("expected {wanted}, got {found}"))
        }
        E::ErrorDotExpr(why, _) => text(format!("没有这个属性：{why}"), why.clone()),
        other => {
            let plain = other.to_string();
            text(format!("脚本出错：{plain}"), plain)
        }
    }
}
